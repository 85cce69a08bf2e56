"""What an answer looks like, counted when it is given: the covariates of style control.

Counts as in the published style control (length, headers, lists, bold), code blocks left out.
"""

import re

_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_HEADER = re.compile(r"^#{1,6}\s", re.MULTILINE)
_LIST = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s", re.MULTILINE)
_BOLD = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")


def style_features(text: str, num_tokens: int | None = None) -> dict[str, int]:
    """Counts of one answer; num_tokens is estimated from the words if it is not known."""
    prose = _FENCE.sub("", text)
    num_words = len(text.split())
    return {
        "characters": len(text),
        "words": num_words,
        "tokens": num_tokens if num_tokens is not None else round(num_words * 4 / 3),
        "headers": len(_HEADER.findall(prose)),
        "list_items": len(_LIST.findall(prose)),
        "bold": len(_BOLD.findall(prose)),
        "code_blocks": len(_FENCE.findall(text)),
    }
