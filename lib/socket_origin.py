"""From which pages a socket may be opened."""

from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator


class OwnPagesOnly(OriginValidator):
    """A browser always says which site's page opens a socket; only ours may.

    A program says nothing, and is let in: it has no visitor's cookies that could be misused.
    """

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))
