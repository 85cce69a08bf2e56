"""Our ES modules in Chromium without a site: files from static/ under the site's own policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, Page, Route

STATIC = Path(__file__).parents[2] / "static"
HOST = "https://agon.test"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = "; ".join(
    f"{name} {' '.join(sources)}"
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(HOST).split("?")[0]
    if path == "/":
        headers = {"content-security-policy": POLICY}
        body = "<!doctype html><html lang=en><title>t</title><main id=place></main>"
        route.fulfill(body=body, content_type="text/html", headers=headers)
        return
    file = STATIC / path.removeprefix("/static/")
    route.fulfill(path=file, content_type=TYPES.get(file.suffix, "application/octet-stream"))


@contextmanager
def blank_page(browser: Browser) -> Iterator[Page]:
    """An empty page whose scripts may import("/static/js/…"); nothing else answers."""
    page = browser.new_page()
    page.route("**/*", _serve)
    page.goto(f"{HOST}/")
    yield page
    page.close()
