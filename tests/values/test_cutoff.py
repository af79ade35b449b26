"""linea_helm.values.cutoff: what Helm drops behind the end of a document, held against what Helm renders."""

from __future__ import annotations

import pytest
from helm_oracle import CHART, computed, version_numbers, write_chart
from helms import ALL
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.source import Source
from linea_helm.values.coalesce import ways
from linea_helm.values.cutoff import cut_off
from linea_helm.values.values import read_values
from linea_helm.yaml import block
from linea_helm.yaml.document import YamlError

NEWEST = ways((4, 3, 1))
#: A text, where what Helm drops of it begins, what we say of it, and what we advise.
CUT = {
    "an empty map first": (
        "{}\nreplicaCount: 3\n",
        (2, 1),
        "Helm reads up to line 1 and drops this line",
        "write it inside of the `}`, or all of it without brackets",
    ),
    "the first key is indented": (
        "  replicaCount: 1\nimage:\n  tag: x\n",
        (2, 1),
        "Helm reads up to line 1 and drops these 2 lines",
        "align its first line with the first line of what stands above",
    ),
    "an end marker": (
        "a: 1\n... # end\n# of it\nb: 2\n",
        (4, 1),
        "Helm reads up to line 1 and drops this line",
        "remove the `...` in line 2",
    ),
    "two flow maps": (
        "{a: 1}\n{b: 2}\n",
        (2, 1),
        "Helm reads up to line 1 and drops this line",
        "write it inside of the `}`, or all of it without brackets",
    ),
    "text behind a flow map": (
        "{a: 1} b\n",
        (1, 8),
        "Helm reads up to column 6 of line 1 and drops the rest of this line",
        "write it inside of the `}`, or all of it without brackets",
    ),
    "no YAML behind it": (
        'a: 1\n...\nb: [\nc: "\n',
        (3, 1),
        "Helm reads up to line 1 and drops these 2 lines",
        "remove the `...` in line 2",
    ),
}


def _found(text, how=NEWEST):
    source = Source("v.yaml", text)
    return [(source.position(each.place.start), each.problem, each.fix) for each in cut_off(source, how)[1]]


@pytest.mark.parametrize("case", CUT)
def test_says_from_where_on(case):
    """The first line that has no effect, how far Helm reads, and what ended the document."""
    text, *said = CUT[case]
    assert _found(text) == [tuple(said)]


@pytest.mark.parametrize(
    "text", ["", "a: 1\n", "a: 1\n...\n", "a: 1\n... # x\n# y\n", "{a: 1} # b\n", "a: 1\n---\nb: 2\n"]
)
def test_nothing_is_cut_off(text):
    """Comments and markers say nothing, and Helm 4 reads on behind `---`."""
    assert _found(text) == []


def test_each_part_that_helm_4_decodes_may_be_cut_off():
    """Helm 3 stops for good where Helm 4 stops for the first time."""
    text = "{a: 1} b\n---\nc: 1\n...\nd: 2\n"
    assert [place for place, _, _ in _found(text)] == [(1, 8), (5, 1)]
    assert [(place, said) for place, said, _ in _found(text, ways((3, 19, 0)))] == [
        ((1, 8), "Helm reads up to column 6 of line 1 and drops these 5 lines")
    ]


def test_what_helm_3_ignores_may_be_no_yaml():
    """Helm 4 fails on it, and so do we."""
    text = "a: 1\n---\nb: [\n"
    assert [place for place, _, _ in _found(text, ways((3, 19, 0)))] == [(3, 1)]
    with pytest.raises(YamlError):
        _found(text)


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_drops_it(tmp_path, version):
    """Each Helm renders the same without the text from the place on, and says nothing."""
    chart = write_chart(tmp_path / "c", {"Chart.yaml": CHART})
    file = tmp_path / "v.yaml"
    for text, place, *_ in CUT.values():
        seen = []
        lines = text.splitlines(keepends=True)
        start = sum(map(len, lines[: place[0] - 1])) + place[1] - 1
        for shown in (text, text[:start]):
            file.write_text(shown, "utf-8")
            seen.append(computed(version, chart, "-f", str(file)))
        assert seen[0] == seen[1] == read_values(Source("v.yaml", text), ways(version_numbers(version)))


PIECES = st.sampled_from(
    ["a: 1\n", "  b: 2\n", "{}\n", "{c: 3}", " d", "...\n", "---\n", "# e\n", "[f]\n", '"g"', "\n"]
)


@given(st.lists(PIECES, max_size=6).map("".join))
def test_without_what_is_cut_off_the_values_are_the_same(text):
    """And what the fast reader takes has nothing cut off."""
    how = ways((3, 19, 0))
    try:
        values, cut = read_values(Source("v", text), how), cut_off(Source("v", text), how)[1]
    except YamlError:
        return
    for each in cut:
        assert read_values(Source("w", text[: each.place.start]), how) == values
    try:
        block.load(text)
    except block.Unsure:
        return
    assert cut == []
