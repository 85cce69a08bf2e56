"""Streams show whole characters only, and nothing that a stop string takes back."""

from hypothesis import given
from hypothesis import strategies as st

from inference.engine.tokenizer.text_stream import TextStream


def pushed(stream, data, size=1):
    parts = [stream.push(data[i : i + size]) for i in range(0, len(data), size)]
    return parts, "".join(parts) + stream.finish()


def test_a_character_appears_only_when_all_its_bytes_have_come():
    parts, _ = pushed(TextStream(), "a🦊é".encode())
    assert parts == ["a", "", "", "", "🦊", "", "é"]


def test_a_possible_stop_string_is_held_back_until_it_is_none():
    stream = TextStream(("\nUser:",))
    assert stream.push(b"Hi\nUs") == "Hi"
    assert stream.push(b"ually") == "\nUsually"


def test_text_ends_before_the_first_stop_string():
    stream = TextStream(("END", "STOP"))
    assert stream.push(b"one STO") == "one "
    assert stream.push(b"P two END") == ""
    assert stream.stopped
    assert stream.finish() == ""


def test_bytes_that_are_no_character_become_a_replacement_mark():
    _, text = pushed(TextStream(), b"a\xffb")
    assert text == "a\ufffdb"


def test_half_a_character_at_the_end_is_dropped():
    _, text = pushed(TextStream(), "a🦊".encode()[:-1])
    assert text == "a"


letters = st.text(alphabet="ab🦊", max_size=20)
stops = st.lists(st.text(alphabet="ab🦊", min_size=1, max_size=4), max_size=4).map(tuple)


@given(letters, stops, st.integers(1, 5))
def test_what_is_shown_is_the_text_up_to_its_first_stop_string(text, stop, size):
    stream = TextStream(stop)
    _, shown = pushed(stream, text.encode(), size)
    ends = [text.find(one) for one in stop if one in text]
    assert stream.stopped == bool(ends)
    if not ends:
        assert shown == text
    else:
        assert text.startswith(shown)
        assert not any(one in shown for one in stop)
