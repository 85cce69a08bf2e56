"""The line of a match in Chromium, with a clock and a socket that do what the test says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.chromium import chromium
from tests.front.modules import blank_page

pytestmark = pytest.mark.browser
# A socket that opens and answers only when told, and a line that notes what it says of itself.
SCENE = """async () => {
  window.made = [];
  window.WebSocket = class extends EventTarget {
    static CONNECTING = 0; static OPEN = 1; static CLOSED = 3;
    constructor() { super(); this.readyState = 0; this.sent = []; made.push(this); }
    send(text) { this.sent.push(JSON.parse(text)); }
    close(code) { this.readyState = 3; this.code = code; }
    open() { this.readyState = 1; this.dispatchEvent(new Event("open")); }
    cut() { this.readyState = 3; this.dispatchEvent(new CloseEvent("close", {code: 1006})); }
    say(message) {
      this.dispatchEvent(new MessageEvent("message", {data: JSON.stringify(message)}));
    }
  };
  window.states = []; window.lags = []; window.told = [];
  const { Line } = await import("/static/js/lib/socket.js");
  window.line = new Line("/place", {
    hello: () => ({type: "hello", after: 7}),
    changed: (state) => states.push(state),
    measured: (lag) => lags.push(lag),
    heard: (message) => told.push(message.type),
  });
}"""


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser) -> Iterator[Page]:
    with blank_page(browser) as page:
        page.clock.install(time=0)
        page.clock.pause_at(1)
        page.evaluate(SCENE)
        yield page


def last(page: Page, what: str):
    return page.evaluate(f"made.at(-1).{what}")


def num_made(page: Page) -> int:
    return page.evaluate("made.length")


def sent(page: Page, kind: str) -> list[dict]:
    return [message for message in last(page, "sent") if message["type"] == kind]


def pong(page: Page, after_ms: int) -> None:
    page.clock.run_for(after_ms)
    page.evaluate("made.at(-1).say({type: 'pong', n: 0})")


def test_it_says_what_it_has_seen_and_what_was_typed_meanwhile(page):
    page.evaluate("line.send({type: 'move', id: 'm1'})")
    assert last(page, "sent") == []
    page.evaluate("made[0].open()")
    assert [message["type"] for message in last(page, "sent")] == ["hello", "move", "ping"]
    assert sent(page, "hello") == [{"type": "hello", "after": 7}]


def test_lag_is_the_mean_of_four_and_then_moves_slowly(page):
    page.evaluate("made[0].open()")
    for lag in (100, 200, 300, 400, 1250):
        pong(page, lag)
        page.clock.run_for(2500)
    assert page.evaluate("lags") == [100, 150, 200, 250, 350]
    assert [ping["lag"] for ping in sent(page, "ping")] == [0, 100, 150, 200, 250, 350]


def test_a_line_without_an_answer_is_dead_after_nine_seconds(page):
    page.evaluate("made[0].open()")
    page.clock.run_for(8900)
    assert page.evaluate("states") == ["open"]
    page.clock.run_for(200)
    assert page.evaluate("states") == ["open", "cut"]
    assert page.evaluate("made[0].code") == 4000
    page.clock.run_for(500)
    assert num_made(page) == 2


def test_it_waits_longer_each_time_and_never_too_long(page):
    waits = []
    for _try in range(9):
        page.evaluate("made.at(-1).cut()")
        before, waited = num_made(page), 0
        while num_made(page) == before:
            page.clock.run_for(250)
            waited += 250
        waits.append(waited)
    longest = [min(20_000, 500 * 2**number) for number in range(9)]
    for waited, most in zip(waits, longest, strict=True):
        assert most / 2 <= waited <= most + 250


def test_a_move_that_is_not_taken_goes_out_again_with_its_id(page):
    page.evaluate("made[0].open()")
    page.evaluate("line.send({type: 'move', id: 'm1'})")
    page.clock.run_for(4000)
    assert [move["id"] for move in sent(page, "move")] == ["m1", "m1"]
    page.evaluate("made[0].say({type: 'taken', id: 'm1', seq: 8})")
    page.clock.run_for(4000)
    assert len(sent(page, "move")) == 2
    page.evaluate("made[0].cut()")
    page.clock.run_for(1000)
    page.evaluate("made.at(-1).open()")
    assert sent(page, "move") == []


def test_after_a_sleep_it_connects_at_once(page):
    page.evaluate("made[0].open()")
    page.clock.fast_forward(60_000)  # timers fire once, as on a machine that wakes
    assert num_made(page) == 2
    assert page.evaluate("made[0].code") == 4000


def test_a_page_that_nobody_touches_is_slower_and_then_rests_until_somebody_does(page):
    page.evaluate("made[0].open()")
    page.evaluate("line.activeAt -= 11 * 60000")
    pong(page, 100)
    num_pings = len(sent(page, "ping"))
    page.clock.run_for(5900)
    assert len(sent(page, "ping")) == num_pings
    page.clock.run_for(200)
    assert len(sent(page, "ping")) == num_pings + 1
    page.evaluate("line.activeAt -= 2 * 3600000")
    pong(page, 100)
    page.clock.run_for(60_000)
    assert page.evaluate("states.at(-1)") == "resting"
    assert num_made(page) == 1
    page.keyboard.press("a")
    assert num_made(page) == 2


def test_a_page_that_is_left_says_so_and_one_that_comes_back_connects(page):
    page.evaluate("made[0].open()")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert page.evaluate("made[0].code") == 1000
    page.clock.run_for(60_000)
    assert num_made(page) == 1
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert num_made(page) == 2
