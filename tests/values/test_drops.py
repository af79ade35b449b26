"""linea_helm.values.drops (with coalesce): what Helm leaves out while it merges, held against what it says."""

from __future__ import annotations

import json
import re
from random import Random

import pytest
from chart_cases import Charts
from helm_oracle import CHART, version_numbers, warnings, write_chart
from helms import ALL

from linea_helm.errors import LineaError
from linea_helm.source import Source
from linea_helm.values import drops
from linea_helm.values.chart import load_chart
from linea_helm.values.coalesce import Coalescer, Working, ways
from linea_helm.values.values import compute, read_values

NEWEST = (4, 3, 1)
SUB = {"charts/web/Chart.yaml": "name: web\nversion: 1.0.0\n", "charts/web/values.yaml": "port: 80\nres: {cpu: 1}\n"}
DEFAULTS = "s: 5\nt: {a: {b: 1}, c: 3}\nglobal: {m: {q: 1}, k: 2}\n"


def chart(folder, files):
    return load_chart(str(write_chart(folder, {"Chart.yaml": CHART, "values.yaml": DEFAULTS, **SUB, **files})))


PORT = ("web", "port")
DROPPED = {
    "a map over a text": ("s: {x: 1}", (drops.MAP_OVER_VALUE, ("s",), ("s",), 5, {"x": 1})),
    "a number over a map": ("t: {a: 1}", (drops.VALUE_OVER_MAP, ("t", "a"), ("t", "a"), {"b": 1}, 1)),
    "a map over a sub-chart's": ("web: {port: {x: 1}}", (drops.MAP_OVER_VALUE, PORT, PORT, 80, {"x": 1})),
    "a global that is none": ("global: 5", (drops.GLOBAL_ABOVE, ("global",), ("global",), 5, {})),
    "a sub-chart's global that is none": (
        "{web: {global: 5}, global: {m: null, k: null}}",
        (drops.GLOBAL_BELOW, ("web", "global"), ("web", "global"), 5, {}),
    ),
    "a map that does not reach a sub-chart": (
        "web: {global: {m: 5}}", (drops.GLOBAL_MAP, ("global", "m"), ("web", "global", "m"), {"q": 1}, 5)),
    "a value that does not reach a sub-chart": (
        "web: {global: {k: {z: 5}}}", (drops.GLOBAL_VALUE, ("global", "k"), ("web", "global", "k"), 2, {"z": 5})),
}  # fmt: skip


@pytest.mark.parametrize(("user", "drop"), DROPPED.values(), ids=DROPPED)
def test_what_is_dropped(tmp_path, user, drop):
    """Each kind has the dropped value with its path, and what displaced it."""
    found = compute(chart(tmp_path / "top", {}), [Source("x", user)], {}, NEWEST).drops
    assert [tuple(each)[:5] for each in found] == [drop]


@pytest.mark.parametrize("user", ["", "s: 6", "t: {a: {b: 2}}", "t: null", "s: null", "t: 4", "new: {a: 1}", "t: []"])
def test_nothing_is_dropped(tmp_path, user):
    """Values of the chart's form, new ones, nulls, and a default replaced as a whole at the top."""
    assert compute(chart(tmp_path / "top", {}), [Source("x", user)], {}, NEWEST).drops == []


SWITCHED = CHART + "dependencies: [{name: web, version: '*', condition: 'web.use,all.use', tags: [front, back]}]\n"


@pytest.mark.parametrize(
    ("user", "told", "is_on"),
    [
        ('web: {use: "false"}', [(drops.CONDITION, ("web", "use"), "false", "web")], True),
        ("{web: {use: 0}, all: {use: false}}", [(drops.CONDITION, ("web", "use"), 0, "web")], False),
        ('{web: {use: false}, all: {use: "x"}}', [], False),
        ("web: {use: {}}", [], True),
        ('tags: {front: "no", back: false}', [(drops.TAG, ("tags", "front"), "no", "web")], False),
    ],
)  # fmt: skip
def test_switches_that_are_no_booleans(tmp_path, user, told, is_on):
    """A condition or a tag that is neither true nor false is passed over, and the next one asked."""
    values = compute(chart(tmp_path / "top", {"Chart.yaml": SWITCHED}), [Source("x", user)], {}, NEWEST)
    assert [(each.kind, each.path, each.lost, each.chart) for each in values.drops] == told
    assert (("web",) in [path for path, _ in values.charts()]) is is_on


#: Helm's own words for each kind, with the chart that a pass starts at before the path.
WORDS = {
    drops.MAP_OVER_VALUE: "warning: skipped value for {path}: Not a table.",
    drops.MAP_OVER_INNER_VALUE: "warning: destination for {path} is a table. Ignoring non-table value",
    drops.VALUE_OVER_MAP: "warning: cannot overwrite table with non table for {path}",
    drops.GLOBAL_ABOVE: "warning: skipping globals because source global is not a table.",
    drops.GLOBAL_BELOW: "warning: skipping globals because destination global is not a table.",
    drops.GLOBAL_MAP: 'Conflict: cannot merge map onto non-map for "{key}". Skipping.',
    drops.GLOBAL_VALUE: "key {key} is table. Skipping",
    drops.CONDITION: "the condition of {chart}",
    drops.TAG: "a tag of {chart}",
}
_VALUE = re.compile(r"(?<=non-table value) \(.*|(?<=non table for )(\S+) \(.*")
_SWITCH = re.compile(r"(Condition|path=|Tag|tag=).*(?:for chart |chart=)(\S+)")


def _words(start, drop):
    path = [start, *drop.path] if start else list(drop.path)
    if drop.by != drop.path:  # Helm forgets the word global, and names the chart above
        path = [start, *drop.by]
        path.remove("global")
    return WORDS[drop.kind].format(path=".".join(path), key=drop.path[-1], chart=drop.chart)


def _ours(top, user, helm):
    """Say everything that Helm warns of, in all its passes over the charts, in its words, without the values."""
    how = ways(helm)
    work = Coalescer(how)
    work.compute(Working(top, lambda each: {} if each.values is None else read_values(each.values, how)), user)
    told = {_words(start, drop) for start, found in work.passes for drop in found}
    return told | {_words("", drop) for drop in work.switches}


def _theirs(lines):
    told = set()
    for line in lines:
        text = re.sub(r"^\w+\.go:\d+: |^level=\w+ msg=", "", line)
        text = json.loads(text) if text[0] == '"' and '" ' not in text else text
        switch = _SWITCH.search(text)
        if switch:
            told.add(WORDS[drops.TAG if "ag" in switch[1] else drops.CONDITION].format(chart=switch[2]))
        elif "ImportValues" not in text:  # about what a chart exports, not about values
            told.add(_VALUE.sub(r"\1", text))
    return told


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_warns_of_the_same(version, tmp_path):
    """Random charts with sub-charts: what we know to be dropped on the way is what Helm writes to stderr."""
    random = Random(40)  # noqa: S311 - the same every time
    charts = Charts(random)
    compared, told = 0, set()
    for number in range(60):
        files: dict[str, str] = {}
        names = charts.chart("top", 2, files)
        folder = write_chart(tmp_path / f"{number}" / "top", files)
        user = charts.values(names)
        (folder / "user.json").write_text(json.dumps(user), encoding="utf-8")
        try:
            ours = _ours(load_chart(str(folder)), user, version_numbers(version))
        except LineaError:
            continue
        theirs = _theirs(warnings(version, folder, "-f", str(folder / "user.json")))
        assert ours == theirs, (files, user)
        told |= ours
        compared += 1
    assert compared > 40
    beginnings = {text.partition("{")[0] for text in WORDS.values()}
    assert {start for start in beginnings if any(text.startswith(start) for text in told)} == beginnings
