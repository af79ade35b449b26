"""linea_helm.values.nulls: asked of the real binaries."""

from __future__ import annotations

import json
from random import Random

import pytest
from helm_oracle import CHART, computed, version_numbers, write_chart
from helms import ALL

from linea_helm.values.chart import load_chart
from linea_helm.values.coalesce import ways
from linea_helm.values.nulls import LINES, ambiguous
from linea_helm.values.values import compute

#: The line that each binary stands for.
LINE_OF = {"3.17.3": "3.17-3.19", "3.19.0": "3.17-3.19", "4.1.4": "4.1", "4.3.1": "4.2 and newer"}
WEB = ("web", "k")
GLOBAL = ("web", "global", "g")
#: Values of the user, of the parent chart and of its sub-chart; the path that is reported; the text with the null.
AMBIGUOUS = {
    "of the parent for a sub-chart": ({}, {"web": {"k": None}}, {"k": 3}, WEB, "chart/values.yaml"),
    "of the parent in a map": (
        {}, {"web": {"m": {"k": None}}}, {"m": {"k": 3, "l": 1}}, ("web", "m", "k"), "chart/values.yaml",
    ),
    "a map of the sub-chart": ({}, {"web": {"k": None}}, {"k": {"a": 1}}, WEB, "chart/values.yaml"),
    "a global of the parent": ({}, {"global": {"g": None}}, {"global": {"g": 3}}, GLOBAL, "chart/values.yaml"),
    "a global of the user over one of the parent": (
        {"global": {"g": None}}, {"global": {"g": None}}, {"global": {"g": 3}}, GLOBAL, "values.yaml",
    ),
}  # fmt: skip
CLEAR = {
    "of the user for a sub-chart": ({"web": {"k": None}}, {}, {"k": 3}),
    "of the user over the parent's value for a sub-chart": ({"web": {"k": None}}, {"web": {"k": 2}}, {"k": 3}),
    "of the parent once the user sets something else": ({"web": {"z": 1}}, {"web": {"k": None}}, {"k": 3}),
    "of the user over a default": ({"a": None, "m": {"b": None}}, {"a": 1, "m": {"b": 2, "c": 3}}, {}),
    "over nothing": ({"a": None, "web": {"m": {"k": None}}}, {}, {"m": {"l": 1}}),
    "of the chart for itself": ({}, {"a": None, "m": {"b": None}}, {"k": None}),
    "in a list": ({"l": [None, {"a": None}]}, {"web": {"l": [None]}}, {"l": [1]}),
    "none at all": ({"a": 1}, {"web": {"k": 1}}, {"k": 2}),
}  # fmt: skip


def chart_of(folder, parent, sub):
    """Write a chart that prints its values, with a sub-chart web."""
    files = {
        "Chart.yaml": CHART,
        "values.yaml": json.dumps(parent),
        "charts/web/Chart.yaml": CHART.replace("top", "web"),
        "charts/web/values.yaml": json.dumps(sub),
    }
    return write_chart(folder / "chart", files)


def lint_and_ask(folder, user, parent, sub):
    """Give what is ambiguous, and the values that each binary computes."""
    chart = chart_of(folder, parent, sub)
    given = folder / "values.yaml"
    given.write_text(json.dumps(user), encoding="utf-8")
    found = list(ambiguous(compute(load_chart(str(chart)), [str(given)], {}, (4, 3, 1))))
    return found, {version: computed(version, chart, "-f", str(given)) for version in ALL}


def at(values, path):
    """Give the value at a path, None for a null and where there is none."""
    for part in path:
        values = values.get(part) if isinstance(values, dict) else None
    return values


def without_nulls(value):
    """Leave out nulls, and the maps that are left empty."""
    if not isinstance(value, dict):
        return value
    left = {key: without_nulls(inner) for key, inner in value.items()}
    return {key: inner for key, inner in left.items() if inner is not None} or None


def test_each_line_stands_for_the_binaries_that_merge_its_way():
    """No supported version has nulls of its own; documents and aliases are no matter of nulls."""
    for version, line in LINE_OF.items():
        assert ways(version_numbers(version))[2:] == ways(LINES[line])[2:]
    assert set(LINE_OF) == set(ALL)
    assert set(LINE_OF.values()) == set(LINES)


@pytest.mark.helm
@pytest.mark.parametrize("case", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_helms_disagree_as_told(tmp_path, case):
    """The path is told with what each binary has there, and with the text that holds the null."""
    user, parent, sub, path, text = case
    (found,), asked = lint_and_ask(tmp_path, user, parent, sub)
    assert found.path == path
    assert {version: found.outcomes[LINE_OF[version]] for version in ALL} == {
        version: without_nulls(at(values, path)) for version, values in asked.items()
    }
    assert found.origin.location.source.name == str(tmp_path / text)
    assert found.origin.location.source.text[found.origin.location.start : found.origin.location.end] == "null"


@pytest.mark.helm
@pytest.mark.parametrize("case", CLEAR.values(), ids=CLEAR)
def test_a_null_on_which_helms_agree_is_not_told(tmp_path, case):
    """All binaries compute the same, nulls apart."""
    found, asked = lint_and_ask(tmp_path, *case)
    assert found == []
    assert len({json.dumps(without_nulls(values), sort_keys=True) for values in asked.values()}) == 1


@pytest.mark.helm
@pytest.mark.parametrize("seed", range(4))
def test_helms_agree_on_a_chart_alone(tmp_path, seed):
    """Without sub-charts a null deletes a default in all versions, so that nothing is computed."""
    random = Random(seed)  # noqa: S311 - cases, no secrets
    chart = write_chart(tmp_path / "chart", {"Chart.yaml": CHART, "values.yaml": json.dumps(_layer(random, ""))})
    given = tmp_path / "values.yaml"
    given.write_text(json.dumps(_layer(random, "")), encoding="utf-8")
    assert list(ambiguous(compute(load_chart(str(chart)), [str(given)], {}, (4, 3, 1)))) == []
    answers = [without_nulls(computed(version, chart, "-f", str(given))) for version in ALL]
    assert all(answer == answers[0] for answer in answers)


def _table(random, depth):
    leaves = [None, None, 1, 2, {}]
    keys = random.sample(["a", "b", "c"], random.randint(1, 3))
    return {
        key: _table(random, depth - 1) if depth and random.random() < 0.4 else random.choice(leaves) for key in keys
    }


def _layer(random, name):
    """Make values with globals and, for a parent, values of its sub-chart; few names, so that they meet."""
    values = {**_table(random, 1), "global": _table(random, 1)}
    return {**values, name: {**_table(random, 1), "global": _table(random, 1)}} if name else values


@pytest.mark.helm
@pytest.mark.parametrize("seed", range(10))
def test_all_that_differs_is_told(tmp_path, seed):
    """For random values, the binaries differ at the told paths as told, and nowhere else."""
    random = Random(seed)  # noqa: S311 - cases, no secrets
    found, asked = lint_and_ask(tmp_path, _layer(random, "web"), _layer(random, "web"), _layer(random, ""))
    answers = [without_nulls(asked[version]) for version in ALL]
    assert [[each.outcomes[LINE_OF[version]] for version in ALL] for each in found] == [
        [without_nulls(at(answer, each.path)) for answer in answers] for each in found
    ]
    told = {each.path for each in found}
    assert [path for path in _differences(answers, ()) if not told & {path[:n] for n in range(1, len(path) + 1)}] == []


def _differences(values, path):
    """Give the paths of the leaves that differ."""
    if all(value is None or isinstance(value, dict) for value in values):
        for key in {key for value in values for key in value or ()}:
            yield from _differences([at(value, (key,)) for value in values], (*path, key))
    elif any(value != values[0] for value in values):
        yield path
