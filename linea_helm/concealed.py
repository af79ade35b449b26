"""The secrets of a run, wherever a text quotes them: a message that a policy or a template made, another line.

A secret that is also the name of something is left there, or a password `sequencer` would hide half of a report; at
its own place and in what is said of that place it is hidden all the same.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from binascii import Error

from linea_helm.keys.confidential import is_secret
from linea_helm.redact import HIDDEN, redact
from linea_helm.show import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from linea_helm.errors import LineaError
    from linea_helm.finding import Finding, Path
    from linea_helm.source import Source

#: A shorter one is hidden only where it stands alone, and the shortest only in what is said of its own place.
_ANYWHERE, _ALONE = 8, 4
_WHOLE = re.compile(r"<redacted[^<>]*>")
_ENTRY = re.compile(r"[A-Za-z0-9._-]{1,40}")


class Secrets:
    """Collects secrets and finds them in texts."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._held: dict[Path, set[str]] = {}
        self._names: set[str] = set()
        self._wanted: list[str] | None = None  # what `find` looks for, until there are more

    def learn(self, data: Any, owner: Path = ()) -> None:  # noqa: ANN401  plain data
        """Take in what plain data, such as merged values or a manifest of `owner`, holds under names of secrets."""
        pending: list[tuple[Path, Any]] = [((), data)]
        while pending:
            path, value = pending.pop()
            if isinstance(value, dict):
                self._names.update(map(str, value))
                pending += [((*path, key), inner) for key, inner in value.items()]
                if is_secret((str(value.get("name")),)):  # a variable
                    self.add(value.get("value"), (*owner, *path, "value"))
            elif isinstance(value, list):
                pending += [((*path, number), item) for number, item in enumerate(value)]
            elif is_secret(path) and not _names_an_entry(path, value):
                self.add(value, (*owner, *path))

    def learn_object(self, data: Any) -> None:  # noqa: ANN401  plain data
        """Take in what an object holds; of a Secret that is all its data, also decoded."""
        owner = _owner(data)
        self.learn(data, owner)
        for field in ("data", "stringData") if owner[:1] == ("Secret",) else ():
            entries = data.get(field)
            for key, value in entries.items() if isinstance(entries, dict) else ():
                self.add(value, (*owner, field, key))
                if field == "data" and isinstance(value, str):
                    self.add(_decoded(value), (*owner, field, key))

    def learn_text(self, source: Source) -> None:
        """Take in what a text that may be no YAML shows under names of secrets."""
        for start, end in source.veil.named():
            text = source.text[start:end]
            # What a bare comma cuts off of a secret in a flag is taken for a key, and named as one.
            for piece in (text, *(text.split(",") if source.kind == "flag" else ())):
                self.add(piece, ())
                self.add(piece.replace("\\", ""), ())
            self.add(_unescaped(text, source.text[start - 1 : start]), ())

    def add(self, value: object, path: Path) -> None:
        """Take in one secret and where it is, in all forms in which it may be written; a boolean is none."""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)) or _WHOLE.fullmatch(redact(str(value))):
            return
        forms = {form for form in _forms(value) if form.strip()}
        self._secrets |= forms
        self._held.setdefault(path, set()).update(forms)
        self._wanted = None

    def join(self, other: Secrets) -> None:
        """Take in those that another has."""
        self._secrets |= other._secrets
        self._names |= other._names
        self._wanted = None

    def find(self, text: str) -> list[tuple[int, int]]:
        """Find them in a text: half-open offsets."""
        if self._wanted is None:
            self._wanted = [secret for secret in self._secrets - self._names if len(secret) >= _ALONE]
        # Most texts quote none: to look for each takes less than to compile a pattern of all.
        quoted = [secret for secret in self._wanted if secret in text]
        return [match.span() for match in _any_of(quoted).finditer(text)] if quoted else []

    def hidden(self, text: str, path: Path = ()) -> str:
        """Give a text without them; what is at or below a path, however short or ordinary it is. Key material keeps its
        fingerprint."""
        text = redact(text)
        own = {form for held, forms in self._held.items() if path and held[: len(path)] == path for form in forms}
        if own:
            text = _any_of(own).sub(HIDDEN, text)
        for start, end in reversed(self.find(text)):
            text = text[:start] + HIDDEN + text[end:]
        return text


def conceal(findings: Iterable[Finding], secrets: Secrets) -> list[Finding]:
    """Give findings in whose words and excerpts is no secret."""
    concealed = []
    for finding in findings:
        for location in (finding.location, finding.rendered):
            if location:
                location.source.veil.know(secrets)
        path = (*((finding.subject.kind, finding.subject.name) if finding.subject else ()), *finding.path)
        message = secrets.hidden(finding.message, path)
        concealed.append(finding._replace(message=message, help=secrets.hidden(finding.help)))
    return concealed


def conceal_error(error: LineaError, secrets: Secrets) -> None:
    """Take the secrets out of an error that ends a run."""
    error.problem, error.why, error.fix = map(secrets.hidden, (error.problem, error.why, error.fix))
    error.args = (error.problem,)
    if error.at:
        error.at.source.veil.know(secrets)


def _owner(data: Any) -> Path:  # noqa: ANN401  plain data
    metadata = data.get("metadata") if isinstance(data, dict) else None
    return (str(data.get("kind")), str(metadata.get("name"))) if isinstance(metadata, dict) else ()


def _names_an_entry(path: Path, value: object) -> bool:
    """`secretKey: p2p-key` is most often an entry of a Secret that the chart does not make."""
    names = "".join(map(str, path)).lower().replace("-", "").replace("_", "")
    return "secretkey" in names and isinstance(value, str) and bool(_ENTRY.fullmatch(value)) and is_secret((value,))


def _any_of(secrets: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(secrets, key=lambda secret: (-len(secret), secret))
    return re.compile("|".join(map(_expression, ordered)) or r"(?!)")


def _expression(secret: str) -> str:
    if len(secret) >= _ANYWHERE:
        return re.escape(secret)
    before = r"(?<![A-Za-z0-9_])" if secret[0].isalnum() else ""
    after = r"(?![A-Za-z0-9_])" if secret[-1].isalnum() else ""
    return before + re.escape(secret) + after


def _forms(value: object) -> Iterator[str]:
    """Give what a text may show of a secret: itself, cut off, escaped, encoded, on one line, and each of its lines."""
    if not isinstance(value, str):
        yield from (show(value), str(value))
        return
    lines = [line.strip() for line in value.splitlines()]
    yield from (value, value.strip(), " ".join(value.split()), show(value)[1:-1], json.dumps(value)[1:-1])
    yield b64encode(value.encode("utf-8", "replace")).decode()
    if len(lines) > 1:
        for line in lines:
            yield from (line, show(line)[1:-1])


def _unescaped(text: str, quote: str) -> str:
    """Read what stands in quotes, as far as that is possible."""
    if quote == "'":
        return text.replace("''", "'")
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return ""


def _decoded(value: str) -> str:
    try:
        return b64decode("".join(value.split()), validate=True).decode()
    except (Error, ValueError):
        return ""
