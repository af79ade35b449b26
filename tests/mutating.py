"""Change one thing in a release that is in order, lint it, and tell what is found that was not found before."""

from __future__ import annotations

import copy
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from helms import helm
from renders import CHART, NEWEST, SCENARIOS, text

from linea_helm.finding import Finding, dotted
from linea_helm.lint.helm import Output
from linea_helm.lint.inspection import inspect
from linea_helm.lint.request import requests
from linea_helm.lint.together import Together
from linea_helm.options import LINT, parse
from linea_helm.stream import split

FOLDER = Path(__file__).parent / "mutations"
#: The release that is changed when a file names none: a chain for production, with all that belongs to it.
BASE = "production-eks"
_STEP = re.compile(r'\.?([A-Za-z0-9_-]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')


class Said(NamedTuple):
    """One finding: the object ("Kind/name", "" for values and the whole release), the path in it, the message."""

    id: str
    object: str
    path: str
    message: str


@dataclass(frozen=True)
class Mutation:
    """One entry of a file `mutations/<id>.yaml`.

    `base` names a file of the chart's ci/ folder. `values` are given after it: a map, or a file's text as it is;
    `flags` are words of the command line.
    `edit` changes rendered objects: an `object` ("Kind/name"), a `path` as findings write it, and either `value`
    (at the length of a list it is appended) or `replace`, parts of the text there by what to put in their place.
    `remove` takes a path of an object away, or without a path the object; `add` brings objects.
    `also` names other checks that rightly speak up, too.
    """

    id: str
    name: str
    expect: list[dict[str, str]]
    base: str = BASE
    profile: str = "prod"
    values: dict[str, Any] | str | None = None
    flags: list[str] = field(default_factory=list)
    edit: list[dict[str, Any]] = field(default_factory=list)
    remove: list[dict[str, str]] = field(default_factory=list)
    add: list[dict[str, Any]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)

    @property
    def expected(self) -> list[Said]:
        """The findings of its own check, sorted."""
        return sorted(Said(self.id, e.get("object", ""), e.get("path", ""), e["message"]) for e in self.expect)


class Linter:
    """Lints releases of the chart; those without a mutation once, and with one compiled catalogue."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {"HELM_CACHE_HOME": str(folder), "HELM_BIN": str(helm(NEWEST))}
        self._unchanged: dict[tuple[str, str], Counter[Said]] = {}

    def news(self, mutation: Mutation) -> list[Said]:
        """What is found in the mutated release and not in the unchanged one."""
        key = (mutation.base, mutation.profile)
        if key not in self._unchanged:
            self._unchanged[key] = Counter(self.lint([SCENARIOS[mutation.base]], mutation.profile))
        files = [SCENARIOS[mutation.base], *self._own_values(mutation)]
        found = Counter(self.lint(files, mutation.profile, mutation))
        return sorted((found - self._unchanged[key]).elements())

    def lint(self, files: list[str], profile: str = "prod", mutation: Mutation | None = None) -> list[Said]:
        """Lint the chart with these values files."""
        return [said(finding) for finding in self.result(files, profile, mutation).findings]

    def result(self, files: list[str], profile: str = "prod", mutation: Mutation | None = None) -> Any:
        """The whole result of a lint."""
        words = [str(CHART), "--profile", profile, *(word for file in files for word in ("-f", file))]
        words += mutation.flags if mutation else []
        (request,) = requests(parse(words, LINT), self.environ)
        is_rendered = mutation and (mutation.values or mutation.flags)
        run: Any = request.start(self.environ) if is_rendered else _Rendered(files[:1], mutation)
        return inspect(request, run, self.environ, Together())

    def _own_values(self, mutation: Mutation) -> list[str]:
        if mutation.values is None:
            return []
        path = self.folder / "values.yaml"
        content = mutation.values if isinstance(mutation.values, str) else yaml.safe_dump(mutation.values)
        path.write_text(content, "utf-8")
        return [str(path)]


class _Rendered:
    """What Helm rendered before, mutated; stands for a Helm that runs."""

    def __init__(self, files: list[str], mutation: Mutation | None) -> None:
        stream = text("-f", files[0], release="linea")
        self.out = mutated(stream, mutation) if mutation else stream

    def has_ended(self) -> bool:
        return True

    def wait(self) -> Output:
        return Output(0, self.out, "")


def said(finding: Finding) -> Said:
    """Give what of a finding does not depend on where the text stands."""
    subject = f"{finding.subject.kind}/{finding.subject.name}" if finding.subject else ""
    return Said(finding.id, subject, dotted(finding.path), finding.message)


def mutations() -> list[Mutation]:
    """All entries of all files, file by file."""
    return [
        Mutation(path.stem, **entry)
        for path in sorted(FOLDER.glob("*.yaml"))
        for entry in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["mutations"]
    ]


def mutated(stream: str, mutation: Mutation) -> str:
    """Give the stream with edited objects written anew and all others as they were."""
    chunks = [chunk for _, chunk in split(stream)]
    names = [_name(chunk) for chunk in chunks]
    for kind, steps in (("edit", mutation.edit), ("remove", mutation.remove)):
        for step in steps:
            assert names.count(step["object"]) == 1, f"no {step['object']} to {kind}; there are {names}"
            index = names.index(step["object"])
            chunks[index] = _edited(chunks[index], step) if kind == "edit" else _lessened(chunks[index], step)
    return "".join(chunks) + "".join(f"---\n{yaml.safe_dump(manifest)}" for manifest in mutation.add)


def _name(chunk: str) -> str:
    """Read "Kind/name" off a chunk of the chart's, all of which are in block style."""
    patterns = (r"\nkind: (\S+)", r'\nmetadata:\n(?: .*\n)*?  name: "?([^\s"]+)')
    kind, name = (re.search(pattern, chunk) for pattern in patterns)
    return f"{kind[1]}/{name[1]}" if kind and name else ""


def _edited(chunk: str, step: dict[str, Any]) -> str:
    head, data = _read(chunk)
    *outer, last = _path(step["path"])
    inner = _at(data, outer)
    if "replace" in step:
        for old, new in step["replace"].items():
            assert inner[last].count(old) == 1, f"{inner[last].count(old)} times {old!r} in {step['path']}"
            inner[last] = inner[last].replace(old, new)
    elif isinstance(inner, list) and last == len(inner):
        inner.append(copy.deepcopy(step["value"]))
    else:
        inner[last] = copy.deepcopy(step["value"])
    return head + yaml.safe_dump(data, sort_keys=False)


def _lessened(chunk: str, step: dict[str, str]) -> str:
    if "path" not in step:
        return "---\n"
    head, data = _read(chunk)
    *outer, last = _path(step["path"])
    del _at(data, outer)[last]
    return head + yaml.safe_dump(data, sort_keys=False)


def _read(chunk: str) -> tuple[str, Any]:
    """Take a chunk apart into its marker with the comment that names the template, and its data."""
    return "".join(chunk.splitlines(keepends=True)[:2]), yaml.load(chunk, Loader=yaml.CSafeLoader)


def _path(text: str) -> list[str | int]:
    """Read a path as findings write it."""
    path: list[str | int] = []
    end = 0
    for step in _STEP.finditer(text):
        assert step.start() == end, f"{text} is no path"
        end = step.end()
        name, index, quoted = step.groups()
        path.append(int(index) if index else name or quoted)
    assert end == len(text), f"{text} is no path"
    return path


def _at(data: Any, path: list[str | int]) -> Any:
    """Go to a path; maps that are not there are made."""
    for part in path:
        data = data[part] if isinstance(data, list) else data.setdefault(part, {})
    return data
