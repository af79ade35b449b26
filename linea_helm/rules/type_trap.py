"""A plain scalar that Helm reads as something else than what stands there."""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.finding import Problem
from linea_helm.keys.confidential import is_secret
from linea_helm.redact import redact
from linea_helm.show import number, show
from linea_helm.yaml import scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from linea_helm.finding import Path
    from linea_helm.yaml.document import Document, Node

    Types: TypeAlias = Callable[[Path], frozenset[str]]

ID = "yaml-type-trap"
SEVERITY = {"prod": "warning", "dev": "note"}
WHY = "templates get what Helm reads, not what stands in the file"
FIX = "put quotes around it, or write the value that Helm reads"
DOCS = """## What it does

Reports a value or a key without quotes that Helm reads as another one than it looks like:

| in the file | Helm reads |
|---|---|
| `0x1F`, `0644`, `0b11`, `1_000`, `1e3` | 31, 420, 3, 1000, 1000 |
| `yes`, `no`, `on`, `off`, `y`, `n` | true, false |
| `1.10` | 1.1 |
| `1000000000000000000` (one ether in wei) | 1e+18 |
| `9007199254740993` | 9007199254740992 |

Helm reads the words and numbers of YAML 1.1 and keeps every number as a 64-bit float. Dates and `12:30` stay strings.

## Why is this bad?

The template gets the number, and writes it its own way: an image tag `1.10` becomes `1.1`, a chain id in hex becomes
decimal, an amount in wei becomes `1e+18`, and digits beyond the sixteenth are lost. Templates print even a million as
`1e+06`; below 2^53 that is reported where the rendered manifests have it.

## How to fix

Put quotes around it. Where a number or true or false is meant, write that. A chart whose schema or default value asks
for a number gets what was meant by `0x1F`, `1_000` and `1e3`, and one that asks for a boolean what was meant by `yes`:
there nothing is reported. `010` is reported even there, because hardly anybody means 8, unless the key's name ends in
`mode` or `mask`; and so is a number that loses digits.

## Example

```yaml
image:
  tag: 1.10         # the image 1.1
chain:
  gasLimit: 0x3a2c940   # the number 61000000
```
"""

_WORDS = frozenset(["y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"])
#: Keys of texts that only look like numbers.
_VERSION = re.compile(r"(?i)(?:tag|version|release|branch|revision)\Z")
#: 1.10 and 2.50, which no number is written like; 0.50 may be a share.
_TRAILING_ZERO = re.compile(r"[1-9][0-9]*\.[0-9]*[0-9]0\Z")
#: 0644, which is meant as it is read where it is a file's mode, and else hardly ever.
_OCTAL = re.compile(r"[-+]?0[0-9]+\Z")
_MODE = re.compile(r"(?i)(?:mode|mask)\Z")
#: Numbers that look like what they are.
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?\Z")
#: A plain scalar alone at the place of a value or a key, perhaps behind an anchor or a tag.
_ALONE = re.compile(
    r"(?m)(?:^|(?P<before>[:\-?,\[{]))[ \t]*(?:[&!][^ \t\n]*[ \t]+)*"
    r"(?P<scalar>[A-Za-z]{1,3}|[-+.0-9][^ \t\r\n,\[\]{}:#]*)"
    r"(?=[ \t]*\r?$|[ \t]+#|[ \t]*[,\]}]|(?P<colon>[ \t]*:(?:[ \t\r\n]|\Z)))"
)
#: Whole numbers above are not all 64-bit floats.
_EXACT = 2**53
#: From here on Go prints a float with an exponent.
_EXPONENT = 10**6


def suspicious(text: str) -> bool:
    """Tell whether a trap stands anywhere in a text, be it in a comment."""
    return any(map(_may_be_trap, _ALONE.finditer(text)))


def _may_be_trap(match: re.Match[str]) -> bool:
    is_key = match["colon"] is not None or match["before"] in ("?", ",", "{")
    return _reading(match["scalar"], "version") is not None or (is_key and _is_renamed(match["scalar"]))


def check(documents: Sequence[Document], types: Types | None = None) -> Iterator[tuple[Document, Problem]]:
    """Report plain values and keys that Helm reads as something else, with what it reads.

    `types` gives the JSON types that the chart wants at a path, none when nobody knows: where it wants the number or
    the boolean that Helm reads, nothing is wrong.
    """
    from linea_helm.yaml.effective import nodes

    for document in documents:
        for path, key, node in nodes(document):
            renamed = _renamed(key) if key else None
            if renamed:
                yield document, Problem(path, renamed, key_only=True)
            read = _read(node, str(path[-1]) if key else "")
            if read and not (types and read.is_wanted(types(path))):
                yield document, Problem(path, read.message_at(path))


def _plain(node: Node) -> str | None:
    from linea_helm.yaml.document import Scalar

    return node.text if isinstance(node, Scalar) and node.plain and node.tag is None else None


def _renamed(key: Node) -> str | None:
    """Say what becomes of a key: what is read as a number or a word is made a string again, with other characters."""
    text = _plain(key)
    if text is None or not _is_renamed(text):
        return None
    return f"the key {redact(text)} is read as {show(scalar.key(scalar.read(text)))}"


def _is_renamed(text: str) -> bool:
    try:
        return scalar.key(scalar.read(text)) != text
    except ValueError:  # Helm refuses it
        return False


def _read(node: Node, name: str) -> _Reading | None:
    text = _plain(node)
    return None if text is None else _reading(text, name)


class _Reading(NamedTuple):
    """What Helm makes of a scalar: in words, as a JSON type, and whether somebody who wants that type means it so."""

    message: str
    type: str
    is_meant: bool = True

    def message_at(self, path: Path) -> str:
        kind = "an integer" if self.type == "integer" else f"a {self.type}"
        return f"a secret without quotes is read as {kind}" if is_secret(path) else self.message

    def is_wanted(self, types: frozenset[str]) -> bool:
        numbers = self.type == "integer" and "number" in types
        return self.is_meant and "string" not in types and (self.type in types or numbers)


def _reading(text: str, name: str) -> _Reading | None:
    """Say what Helm makes of a plain scalar; None when that is what it looks like."""
    if text in _WORDS:
        return _Reading(f"{text} is read as {'true' if scalar.WORDS[text] else 'false'}", "boolean")
    value = scalar.read(text) if text[:1] in scalar.NUMERIC else text
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value - value != 0:
        return None
    read = float(value)
    exact = _is_exact(text, value, read)
    words = _words(text, read, exact, name)
    is_meant = exact and not (_OCTAL.match(text) and not _MODE.search(name))
    return _Reading(words, "integer" if read.is_integer() else "number", is_meant) if words else None


def _is_exact(text: str, value: float, read: float) -> bool:
    if type(value) is int and abs(value) <= _EXACT:
        return True
    from fractions import Fraction  # 7 ms, and most files have small whole numbers only

    return Fraction(text if _DECIMAL.match(text) else value) == Fraction(repr(read))


def _words(text: str, read: float, exact: bool, name: str) -> str | None:
    if redact(text) != text:
        return f"{redact(text)} is read as a number and loses digits"
    if exact and _prints_with_exponent(text, read, name):
        return f"{text} is read as the number {scientific(read)}"
    if not exact or not _DECIMAL.match(text) or _loses_zero(text, name):
        shown = number(read)
        return f"{text} is read as {scientific(read) if shown == text else shown}"
    return None


def _prints_with_exponent(text: str, value: float, name: str) -> bool:
    """Tell whether templates, which print 20240101 as 2.0240101e+07, make another text of a whole number."""
    return text.isdigit() and (value > _EXACT or (value >= _EXPONENT and bool(_VERSION.search(name))))


def _loses_zero(text: str, name: str) -> bool:
    return "." in text and text.endswith("0") and bool(_VERSION.search(name) or _TRAILING_ZERO.match(text))


def scientific(value: float) -> str:
    """Write a number as Go's templates print a float that has an exponent: the fewest digits that tell it."""
    from decimal import Decimal  # 2 ms, and most files have small numbers only

    sign, digits, exponent = Decimal(repr(float(value))).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    places = len(digits) - 1 + int(exponent)
    return f"{'-' * sign}{text[:1]}{'.' * (len(text) > 1)}{text[1:]}e{places:+03d}"
