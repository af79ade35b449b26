"""The values of a release: layers merged in Helm's order, and for every path the file or the flag that set it.

Only plain data is computed at once; where something stands is looked up when somebody asks.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from linea_helm.errors import InputError
from linea_helm.source import Location, Source
from linea_helm.values import filelist, setflags
from linea_helm.values.claims import Claim, Layer, default_claims, global_paths, lookup
from linea_helm.values.coalesce import Coalescer, Ways, Working, ways
from linea_helm.values.drops import Unmergeable
from linea_helm.yaml import scalar
from linea_helm.yaml.load import load_first, read, read_bytes
from linea_helm.yaml.spot import Spots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from linea_helm.finding import Path
    from linea_helm.values.chart import Chart
    from linea_helm.values.drops import Drop
    from linea_helm.yaml.document import Document

_MARKER = "---"


class Origin(NamedTuple):
    """Who set a value: `kind` is "file", "flag" or "default" (a values.yaml of the chart or of a sub-chart)."""

    kind: str
    location: Location


class Values:
    """The values of one release.

    `user` is what files and flags supply, `computed` what the chart's templates see: `user` over the chart's defaults,
    the values of enabled sub-charts under their names, their globals included. `drops` is what Helm left out, `layers`
    are the user's files and flags, the strongest last.
    """

    def __init__(self, layers: Sequence[Layer], user: dict[str, Any], charts: Callable[[], Working], how: Ways) -> None:
        self.user = user
        self.computed: dict[str, Any] = user
        self.how = how
        self.layers = layers
        self._charts = charts
        self._top = charts()
        self._places: dict[str, Spots] = {}
        coalescer = Coalescer(how)
        try:
            self.computed = coalescer.compute(self._top, user)
        except Unmergeable as error:
            origin = self.written(error.path)
            error.at = origin.location if origin else None
            raise
        self.drops: list[Drop] = [*coalescer.switches, *coalescer.passes[-1][1]]

    def computed_by(self, how: Ways) -> dict[str, Any]:
        """Compute the values in another way. Errors: Unmergeable without a place, InputError."""
        return Coalescer(how).compute(self._charts(), self.user)

    def without(self, paths: Iterable[Path]) -> dict[str, Any]:
        """Compute the values as they would be had the user not set these."""
        user = deepcopy(self.user)
        for *around, key in paths:
            found = lookup(user, tuple(around))
            if found and isinstance(found[0], dict):
                found[0].pop(key, None)
        return Coalescer(self.how).compute(self._charts(), user)

    def defaults(self) -> Iterator[dict[str, Any]]:
        """Give what the values.yaml of each enabled chart says, the top one's first."""
        yield from (working.defaults for _, working in self._workings())

    def written_data(self) -> Iterator[dict[str, Any]]:
        """Give the merged values, and what each text says, also where another one overrides it or Helm drops it."""
        yield self.computed
        yield self.user
        yield from (layer.data for layer in self.layers)
        yield from self.defaults()

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

        found = lookup(self.computed, path)
        return scalarplace.span(location, str(found[0]), inner) if found else location

    def origin(self, path: Path, *, key: bool = False) -> Origin | None:
        """Find who set the value (or with `key` the key) at a path of `computed`; None when nobody wrote it.

        Where texts disagree and Helm's rules are twisted (globals, imports), the one with the computed value counts.
        """
        wanted = lookup(self.computed, path)
        found = list(self.claims(path))
        if wanted is None:  # a null took the value away, or nobody has set it
            found = [claim for claim in found if claim.value is None and path[-len(claim.path) :] == claim.path]
        claim = next((claim for claim in found if claim.fits(wanted)), found[0] if found else None)
        return None if claim is None else self._origin(claim, key=key)

    def written(self, path: Path) -> Origin | None:
        """Find the strongest text that has a value at this very path, whatever came of it; of a map, its key."""
        claims = (layer.claim(path) for layer in reversed(self.layers))
        found = [claim for claim in (*claims, *default_claims(self._top, path)) if claim is not None]
        return self._origin(found[0], key=isinstance(found[0].value, dict)) if found else None

    def null(self, path: Path) -> Origin | None:
        """Find the strongest text with a null that the value at a path may come from."""
        for claim in self.claims(path):
            is_null = claim.value is None and (claim.assignment is None or lookup(self.user, claim.path) == (None,))
            if is_null and path[-len(claim.path) :] == claim.path:
                return self._origin(claim, key=False)
        return None

    def _origin(self, claim: Claim, *, key: bool) -> Origin | None:
        if claim.assignment is not None:
            start, value, end = claim.assignment[1:]
            shown = (start, value - 1) if key or value == end else (value, end)
            return Origin("flag", Location(claim.source, *shown))
        location = self._spots(claim.source).locate(claim.path, key=key)
        return None if location is None else Origin(claim.kind, location)

    def charts(self) -> Iterator[tuple[Path, Chart]]:
        """Give every enabled chart with the path of its values in `computed`, the top one first."""
        yield from ((path, working.chart) for path, working in self._workings())

    def _workings(self) -> Iterator[tuple[Path, Working]]:
        pending: list[tuple[Path, Working]] = [((), self._top)]
        while pending:
            path, working = pending.pop()
            yield path, working
            pending += [((*path, sub.name), sub) for sub in reversed(working.charts)]

    def claims(self, path: Path) -> Iterator[Claim]:
        """List the texts that set a path, the strongest first."""
        for candidate in global_paths(self._top, path):
            for layer in reversed(self.layers):
                claim = layer.claim(candidate)
                if claim is not None:
                    yield claim
            yield from default_claims(self._top, candidate)

    def _spots(self, source: Source) -> Spots:
        if source.name not in self._places:
            self._places[source.name] = Spots(source, lambda: documents(source, self.how))
        return self._places[source.name]


def compute(
    chart: Chart, files: Sequence[str | Source], flags: Mapping[str, Sequence[str]], helm: tuple[int, int, int]
) -> Values:
    """Merge what `helm install` would merge, the way this version of Helm does.

    `files` are paths as after `-f` ("-" is standard input, a comma separates several) or sources already read.
    `flags` maps each of `setflags.FLAGS` to its values; Helm's order counts, not that of the command line.
    Errors: YamlError, UsageError or InputError with the place, wherever Helm refuses.
    """
    how = ways(helm)
    layers: list[Layer] = []
    user: dict[str, Any] = {}
    for source in _sources(files):
        data = read_values(source, how)
        layers.append(Layer(source, data))
        user = setflags.merge(user, data)
    for flag in setflags.FLAGS:
        for text in flags.get(flag, ()):
            assignments = setflags.assign(flag, text, user, _read_text, helm[0])
            layers.append(Layer(Source(flag, text, "flag"), {}, assignments))
    return Values(layers, user, _charts(chart, how), how)


def _charts(chart: Chart, how: Ways) -> Callable[[], Working]:
    """Give what makes the charts ready for a computation, which changes them; their texts are read once."""
    texts: dict[str, dict[str, Any]] = {}

    def defaults(each: Chart) -> dict[str, Any]:
        if each.path not in texts:
            texts[each.path] = {} if each.values is None else read_values(each.values, how)
        return texts[each.path]

    return lambda: Working(chart, defaults)


def read_values(source: Source, how: Ways) -> dict[str, Any]:
    """Read a values file as Helm does: all numbers are 64-bit floats; of several documents see `Ways.documents`.

    Errors: YamlError with the place, also when something other than a map is at the top.
    """
    merged: dict[str, Any] = {}
    for start, end in parts(source, how):
        data = load_first(source, source.text[start:end], start)
        if data is not None and not isinstance(data, dict):
            raise _not_a_map(source, data, how)
        merged = setflags.merge(merged, _floats(data or {}))
    return merged


def documents(source: Source, how: Ways) -> list[Document]:
    """Give the documents of a values file that Helm reads.

    Errors: YamlError with the place.
    """
    from linea_helm.yaml.document import compose

    return [document for part in parts(source, how) for document in compose(source, first=True, part=part)]


def parts(source: Source, how: Ways) -> Iterable[tuple[int, int]]:
    """Give the span of each part of a text that Helm decodes; of each it reads the first document.

    Errors: YamlError for text on the line of a `---`.
    """
    return _chunks(source) if how.documents else [(0, len(source.text))]


def _not_a_map(source: Source, data: Any, how: Ways) -> InputError:  # noqa: ANN401  whatever the text holds
    from linea_helm.yaml.document import YamlError

    kind = "a list" if isinstance(data, list) else "a single value"
    root = next((document.root for document in documents(source, how) if document.data() == data), None)
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


def _chunks(source: Source) -> Iterator[tuple[int, int]]:
    """Split a text where Kubernetes' YAMLReader does, which Helm 4 uses: at lines of `---`, alone or with a comment.

    Errors: YamlError when a line starts with `---` and goes on.
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
                yield start, at
                start = end
        at = end if text.startswith(_MARKER, end) else text.find("\n" + _MARKER, end - 1) + 1 or len(text)
    if start < len(text):
        yield start, len(text)


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
            for path in filelist.split(file):
                yield read(_local(path))


def _local(path: str) -> str:
    scheme, mark, _ = path.partition("://")
    if mark and scheme.isalnum():
        why = "helm-linea never uses the network"
        raise InputError(f"{path} is a URL, not a file", why=why, fix="download it and name the file")
    return path.strip() if path.strip() == "-" else path


def _read_text(path: str) -> str:
    """Read a file for --set-file; what is no UTF-8 becomes U+FFFD when Helm writes it."""
    return read_bytes(_local(path)).decode("utf-8", "replace")
