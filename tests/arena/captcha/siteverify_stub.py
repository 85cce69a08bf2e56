"""Google's siteverify on loopback: real sockets, an answer of the test's choosing."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Siteverify:
    url: str = ""
    status: int = 200
    body: object = None  # sent as JSON unless it is bytes
    delay_seconds: float = 0.0
    requests: list[dict[str, str]] = field(default_factory=list)


def _handler(stub: Siteverify) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            stub.requests.append({name: values[0] for name, values in parse_qs(form).items()})
            time.sleep(stub.delay_seconds)  # the fault under test: an answer that is late
            body = stub.body if isinstance(stub.body, bytes) else json.dumps(stub.body).encode()
            self.send_response(stub.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

        def finish(self) -> None:
            try:
                super().finish()
            except ConnectionError:
                self.close_connection = True  # the client did not wait: that is the test

    return Handler


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has left is what some tests are about."""


def serve(stub: Siteverify) -> ThreadingHTTPServer:
    server = _QuietServer(("127.0.0.1", 0), _handler(stub))
    stub.url = f"http://127.0.0.1:{server.server_port}/recaptcha/api/siteverify"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    return server
