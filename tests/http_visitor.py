"""A visitor who only speaks HTTP: cookies, forms, a proof of work, an event stream."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from lib.sse import Decoder

PASSWORD = "correct horse battery"


@dataclass
class Seen:
    """What came down an event stream: every event, and both texts as they add up."""

    events: list[dict[str, Any]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=lambda: {"a": "", "b": ""})

    def take(self, event_id: str, data: dict[str, Any]) -> None:
        self.ids.append(int(event_id))
        self.events.append(data)
        if data["type"] == "start":
            self.texts = {"a": "", "b": ""}
        elif data["type"] == "delta":
            for side in "ab":
                self.texts[side] += data.get(side, "")
        elif data["type"] == "snapshot":
            self.texts = {side: data[side]["text"] for side in "ab" if side in data}

    @property
    def end(self) -> dict[str, Any] | None:
        return self.events[-1] if self.events and self.events[-1]["type"] == "end" else None


class HttpVisitor:
    """Keeps every byte that the server sent in `received` (for the blindness test)."""

    def __init__(self, url: str, **options: Any) -> None:
        self.client = httpx.Client(
            base_url=url, timeout=60, follow_redirects=True, trust_env=False, **options
        )
        self.received: list[bytes] = []

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self._keep(self.client.get(path, **options))

    def post(self, path: str, *, as_json: bool = True, **fields: Any) -> httpx.Response:
        headers = {"X-CSRFToken": self._token(), "Referer": str(self.client.base_url)}
        if as_json:
            headers["Accept"] = "application/json"
        return self._keep(self.client.post(path, data=fields, headers=headers))

    def start_battle(self, prompt: str, **fields: Any) -> str:
        """The battle's path, such as /battles/<id>/."""
        answer = self.send_prompt(prompt, **fields)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["url"])

    def send_prompt(self, prompt: str, **fields: Any) -> httpx.Response:
        """Post the prompt; do the proof of work if the page asks for it."""
        fields = {"mode": "blind", "consent": "on", **fields}
        is_asked = 'name="captcha"' in self.get("/").text
        captcha = self.solve("prompt") if is_asked else ""
        return self.post("/battles/", prompt=prompt, captcha=captcha, **fields)

    def follow(self, battle: str, after: int | None = None, limit: int | None = None) -> Seen:
        """Read events to the end of the turn, or until limit events have come."""
        seen = Seen()
        for event_id, data in self.events(battle, after):
            seen.take(event_id, data)
            if seen.end or (limit and len(seen.events) >= limit):
                break
        return seen

    def events(self, battle: str, after: int | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        headers = {} if after is None else {"Last-Event-ID": str(after)}
        decoder = Decoder()
        path = f"{battle}events"
        with self.client.stream("GET", path, headers=headers, timeout=200) as answer:
            self.received.append(repr(answer.headers.raw).encode())
            assert answer.status_code == 200, answer.status_code
            for line in answer.iter_lines():
                self.received.append(line.encode())
                for event in decoder.feed(line):
                    yield event.id, json.loads(event.data)

    def sign_up(self, email: str, next_path: str = "/") -> httpx.Response:
        self.get("/accounts/signup/", params={"next": next_path})
        return self.post(
            "/accounts/signup/",
            as_json=False,
            email=email,
            password1=PASSWORD,
            captcha=self.solve("sign_up"),
            next=next_path,
        )

    def vote(self, battle: str, verdict: str, key: str = "") -> httpx.Response:
        return self.post(f"{battle}vote/", verdict=verdict, idempotency_key=key)

    def solve(self, action: str) -> str:
        """Do the proof of work, as the page's own script would."""
        answer = self.get("/captcha/challenge/", params={"action": action})
        if answer.status_code == 404:
            return "passed"  # the test captcha
        challenge = answer.json()
        for number in range(challenge["maxnumber"] + 1):
            digest = hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest()
            if digest == challenge["challenge"]:
                payload = {**challenge, "number": number}
                payload.pop("maxnumber")
                return base64.b64encode(json.dumps(payload).encode()).decode()
        raise AssertionError("the challenge has no solution")

    def _token(self) -> str:
        if "csrftoken" not in self.client.cookies:
            page = self.get("/")
            assert re.search("csrfmiddlewaretoken", page.text), "the page has no form"
        return self.client.cookies["csrftoken"]

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        for step in [*answer.history, answer]:
            self.received.append(repr(step.headers.raw).encode())
            self.received.append(step.content)
        return answer
