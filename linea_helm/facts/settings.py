"""The settings of a program: what stands in its flags, its environment and its files, each with its place."""

from __future__ import annotations

import re

from linea_helm.facts.fact import Place
from linea_helm.facts.objects import Text, entries, table
from linea_helm.facts.toml import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from linea_helm.facts.objects import Objects, Pod
    from linea_helm.finding import Path
    from linea_helm.policies.manifest import Manifest

#: A flag in the text of a shell command; its value follows a "=" or, when that is no flag itself, a blank.
_FLAG = re.compile(r"(?<![\w-])--([A-Za-z][\w.-]*)(?:(?:=|[ \t]+(?![-;&|\\)}<>#\s]))(\"[^\"]*\"|'[^']*'|[^\s;&|\\]*))?")
_ADDRESS = re.compile(r"\S*(?:://\S*|:[0-9]+)")
#: A flag that a value follows, as far as its looks tell; neither `--` nor the `-c` of a shell.
_NAMES_VALUE = re.compile(r"-(?!-?$|[a-z]{0,3}c$)[^=]*$")
_BOOLEANS = {"true": True, "false": False}


class Setting:
    """A value and where it stands."""

    __slots__ = ("place", "value")

    def __init__(self, value: Any, place: Place) -> None:  # noqa: ANN401 - what a program may be told
        self.value = value
        self.place = place


def of_flags(manifest: Manifest | None, words: Iterable[tuple[Path, str]]) -> Iterator[tuple[str, Setting]]:
    """Read the flags of a command line: `--name=value`, `--name value`, `--name`, also in the text of a shell command.

    A value that the shell has yet to fill in (`$HOST`) is nobody's to judge and is left out.
    """
    pending: tuple[str, Setting] | None = None
    for path, word in words:
        if pending and not word.startswith("-"):
            if "$" not in word:
                yield pending[0], Setting(typed(word), Place(manifest, path))
            pending = None
            continue
        if pending:
            yield pending
            pending = None
        for flag in _flags_of(manifest, path, word):
            if word.startswith("--") and "=" not in word and " " not in word:
                pending = flag
            elif "$" not in str(flag[1].value):
                yield flag
    if pending:
        yield pending


def of_environment(objects: Objects, pod: Pod, path: Path, container: dict[str, Any]) -> dict[str, Setting]:
    """Read the environment of a container as far as the release tells it; `env` wins over `envFrom`."""
    found: dict[str, Setting] = {}
    for source in entries(container.get("envFrom")):
        reference, prefix = table(table(source).get("configMapRef")), str(table(source).get("prefix") or "")
        for manifest in objects.of_kind("ConfigMap"):
            if reference and manifest.name == reference.get("name"):
                for key, value in table(manifest.data.get("data")).items():
                    found[prefix + key] = Setting(typed(str(value)), Place(manifest, ("data", key)))
    for index, entry in enumerate(entries(container.get("env"))):
        name, value = table(entry).get("name"), table(entry).get("value")
        if isinstance(name, str):
            found.pop(name, None)
            if isinstance(value, str) and "$(" not in value:
                found[name] = Setting(typed(value), Place(pod.manifest, (*path, "env", index, "value")))
    return found


def of_toml(text: Text) -> dict[str, Setting]:
    """Read a TOML file: dotted keys to values.

    Errors: NotToml.
    """
    return {".".join(key): Setting(value, text.place(span)) for key, value, span in read(text.text)}


def words(path: Path, container: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Give the words of a container's command line, each with its path."""
    for key in ("command", "args"):
        for index, word in enumerate(entries(container.get(key))):
            yield (*path, key, index), str(word)


def programs(container: dict[str, Any]) -> Iterator[str]:
    """Give what may name the program of a container: its image, and its words but for flags and their values.

    Neither does an address (`http://besu`, `besu:8545`), nor a file that is not run: `-jar maru.jar` is.
    """
    yield str(container.get("image") or "")
    named = False
    for _, word in words((), container):
        if not word.startswith("-") and (not named or word.endswith((".jar", "/bin/besu"))):
            yield _ADDRESS.sub("", word)
        named = bool(_NAMES_VALUE.match(word))


def _flags_of(manifest: Manifest | None, path: Path, word: str) -> Iterator[tuple[str, Setting]]:
    if word.startswith("--") and not re.search(r"\s--", word):
        name, equals, value = word[2:].partition("=")
        span = (len(word) - len(value), len(word)) if equals and value else None
        yield name, Setting(typed(value) if equals else True, Place(manifest, path, span))
        return
    for match in _FLAG.finditer(word):
        value = match[2]
        said = True if value is None else typed(value.strip("\"'"))
        yield match[1], Setting(said, Place(manifest, path, match.span()))


def typed(text: str) -> Any:  # noqa: ANN401 - what a program makes of it
    """Read a text as what it says: true or false in any case (picocli: BooleanConverter), a whole number, or itself."""
    if text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text
