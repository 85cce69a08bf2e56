"""How many requests the engine has, as others are told: by its health, and 0 where it is silent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from inference.selectors import num_at_engine
from tests.servers import free_port


@contextmanager
def answering(text: str, settings) -> Iterator[None]:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health" else 404)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *words: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Health) as server:
        settings.ENGINE_URL = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def test_running_and_waiting_requests_are_counted(settings):
    health = {"status": "ok", "num_running": 2, "num_waiting": 3}
    with answering(json.dumps(health), settings):
        assert num_at_engine() == 5


@pytest.mark.parametrize("text", ["", "fine", "[]", '{"status": "ok"}', '{"num_running": null}'])
def test_another_kind_of_server_says_nothing(settings, text):
    with answering(text, settings):
        assert num_at_engine() == 0


def test_an_engine_that_is_away_has_no_requests(settings):
    settings.ENGINE_URL = f"http://127.0.0.1:{free_port()}/v1"
    assert num_at_engine() == 0
