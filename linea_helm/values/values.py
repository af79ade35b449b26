"""The values of a release: layers merged in Helm's order, and for every path the file or the flag that set it.

Only plain data is computed at once; where something stands is looked up when somebody asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.source import Location, Source
from linea_helm.values import setflags
from linea_helm.values.coalesce import Coalescer, Ways, Working, ways
from linea_helm.values.drops import Unmergeable
from linea_helm.yaml import scalar
from linea_helm.yaml.load import load_first, read, read_bytes
from linea_helm.yaml.spot import Spots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from linea_helm.finding import Path
    from linea_helm.values.chart import Chart
    from linea_helm.values.drops import Drop
    from linea_helm.values.setflags import Assignment

_MARKER = "---"


class Origin(NamedTuple):
    """Who set a value: `kind` is "file", "flag" or "default" (a values.yaml of the chart or of a sub-chart)."""

    kind: str
    location: Location


class Values:
    """The values of one release.

    `user` is what files and flags supply, `computed` what the chart's templates see: `user` over the chart's defaults,
    the values of enabled sub-charts under their names, their globals included. `drops` is what Helm left out.
    """

    def __init__(self, layers: Sequence[_Layer], user: dict[str, Any], top: Working, how: Coalescer) -> None:
        self.user = user
        self.computed: dict[str, Any] = user
        self._layers = layers
        self._top = top
        self._places: dict[str, Spots] = {}
        try:
            self.computed = how.compute(top, user)
        except Unmergeable as error:
            origin = self.written(error.path)
            error.at = origin.location if origin else None
            raise
        self.drops: list[Drop] = [*how.switches, *how.passes[-1][1]]

    def place(self, path: Path, inner: tuple[int, int] | None = None) -> Location | None:
        """Find where a path was set, or else the key of its nearest parent; None when no text has any of it.

        `inner` is a span of the text at the path; in a flag the whole value stands for it.
        """
        for length in range(len(path), 0, -1):
            origin = self.origin(path[:length], key=length < len(path))
            if origin is not None:
                if inner and length == len(path) and origin.kind != "flag":
                    return self._part(origin.location, path, inner)
                return origin.location
        return None

    def _part(self, location: Location, path: Path, inner: tuple[int, int]) -> Location:
        from linea_helm.yaml import scalarplace

        found = _lookup(self.computed, path)
        return scalarplace.span(location, str(found[0]), inner) if found else location

    def origin(self, path: Path, *, key: bool = False) -> Origin | None:
        """Find who set the value (or with `key` the key) at a path of `computed`; None when nobody wrote it.

        Where texts disagree and Helm's rules are twisted (globals, imports), the one with the computed value counts.
        """
        wanted = _lookup(self.computed, path)
        found = list(self._claims(path))
        if wanted is None:  # a null took the value away, or nobody has set it
            found = [claim for claim in found if claim.value is None and path[-len(claim.path) :] == claim.path]
        claim = next((claim for claim in found if claim.fits(wanted)), found[0] if found else None)
        return None if claim is None else self._origin(claim, key=key)

    def written(self, path: Path) -> Origin | None:
        """Find the strongest text that has a value at this very path, whatever came of it; of a map, its key."""
        claims = (layer.claim(path) for layer in reversed(self._layers))
        found = [claim for claim in (*claims, *_default_claims(self._top, path)) if claim is not None]
        return self._origin(found[0], key=isinstance(found[0].value, dict)) if found else None

    def _origin(self, claim: _Claim, *, key: bool) -> Origin | None:
        if claim.assignment is not None:
            start, value, end = claim.assignment[1:]
            shown = (start, value - 1) if key or value == end else (value, end)
            return Origin("flag", Location(claim.source, *shown))
        location = self._spots(claim.source).locate(claim.path, key=key)
        return None if location is None else Origin(claim.kind, location)

    def charts(self) -> Iterator[tuple[Path, Chart]]:
        """Give every enabled chart with the path of its values in `computed`, the top one first."""
        pending: list[tuple[Path, Working]] = [((), self._top)]
        while pending:
            path, working = pending.pop()
            yield path, working.chart
            pending += [((*path, sub.name), sub) for sub in reversed(working.charts)]

    def _claims(self, path: Path) -> Iterator[_Claim]:
        """List the texts that set a path, the strongest first."""
        for candidate in _global_paths(self._top, path):
            for layer in reversed(self._layers):
                claim = layer.claim(candidate)
                if claim is not None:
                    yield claim
            yield from _default_claims(self._top, candidate)

    def _spots(self, source: Source) -> Spots:
        if source.name not in self._places:
            self._places[source.name] = Spots(source)
        return self._places[source.name]


class _Claim(NamedTuple):
    """A text that sets a path: `path` is the place in that text, `value` the plain data that stands there."""

    kind: str
    source: Source
    path: Path
    value: Any
    assignment: Assignment | None = None

    def fits(self, wanted: tuple[Any] | None) -> bool:
        if wanted is None or self.assignment is not None:
            return True
        return isinstance(wanted[0], dict) if isinstance(self.value, dict) else (self.value,) == wanted


class _Layer(NamedTuple):
    """One source of values: a file with its data, or a flag with what it sets."""

    source: Source
    data: dict[str, Any]
    assignments: list[Assignment] | None = None

    def claim(self, path: Path) -> _Claim | None:
        if self.assignments is None:
            found = _lookup(self.data, path)
            return None if found is None else _Claim("file", self.source, path, found[0])
        assignment = _last(self.assignments, path)
        return None if assignment is None else _Claim("flag", self.source, assignment.path, None, assignment)


def _default_claims(chart: Working, path: Path) -> Iterator[_Claim]:
    yield from _chart_claims(chart, path)
    for imported in _imported_paths(chart, path):
        yield from _chart_claims(chart, imported)


def _chart_claims(chart: Working, path: Path) -> Iterator[_Claim]:
    found = _lookup(chart.defaults, path)
    if found is not None and chart.chart.values is not None:
        yield _Claim("default", chart.chart.values, path, found[0])
    for sub in chart.charts:
        if path[0] == sub.name and len(path) > 1:
            yield from _default_claims(sub, path[1:])


def compute(
    chart: Chart, files: Sequence[str | Source], flags: Mapping[str, Sequence[str]], helm: tuple[int, int, int]
) -> Values:
    """Merge what `helm install` would merge, the way this version of Helm does.

    `files` are paths as after `-f` ("-" is standard input, a comma separates several) or sources already read.
    `flags` maps each of `setflags.FLAGS` to its values; Helm's order counts, not that of the command line.
    Errors: YamlError, UsageError or InputError with the place, wherever Helm refuses.
    """
    how = ways(helm)
    layers: list[_Layer] = []
    user: dict[str, Any] = {}
    for source in _sources(files):
        data = read_values(source, how)
        layers.append(_Layer(source, data))
        user = setflags.merge(user, data)
    for flag in setflags.FLAGS:
        for text in flags.get(flag, ()):
            assignments = setflags.assign(flag, text, user, _read_text, helm[0])
            layers.append(_Layer(Source(flag, text, "flag"), {}, assignments))
    top = Working(chart, lambda each: {} if each.values is None else read_values(each.values, how))
    return Values(layers, user, top, Coalescer(how))


def read_values(source: Source, how: Ways) -> dict[str, Any]:
    """Read a values file as Helm does: all numbers are 64-bit floats; of several documents see `Ways.documents`.

    Errors: YamlError with the place, also when something other than a map is at the top.
    """
    merged: dict[str, Any] = {}
    for start, text in _chunks(source) if how.documents else [(0, source.text)]:
        data = load_first(source, text, start)
        if data is not None and not isinstance(data, dict):
            raise _not_a_map(source, data)
        merged = setflags.merge(merged, _floats(data or {}))
    return merged


def _not_a_map(source: Source, data: Any) -> InputError:  # noqa: ANN401  whatever the text holds
    from linea_helm.yaml.document import YamlError, compose

    kind = "a list" if isinstance(data, list) else "a single value"
    root = next((document.root for document in compose(source) if document.data() == data), None)
    at = Location(source, root.start, root.end) if root is not None else None
    return YamlError(
        f"{kind} at the top", at=at, why="values are keys and what belongs to them", fix="write `key: value`"
    )


def _floats(value: Any) -> Any:  # noqa: ANN401  any value
    """Round integers in place to what a 64-bit float holds."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in pairs:
        if isinstance(inner, (dict, list)):
            _floats(inner)
        elif type(inner) is int and not -(2**53) <= inner <= 2**53:
            value[name] = scalar.as_float64(inner)
    return value


def _chunks(source: Source) -> Iterator[tuple[int, str]]:
    """Split a text where Kubernetes' YAMLReader does, which Helm 4 uses: at lines of `---`, alone or with a comment.

    Gives the offset of each part, and the part. Errors: YamlError when a line starts with `---` and goes on.
    """
    text = source.text
    start = at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        if text.startswith(_MARKER, at):
            behind = text[at + len(_MARKER) : end].strip()
            if behind[:1] not in ("", "#"):
                raise _text_behind_marker(source, at, behind)
            if at > start:
                yield start, text[start:at]
                start = end
        at = end if text.startswith(_MARKER, end) else text.find("\n" + _MARKER, end - 1) + 1 or len(text)
    if start < len(text):
        yield start, text[start:]


def _text_behind_marker(source: Source, at: int, behind: str) -> InputError:
    from linea_helm.yaml.document import YamlError

    start = source.text.index(behind, at + len(_MARKER))
    place = Location(source, start, start + len(behind))
    return YamlError("text on the line of `---`", at=place, why="Helm 4 refuses it", fix="put it on the next line")


def _sources(files: Iterable[str | Source]) -> Iterator[Source]:
    for file in files:
        if isinstance(file, Source):
            yield file
        else:
            for path in _split(file):
                yield read(_local(path))


def _split(paths: str) -> list[str]:
    """Split the value of `-f` at its commas, as one line of CSV."""
    if '"' not in paths:
        return paths.split(",")
    import csv

    return next(csv.reader([paths]))


def _local(path: str) -> str:
    scheme, mark, _ = path.partition("://")
    if mark and scheme.isalnum():
        why = "helm-linea never uses the network"
        raise InputError(f"{path} is a URL, not a file", why=why, fix="download it and name the file")
    return path.strip() if path.strip() == "-" else path


def _read_text(path: str) -> str:
    """Read a file for --set-file; what is no UTF-8 becomes U+FFFD when Helm writes it."""
    return read_bytes(_local(path)).decode("utf-8", "replace")


def _last(assignments: list[Assignment], path: Path) -> Assignment | None:
    """Find the last part of a flag that sets the path, something around it, or something in it."""
    for assignment in reversed(assignments):
        common = min(len(path), len(assignment.path))
        if assignment.path[:common] == path[:common]:
            return assignment
    return None


def _lookup(data: Any, path: Path) -> tuple[Any] | None:  # noqa: ANN401  any value
    """Give the value at a path in a tuple of one; None when there is none."""
    for part in path:
        if isinstance(data, dict):
            known = part in data
        else:
            known = isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data)
        if not known:
            return None
        data = data[part]
    return (data,)


def _global_paths(top: Working, path: Path) -> Iterator[Path]:
    """List where the value of a path may come from: a parent's globals override those of its sub-charts."""
    charts = top.charts
    for depth, part in enumerate(path):
        if part == "global" and depth:
            yield from ((*path[:above], *path[depth:]) for above in range(depth))
        named = [sub for sub in charts if sub.name == part]
        if not named:
            break
        charts = named[0].charts
    yield path


def _imported_paths(chart: Working, path: Path) -> Iterator[Path]:
    """List the paths in sub-charts that `import-values` copies to a path."""
    for child, parent in chart.imported:
        head = () if parent == "." else tuple(parent.split("."))
        if path[: len(head)] == head:
            yield (*child.split("."), *path[len(head) :])
