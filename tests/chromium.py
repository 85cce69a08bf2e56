"""A real Chromium for tests: quiet on the network, strict about the console, examined by axe."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or pytest.skip("Debian's chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def listen(page: Page) -> list[str]:
    """Everything that the page complains of, from now on: policy violations, errors, warnings."""
    complaints: list[str] = []

    def note(text: str) -> None:
        complaints.append(f"{page.url}: {text}")

    page.on("console", lambda m: note(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: note(str(error)))
    return complaints


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, a line each."""
    page.evaluate(AXE)
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
        ".then((result) => result.violations.map((v) => `${v.id}: ${v.help} at `"
        " + v.nodes.map((node) => node.target.join(' ')).join(', ')))",
        RULES,
    )
    return [f"{page.url}: {line}" for line in found]


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*violations(page), *([f"{page.url} scrolls sideways"] if wide else [])]
