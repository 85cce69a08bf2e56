"""Answers in the browser: what may come through, and that streaming changes nothing."""

import random
import re

import pytest

from arena.markdown import render
from tests.chromium import chromium, listen
from tests.front.modules import blank_page

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](https://evil.example/track.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example)",
    '<img src=x onerror="alert(1)">',
    "<iframe src=https://evil.example></iframe>",
    '[x](https://a.example "onmouseover=alert(1)")',
    "<style>*{display:none}</style>",
    "<https://evil.example/\"onclick='alert(1)'>",
    "```<img src=x onerror=alert(1)>\nx\n```",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\includegraphics{https://evil.example/x.png}$$",
    "\\(\\htmlStyle{color:red}{x}\\)",
    "| a |\n|:-:|\n| <b onclick=alert(1)> |",
    '[ref]: https://a.example "t"\n\n[ref] and ![ref]',
]
ORDINARY = [
    "# One\n\n**bold**, *soft* and `code`.\n\n1. one\n\n2. two\n   - deep\n\n   still two\n\nEnd.",
    "A\n\n```python\ndef f():\n\n    return 1  # *x*\n```\n\nB\n\n~~~\nleft open\n\nstays code",
    "| a | b |\n|--:|:--|\n| 1 | 2 |\n\n> quoted\n> more\n\n---\n\nA [link](https://example.org/x).",
    "- a\n- b\n\n- c\n\nText\n\n    indented code\n\n    goes on\n\nText ~~gone~~.",
]
MATHEMATICS = (
    "So \\(a^2\\) and $b_1$ cost $5 and $6.\n\n\\[\n\\frac{1}{2}\n\n= x\n\\]\n\n$$\ny\n$$\n\nEnd."
)
SHOW = """async ([chunks, words]) => {
  const { Answer } = await import("/static/js/lib/answer.js");
  const { markdownRenderer } = await import("/static/js/lib/markdown.js");
  const place = document.getElementById("place");
  place.replaceChildren();
  const answer = new Answer(place, markdownRenderer(words), "cut");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (const chunk of chunks) { answer.append(chunk); await frame(); }
  answer.finish();
  return [...place.querySelectorAll(".block")].map((block) => block.innerHTML).join("");
}"""
WORDS = {"copy": "Copy", "image": "image"}


SETTLED = """() => !document.querySelector(
  "#place code.formula, #place code[data-language=python]:not(:has(span))"
)"""


@pytest.fixture(scope="module")
def page():
    with chromium() as browser, blank_page(browser) as page:
        yield page


def settled(page, *chunks: str) -> str:
    """What is on the page when colours and formulas have been drawn too."""
    shown(page, *chunks)
    page.wait_for_function(SETTLED)
    return squeezed(page.locator("#place").inner_html())


def shown(page, *chunks: str) -> str:
    return page.evaluate(SHOW, [list(chunks), WORDS])


def squeezed(html: str) -> str:
    return re.sub(r"\s+", " ", html).replace("> <", "><")


@pytest.mark.parametrize("answer", HOSTILE)
def test_nothing_that_runs_or_loads_comes_through(page, answer):
    complaints, asked = listen(page), []
    page.on("request", lambda request: asked.append(request.url))

    shown(page, answer)

    assert page.locator("#place :is(script, img, iframe, style, object, form, input)").count() == 0
    attributes = page.evaluate(
        "[...document.querySelectorAll('#place *')].flatMap((e) => e.getAttributeNames())"
    )
    assert not [name for name in attributes if name.startswith("on") or name in ("style", "src")]
    links = page.evaluate("[...document.querySelectorAll('#place a')].map((a) => a.href)")
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert not [url for url in asked if "evil" in url]
    assert complaints == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("answer", [*ORDINARY, MATHEMATICS])
def test_a_streamed_answer_ends_as_if_it_had_come_at_once(page, answer, seed):
    rng, chunks, rest = random.Random(seed), [], answer
    while rest:
        size = rng.randint(1, 9)
        chunks.append(rest[:size])
        rest = rest[size:]

    streamed = re.sub(r'</div><div class="block" dir="auto">', "", settled(page, *chunks))

    assert page.locator("#place .block--open").count() == 0
    assert streamed == re.sub(r'</div><div class="block" dir="auto">', "", settled(page, answer))


@pytest.mark.parametrize("answer", ORDINARY)
def test_browser_and_server_show_the_same_words(page, answer):
    shown(page, answer)
    words = page.evaluate("""() => {
      document.querySelectorAll(".code__head").forEach((head) => head.remove());
      return document.getElementById("place").textContent;
    }""")

    on_the_server = page.evaluate(
        "(html) => new DOMParser().parseFromString(html, 'text/html').body.textContent",
        render(answer),
    )
    assert words.split() == on_the_server.split()


def test_formulas_are_drawn_and_prices_are_not(page):
    shown(page, MATHEMATICS)
    page.wait_for_selector("#place math")

    assert page.locator("#place math").count() == 4
    assert "cost $5 and $6" in page.locator("#place").inner_text()


def test_a_formula_that_cannot_be_drawn_stays_as_it_was_written(page):
    complaints = listen(page)
    shown(page, "\\(\\frac{1}{\\) and \\(x\\)")
    page.wait_for_selector("#place math")

    assert page.locator("#place code.formula").inner_text() == "\\frac{1}{"
    assert complaints == []


def test_code_gets_its_colours_once_it_is_closed(page):
    shown(page, "```python\nreturn 1\n```\n")
    page.wait_for_selector("#place .hljs-keyword")

    assert page.locator("#place pre code").inner_text() == "return 1\n"


def test_hidden_characters_are_shown_and_spelling_is_left_alone(page):
    shown(page, "abc\u202edef a\u200bb \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 👩\u200d🚀")
    text = page.locator("#place").inner_text()

    assert "abc[U+202E]def a[U+200B]b" in text
    assert "\u0645\u06cc\u200c\u062e" in text
    assert "👩\u200d🚀" in text


def test_an_answer_without_end_is_cut_and_says_so(page):
    html = shown(page, "x" * 70_000)

    assert html.count("x") == 65_536
    assert page.locator("#place .cut").inner_text() == "cut"
