"""The secrets of a run, wherever a text quotes them: a message that a policy or a template made, another line.

A secret that is also the name of something is left there, or a password `sequencer` would hide half of a report; at
its own place and in what is said of that place it is hidden all the same.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode

from linea_helm import edit, held
from linea_helm.keys.harmless import is_harmless
from linea_helm.partly import LEAST, Partly, squeezed
from linea_helm.redact import HIDDEN, merged, redact
from linea_helm.show import show
from linea_helm.wholly import Wholly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from linea_helm.errors import LineaError
    from linea_helm.finding import Finding, Path
    from linea_helm.source import Source

#: A shorter one is hidden only in what is said of its own place.
_SHORTEST = 4
#: Of a longer one each piece is hidden.
_LONGEST = 256
#: What JSON may write as digits.
_IN_DIGITS = re.compile(r"[^\t\n\r -~]")
_WHOLE = re.compile(r"<redacted[^<>]*>")


class Secrets:
    """Collects secrets and finds them in texts; what it is told to learn is read when something is to be hidden."""

    def __init__(self) -> None:
        self._unread: list[tuple[Path, Any]] = []
        self._secrets: set[str] = set()
        self._long: set[str] = set()
        self._forms: dict[tuple[type, object], set[str]] = {}
        self._below: dict[Path, list[set[str]]] = {}
        self._keys: set[Path] = set()
        self._names: set[str] = set()
        self._cut: set[str] = set()  # what is the name of something only because a secret was cut
        self._finders: tuple[Wholly, Partly] | None = None  # until there are more
        self._own: dict[Path, Wholly] = {}

    def learn(self, data: Any, owner: Path = ()) -> None:  # noqa: ANN401  plain data
        """Take in what plain data, such as merged values or a manifest of `owner`, holds under names of secrets."""
        self._unread.append((owner, data))

    def learn_object(self, data: Any) -> None:  # noqa: ANN401  plain data
        """Take in what an object holds; of a Secret that is all its data, also decoded."""
        self.learn(data, held.owner(data))

    def learn_key(self, key: str, value: object) -> None:
        """Take in a key at the top of the values that is a part of a secret, and what stands behind it."""
        self._add(key, (key,))
        self._add(value, (key,))
        self._keys.add((key,))
        self._cut |= self._forms.get((str, key), set())

    def learn_text(self, source: Source) -> None:
        """Take in what a text that may be no YAML shows under names of secrets."""
        for start, end in source.veil.named():
            text = source.text[start:end]
            # What a bare comma cuts off of a secret in a flag is taken for a key, and named as one.
            for piece in (text, *(text.split(",") if source.kind == "flag" else ())):
                self._add(piece, ())
                self._add(piece.replace("\\", ""), ())
            self._add(_unescaped(text, source.text[start - 1 : start]), ())

    def join(self, other: Secrets) -> None:
        """Take in those that another has."""
        self._unread += other._unread
        self._secrets |= other._secrets
        self._long |= other._long
        self._keys |= other._keys
        self._names |= other._names
        self._forget()

    def around(self, text: str, low: int, high: int) -> list[tuple[int, int]]:
        """Find those that may begin, end or stand in text[low:high]: half-open offsets."""
        reach = max(_LONGEST, self._sought()[0].longest)
        base = max(0, low - reach)
        return [(base + start, base + end) for start, end in self._find(text[base : high + reach])]

    def _find(self, text: str) -> Iterator[tuple[int, int]]:
        for finder in self._sought():
            yield from finder.spans(text)

    def _sought(self) -> tuple[Wholly, Partly]:
        self._read()
        if self._finders is None:
            whole = (secret for secret in self._secrets if len(secret) >= _SHORTEST and not self._is_name(secret))
            self._finders = Wholly(whole), Partly(self._long)
        return self._finders

    def _is_name(self, secret: str) -> bool:
        return secret in self._names and secret not in self._cut

    def hidden(self, text: str, path: Path = ()) -> str:
        """Give a text without them; what is at or below a path, however short or ordinary it is. Key material keeps its
        fingerprint."""
        self._read()
        text = redact(text)
        found = [*self._find(text), *(self._only_at(path).spans(text) if path in self._below else ())]
        return edit.apply(text, merged((start, end, HIDDEN) for start, end in found))

    def _only_at(self, path: Path) -> Wholly:
        """Find what is hidden only in what is said of a path."""
        if path not in self._own:
            forms = set().union(*self._below[path])
            self._own[path] = Wholly(form for form in forms if len(form) < _SHORTEST or self._is_name(form))
        return self._own[path]

    def hidden_path(self, path: Path, owner: Path = ()) -> Path:
        """Give a path in an object or, without an owner, in values; without the secrets that became keys."""
        self._read()
        whole = (*owner, *path)
        ends = range(len(owner) + 1, len(whole) + 1)
        return tuple(HIDDEN if whole[:end] in self._keys else whole[end - 1] for end in ends)

    def _read(self) -> None:
        while self._unread:
            owner, data = self._unread.pop()
            for path, value, is_key in held.secrets(data, owner, self._names):
                self._add(value, path)
                if is_key:
                    self._keys.add(path)

    def _add(self, value: object, path: Path) -> None:
        forms = self._forms.get((type(value), value)) if isinstance(value, (str, int, float)) else set()
        if forms is None:
            every = _forms(value)
            long = set(filter(_is_long, every))
            self._long |= set(map(squeezed, long))
            forms = self._forms[type(value), value] = every - long
        self._secrets |= forms
        for end in range(1, len(path) + 1):
            self._below.setdefault(path[:end], []).append(forms)
        self._forget()

    def _forget(self) -> None:
        self._finders = None
        self._own.clear()


def conceal(findings: Iterable[Finding], secrets: Secrets) -> list[Finding]:
    """Give findings in whose words and excerpts is no secret."""
    concealed = []
    for finding in findings:
        for location in (finding.location, finding.rendered):
            if location:
                location.source.veil.know(secrets)
        owner = (finding.subject.kind, finding.subject.name) if finding.subject else ()
        message = secrets.hidden(finding.message, (*owner, *finding.path))
        path, fix = secrets.hidden_path(finding.path, owner), secrets.hidden(finding.help)
        concealed.append(finding._replace(message=message, path=path, help=fix))
    return concealed


def conceal_error(error: LineaError, secrets: Secrets) -> None:
    """Take the secrets out of an error that ends a run."""
    error.problem, error.why, error.fix = map(secrets.hidden, (error.problem, error.why, error.fix))
    error.args = (error.problem,)
    if error.at:
        error.at.source.veil.know(secrets)


def _is_long(form: str) -> bool:
    return len(form) > _LONGEST and len(squeezed(form)) >= LEAST


def _forms(value: object) -> set[str]:
    """Give what a text may show of a secret, and nothing of key material, which has its fingerprint."""
    if isinstance(value, bool) or is_harmless(str(value)) or _WHOLE.fullmatch(redact(str(value))):
        return set()
    return {form for form in _written(value) if form.strip()}


def _written(value: object) -> Iterator[str]:
    """Write a secret: as it is, cut off, escaped, encoded, on one line, and each of its lines."""
    if not isinstance(value, str):
        yield from (show(value), str(value))
        return
    yield from (value, show(value)[1:-1], b64encode(value.encode("utf-8", "replace")).decode())
    if not _is_long(value) or _IN_DIGITS.search(value):  # else it is the same when it is squeezed
        yield from (value.strip(), " ".join(value.split()), json.dumps(value)[1:-1])
    lines = value.splitlines()
    for line in map(str.strip, lines if len(lines) > 1 else ()):
        if not _is_long(line):  # else it is a piece of the whole
            yield from (line, show(line)[1:-1])


def _unescaped(text: str, quote: str) -> str:
    """Read what stands in quotes, as far as that is possible."""
    if quote == "'":
        return text.replace("''", "'")
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return ""
