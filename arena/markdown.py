"""Answers as HTML on the server: for pages without JavaScript, for history and for moderators.

Model output is hostile text: no raw HTML, no remote image, links only to http and https and with
their host shown; nh3 is the second wall.
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

MOST_CHARACTERS = 65_536
# Characters that turn or hide text: shown as code points instead.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
_JOINERS = "\u200c\u200d"  # between letters (Persian) or emoji they belong to the writing
_JOINED = ("L", "M", "So", "Sk")
_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "span",
}  # fmt: skip


class _Renderer(RendererHTML):
    """Pictures become words, links say where they lead, headings stay below the page's own."""

    def image(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return f"<span>[image: {nh3.clean_text(tokens[index].content)}]</span>"

    def link_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        env.setdefault("hosts", []).append(urlsplit(str(tokens[index].attrGet("href"))).netloc)
        return self.renderToken(tokens, index, options, env)

    def link_close(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"</a> <span>({nh3.clean_text(env['hosts'].pop())})</span>"

    def heading_open(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"<{_lower_heading(tokens[index].tag)}>"

    def heading_close(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        return f"</{_lower_heading(tokens[index].tag)}>\n"


def _lower_heading(tag: str) -> str:
    return f"h{min(6, int(tag[1]) + 2)}"


_parser = MarkdownIt(
    "commonmark", {"html": False, "linkify": False}, renderer_cls=_Renderer
).enable(["table", "strikethrough"])
_parser.validateLink = lambda url: url.lower().startswith(("http://", "https://"))  # type: ignore[method-assign]


def render(text: str) -> str:
    """Safe HTML of an answer, at most MOST_CHARACTERS of it."""
    visible = _INVISIBLE.sub(_shown, text)
    return nh3.clean(
        _parser.render(visible[:MOST_CHARACTERS]),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow ugc",
    )


def _shown(found: re.Match[str]) -> str:
    """The character as its code point, unless it joins its two neighbours as writing does."""
    text, start, stop = found.string, found.start(), found.end()
    if found.group() in _JOINERS and start > 0 and stop < len(text):
        beside = (text[start - 1], text[stop])
        if all(unicodedata.category(character).startswith(_JOINED) for character in beside):
            return found.group()
    return f"[U+{ord(found.group()):04X}]"
