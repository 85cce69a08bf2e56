"""What a player can do now, drawn from the form that the rules give: boxes to fill, buttons.

One control is one HTML form, for one option of the rules. Its last choice becomes its buttons, so
that an answer is one press; other choices are radio buttons. So a new game has controls at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from games.pages.labels import box_label, send_label, value_label
from games.pages.names import Words

LONG = 200  # characters, from which a box has several lines
MOST_KEYS = 9


@dataclass(frozen=True)
class Box:
    name: str
    label: Words
    longest: int

    @property
    def is_long(self) -> bool:
        return self.longest >= LONG


@dataclass(frozen=True)
class Button:
    """key: of the keyboard, "" for none."""

    name: str
    value: str
    label: Words
    key: str = ""


@dataclass(frozen=True)
class Control:
    name: str
    label: Words
    boxes: tuple[Box, ...]
    buttons: tuple[Button, ...]


def controls_of(state: Mapping[str, Any]) -> list[Control]:
    """[] when it is not this seat's turn."""
    options = state["form"]["options"] if state["form"] else ()
    return [_control(state["game"], option, has_keys=len(options) == 1) for option in options]


def _control(game: str, option: Mapping[str, Any], *, has_keys: bool) -> Control:
    """has_keys: not where a verdict stands beside a question, and a slip would end the match."""
    choices = {name: schema["enum"] for name, schema in option.items() if "enum" in schema}
    boxes = tuple(
        Box(name, box_label(game, name), schema.get("maxLength", 100))
        for name, schema in option.items()
        if name not in choices
    )
    name = list(choices or option)[-1]
    buttons = tuple(
        Button(
            name,
            value,
            value_label(value, name),
            key=str(number) if has_keys and not boxes and number <= MOST_KEYS else "",
        )
        for number, value in enumerate(choices.get(name, ()), start=1)
    )
    return Control(name, box_label(game, name), boxes, buttons or (_send(name),))


def _send(name: str) -> Button:
    return Button("", "", send_label(name))
