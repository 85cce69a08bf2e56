"""A whole answer: its text, and what became of the request, failed or not."""

from inference.backends.base import Blocked
from inference.completion_facts import WholeAnswer
from inference.route_spec import RouteSpec
from inference.services import whole_answer
from inference.wire import Message
from tests.inference.moments import NOON

HELLO = [Message.of_text("user", "Say hello")]


async def asked(**options: object) -> WholeAnswer:
    spec = RouteSpec("someone", "scripted", system_prompt="Be brief.", options=options)
    return await whole_answer(spec, HELLO, started_at=NOON)


async def test_all_pieces_are_one_text_and_the_end_is_kept():
    answer = await asked(text="Hello there.", chunk_size=3, finish_reason="length")
    facts = answer.facts
    assert answer.text == "Hello there."
    assert (facts.started_at, facts.finish_reason, facts.error) == (NOON, "length", None)
    assert (facts.prompt_tokens, facts.completion_tokens) == (4, 4)
    assert facts.provider_request_id == "scripted"
    assert 0 <= facts.first_token_seconds <= facts.total_seconds


async def test_what_came_before_an_error_is_kept_with_it():
    answer = await asked(text="Hello there.", chunk_size=3, error="blocked", error_after_chunks=2)
    assert answer.text == "Hello "
    assert isinstance(answer.facts.error, Blocked)
    assert answer.facts.finish_reason == ""
    assert answer.facts.first_token_seconds is not None


async def test_a_failure_before_the_first_token_has_no_time_of_it():
    answer = await asked(error="unavailable")
    assert answer.text == ""
    assert answer.facts.first_token_seconds is None
