"""The browser's half of the ALTCHA captcha finds the number that the server hid."""

import hashlib

import pytest

from tests.chromium import chromium, listen
from tests.front.modules import blank_page

pytestmark = pytest.mark.browser

ASK_WORKER = """(task) => new Promise((resolve) => {
  const worker = new Worker("/static/js/captcha_worker.js");
  worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
  worker.postMessage(task);
})"""


@pytest.fixture(scope="module")
def page():
    with chromium() as browser, blank_page(browser) as page:
        yield page


def task_for(salt: str, number: int, most: int) -> dict[str, object]:
    challenge = hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
    return {"salt": salt, "challenge": challenge, "maxnumber": most}


# Lengths around the ends of SHA-256's blocks of 64 bytes, where padding goes wrong.
@pytest.mark.parametrize("length", [0, 1, 50, 51, 52, 54, 55, 60, 63, 64, 119, 200])
def test_the_number_is_found(page, length):
    complaints = listen(page)
    assert page.evaluate(ASK_WORKER, task_for("s" * length, 1234, 2000)) == 1234
    assert complaints == []


def test_letters_beyond_ascii_are_hashed_as_utf8(page):
    assert page.evaluate(ASK_WORKER, task_for("ἀγών&", 77, 100)) == 77


def test_a_challenge_without_a_number_gives_nothing(page):
    assert page.evaluate(ASK_WORKER, task_for("salt", 500, 100)) is None
