"""Talk to an API server: the few verbs that the fakes and tests need, and nothing hidden from them."""

from __future__ import annotations

import json
import re
import ssl
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Object = dict[str, Any]

#: Seconds for one answer.
_TIMEOUT = 30
_MERGE = "application/merge-patch+json"
_STRATEGIC = "application/strategic-merge-patch+json"
#: RFC 7234: code, agent, quoted text.
_WARNING = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')


class Refusal(Exception):
    """The API server's no: the HTTP status, its message, its causes, and the warnings it gave beside them."""

    def __init__(self, code: int, status: Object, warnings: list[str]) -> None:
        super().__init__(status.get("message", ""))
        self.code = code
        self.reason = status.get("reason", "")
        self.causes = [cause.get("message", "") for cause in status.get("details", {}).get("causes", [])]
        self.warnings = warnings


class Api:
    """One user's view of an API server."""

    def __init__(self, server: str, token: str, authority: Path) -> None:
        self.server = server
        self._token = token
        self._tls = ssl.create_default_context(cafile=str(authority))

    def get(self, path: str) -> Any:
        """Read one object or a list; text where the answer is no JSON."""
        return self.ask("GET", path)[0]

    def items(self, path: str) -> list[Object]:
        """Read the objects of a list."""
        return self.get(path)["items"]

    def create(self, path: str, body: Object, *, dry_run: bool = False) -> tuple[Object, list[str]]:
        """Create an object in a collection; give what became of it, and the server's warnings."""
        return self.ask("POST", path + "?dryRun=All" * dry_run, body)

    def merge(self, path: str, body: Object) -> Object:
        """Merge into an object (RFC 7386)."""
        return self.ask("PATCH", path, body, _MERGE)[0]

    def status(self, path: str, status: Object) -> Object:
        """Merge into the status of an object, lists by their keys."""
        return self.ask("PATCH", f"{path}/status", {"status": status}, _STRATEGIC)[0]

    def delete(self, path: str) -> None:
        """Delete an object at once; one that is gone already is fine."""
        try:
            self.ask("DELETE", path, {"gracePeriodSeconds": 0, "propagationPolicy": "Background"})
        except Refusal as refusal:
            if refusal.code != 404:
                raise

    def ask(
        self, method: str, path: str, body: Object | None = None, kind: str = "application/json"
    ) -> tuple[Any, list[str]]:
        """Send a request; give the answer and the warnings in its header. Errors: Refusal."""
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        request = urllib.request.Request(self.server + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, context=self._tls, timeout=_TIMEOUT) as answer:
                return _read(answer), _warnings(answer)
        except urllib.error.HTTPError as error:
            with error:
                read = _read(error)
                status = read if isinstance(read, dict) else {"message": read}
                raise Refusal(error.code, status, _warnings(error)) from None


def _read(answer: Any) -> Any:
    text = answer.read().decode()
    return json.loads(text) if answer.headers.get_content_type() == "application/json" else text


def _warnings(answer: Any) -> list[str]:
    lines = answer.headers.get_all("Warning") or []
    return [re.sub(r"\\(.)", r"\1", text) for line in lines for text in _WARNING.findall(line)]
