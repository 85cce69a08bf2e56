"""The events of a match as lines of its history: who said what, what came of it, what was undone.

Drawn by one template. A secret that its owner set has no line, the table shows it; nor has what is
for analysis only (beliefs), which timeline.py draws.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from games.pages.labels import value_label
from games.pages.names import VERDICTS, Words
from games.rules.injections import NOTED
from games.rules.taking_back import TAKEN_BACK, TakingBack, stands

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """side: "own", "other", or "" for the game itself; tone: "good", "near", "bad" or "".

    before, marked, after: the text; marked is the part that decided a ruling, mostly "".
    can_appeal: a ruling that may be judged again. back_to: of a taking back, the last event that
    still stands; is_undone: struck through.
    """

    seq: int
    side: str = ""
    label: Words = ""
    before: Words = ""
    marked: str = ""
    after: str = ""
    tone: str = ""
    back_to: int | None = None
    can_appeal: bool = False
    is_undone: bool = False


def lines_of(state: Mapping[str, Any]) -> list[Line]:
    """Of the events that the state holds; a taking back strikes those of them that it undid."""
    eyes = eyes_of(state)
    drawn = (_line(event, eyes) for event in state["events"])
    lines = [line for line in drawn if line is not None]
    undoing = _takings_back(state["events"])
    open_rulings = set(state.get("appeal", {}).get("rulings", ()))
    return [
        replace(line, is_undone=not stands(line.seq, undoing), can_appeal=line.seq in open_rulings)
        for line in lines
    ]


def eyes_of(state: Mapping[str, Any]) -> str:
    """The seat whose side is "own": a spectator looks from where the human sits, or the bot."""
    seats = [
        one["seat"] for kind in ("human", "bot") for one in state["players"] if one["kind"] == kind
    ]
    return state["seat"] or (seats or [one["seat"] for one in state["players"]] or [""])[0]


def standing(events: Iterable[Event]) -> list[Event]:
    """The events that were not taken back, without the takings back."""
    found = list(events)
    undoing = _takings_back(found)
    return [one for one in found if one["kind"] != TAKEN_BACK and stands(one["seq"], undoing)]


def _takings_back(events: Iterable[Event]) -> list[TakingBack]:
    return [
        TakingBack(one["seq"], one["payload"]["to"]) for one in events if one["kind"] == TAKEN_BACK
    ]


def _line(event: Event, eyes: str) -> Line | None:
    draw = _DRAWN.get(event["kind"])
    if draw is None:
        return None
    side = ("own" if event["seat"] == eyes else "other") if event["seat"] else ""
    return draw(Line(event["seq"], side), event["payload"])


def _said(line: Line, payload: Event) -> Line:
    note = _("asked before") if payload.get("is_repeat") else ""
    return replace(line, before=payload["text"], after="", label=note)


def _answered(line: Line, payload: Event) -> Line:
    if "text" in payload:
        return _said(line, payload)
    return replace(line, before=value_label(payload["answer"]))


def _guessed(line: Line, payload: Event) -> Line:
    return replace(line, before=payload["text"], label=_("Guess"))


def _ruled(line: Line, payload: Event) -> Line:
    if payload["holds"]:
        return replace(line, before=_("That is it."), tone="good")
    if payload.get("is_near"):
        return replace(line, before=_("Close, but not it."), tone="near")
    return replace(line, before=_("That is not it."), tone="bad")


def _checked(line: Line, payload: Event) -> Line | None:
    """Only where a ruling has something to say: a slip, or nearly one."""
    if payload["holds"]:
        return replace(line, before=_("That says the word."), tone="bad")
    if payload.get("is_near"):
        return replace(line, before=_("That was close to what may not be said."), tone="near")
    return None


def _slipped(line: Line, payload: Event) -> Line:
    text, span = payload["text"], payload.get("span") or (0, len(payload["text"]))
    start, end = span
    return replace(line, before=text[:start], marked=text[start:end], after=text[end:], tone="bad")


def _warned(line: Line, payload: Event) -> Line:
    return replace(_slipped(line, payload), label=_("Held back; once more costs the match"))


def _forfeited(line: Line, payload: Event) -> Line:
    return replace(_slipped(line, payload), label=_("The second slip"))


def _stated(line: Line, payload: Event) -> Line:
    return replace(line, before=" / ".join(payload["statements"]), label=_("The claim"))


def _sealed(line: Line, payload: Event) -> Line:
    truth = payload["truth"]
    if truth in ("true", "false"):
        return replace(line, side="", label=_("Sealed"), before=value_label(truth))
    words = _("number %(number)s is the lie") % {"number": truth}
    return replace(line, side="", label=_("Sealed"), before=words)


def _gave_verdict(line: Line, payload: Event) -> Line:
    verdict, reasons = payload["verdict"], payload.get("reasons", "")
    words = value_label(verdict)
    if verdict not in ("true", "false"):
        words = _("Number %(number)s is the lie") % {"number": verdict}
    before = f"{words}. {reasons}" if reasons else words
    return replace(line, before=before, label=_("Verdict"))


def _dropped(line: Line, payload: Event) -> Line:
    return replace(line, before=_("Column %(number)s") % {"number": payload["column"]})


def _taken_back(line: Line, payload: Event) -> Line:
    return replace(line, side="", before=_("A move was taken back."), back_to=payload["to"])


def _noted(line: Line, payload: Event) -> Line:
    if payload["is_legal"]:
        return replace(line, before=_("That asked the model to leave its rules: a fair move here."))
    return replace(line, before=_("That asked the model to leave its rules."))


def _appealed(line: Line, payload: Event) -> Line:
    return replace(
        line, side="", before=_("An appeal: a judge looks at the ruling. Go on meanwhile.")
    )


def _heard(line: Line, payload: Event) -> Line:
    tone = {"granted": "good", "refused": "bad"}.get(payload["verdict"], "")
    return replace(line, before=VERDICTS[payload["verdict"]], tone=tone)


def _resigned(line: Line, payload: Event) -> Line:
    words = _("You resigned.") if line.side == "own" else _("The other player resigned.")
    return replace(line, side="", before=words)


def _ran_out(line: Line, payload: Event) -> Line:
    words = (
        _("You ran out of time.") if line.side == "own" else _("The other player ran out of time.")
    )
    return replace(line, side="", before=words)


def _left(line: Line, payload: Event) -> Line:
    words = _("You were away.") if line.side == "own" else _("The other player was away.")
    return replace(line, side="", before=words)


def _called_off(line: Line, payload: Event) -> Line:
    return replace(line, side="", before=_("Called off, because a player was away."))


_DRAWN: dict[str, Callable[[Line, Event], Line | None]] = {
    "asked": _said,
    "said": _said,
    "replied": _said,
    "answered": _answered,
    "guessed": _guessed,
    "ruled": _ruled,
    "checked": _checked,
    "warned": _warned,
    "forfeited": _forfeited,
    "stated": _stated,
    "sealed": _sealed,
    "gave_verdict": _gave_verdict,
    "dropped": _dropped,
    TAKEN_BACK: _taken_back,
    NOTED: _noted,
    "appealed": _appealed,
    "heard": _heard,
    "resigned": _resigned,
    "ran_out_of_time": _ran_out,
    "left": _left,
    "called_off": _called_off,
}
