"""Pages rendered without a view: the theme, what is escaped, and what stays hidden."""

import re

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string

from arena.presenting import ReplyView, TurnView
from arena.revealing import NameCard, PairRecordView, RevealView


def request_with(theme: str = "") -> HttpRequest:
    request = HttpRequest()
    request.path = "/nowhere/"
    if theme:
        request.COOKIES["theme"] = theme
    return request


@pytest.mark.parametrize(("cookie", "shown"), [("dark", True), ("light", True), ("system", False)])
def test_the_server_knows_the_theme_before_the_first_paint(cookie, shown):
    html = render_to_string("404.html", request=request_with(cookie))
    assert (f'data-theme="{cookie}"' in html) is shown


def test_a_theme_that_nobody_offers_is_not_repeated():
    html = render_to_string("404.html", request=request_with('"><script>'))
    assert "data-theme" not in html
    assert '"><script>' not in html


def test_the_error_page_needs_no_request():
    html = render_to_string("500.html")
    assert "<h1>Something broke on our side</h1>" in html
    assert "Sign up" not in html


def turn_of(**changes: str) -> TurnView:
    facts = {"side": "a", "status": "done", "text": "One <b>two</b>", "html": "<p>One</p>"}
    reply = ReplyView(**(facts | changes))
    return TurnView(0, "Is 1 < 2?", "done", 1, True, [reply])


class BlindBattle:
    names = None
    sides = ("a", "b")


def test_a_turn_escapes_the_prompt_and_the_source_of_an_answer():
    html = render_to_string("arena/_turn.html", {"battle": BlindBattle, "turn": turn_of()})
    assert "Is 1 &lt; 2?" in html
    assert "<template data-source>One &lt;b&gt;two&lt;/b&gt;</template>" in html


def test_a_blind_turn_says_model_a():
    html = render_to_string("arena/_turn.html", {"battle": BlindBattle, "turn": turn_of()})
    assert "Model A" in html


@pytest.mark.parametrize("status", ["thinking", "writing", "done", "stopped", "failed"])
def test_every_state_has_a_word(status):
    context = {"battle": BlindBattle, "turn": turn_of(status=status)}
    html = render_to_string("arena/_turn.html", context)
    assert re.search(rf"data-state-word>\s*{status}\s*<", html)


def test_a_failed_side_says_why():
    turn = turn_of(status="failed", error_message="This side took too long.")
    html = render_to_string("arena/_turn.html", {"battle": BlindBattle, "turn": turn})
    assert "data-error>" in html
    assert "This side took too long." in html


def card(side: str, **changes: object) -> NameCard:
    facts = dict.fromkeys(("input_usd", "output_usd", "context_tokens", "tokens", "seconds"))
    facts |= {"name": f"Model <{side}>", "organisation": "Agora", "licence": "MIT"}
    facts |= {"homepage": "", "url": "/contestants/x/", "expected_share": None, "won": False}
    return NameCard(side=side, **(facts | changes))  # type: ignore[arg-type]


class VotedBattle:
    mode = "blind"
    reasons_url = "/reasons/"


@pytest.fixture
def revealed():
    def render(**of_a: object) -> str:
        record = PairRecordView(a=1, b=2, tie=0, both_bad=1)
        view = RevealView(
            "a", "A is better", [card("a", **of_a), card("b")], record, False, ["clear"], "/?from=1"
        )
        return render_to_string("arena/_reveal.html", {"battle": VotedBattle, "reveal": view})

    return render


def test_a_reveal_shows_names_chance_and_what_it_cost(revealed):
    html = revealed(expected_share=0.713, tokens=1, seconds=6.42, won=True)
    assert "Model &lt;a&gt;" in html
    assert "71 %" in html
    assert "1 token, 6.4 s" in html
    assert "Your choice" in html


def test_a_reveal_leaves_out_what_is_not_known(revealed):
    html = revealed()
    for words in ("Chance before your vote", "Wrote", "Price a million tokens", "Context"):
        assert words not in html


def test_a_vote_that_does_not_count_says_so(revealed):
    assert "does not move the leaderboard" in revealed()


def test_a_reason_given_before_is_ticked(revealed):
    assert 'value="clear" checked' in revealed()
    assert 'value="wrong" checked' not in revealed()
