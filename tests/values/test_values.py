"""linea_helm.values.values (with coalesce): the values that templates see, and who set each of them."""

from __future__ import annotations

import json
from random import Random

import pytest
from chart_cases import Charts
from helm_oracle import CHART, Refused, computed, plain, version_numbers, write_chart
from helms import ALL

from linea_helm.errors import InputError, LineaError, UsageError
from linea_helm.source import Source
from linea_helm.values.chart import load_chart
from linea_helm.values.drops import Unmergeable
from linea_helm.values.values import compute
from linea_helm.yaml.document import YamlError

NEWEST = (4, 3, 1)


def chart(folder, files):
    return load_chart(str(write_chart(folder, {"Chart.yaml": CHART, **files})))


def values_of(folder, defaults="", files=(), flags=None, helm=NEWEST):
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(files)]
    return compute(chart(folder / "top", {"values.yaml": defaults}), sources, flags or {}, helm)


def shown(values, path, key=False):
    origin = values.origin(path, key=key)
    if origin is None:
        return None
    place = origin.location
    return origin.kind, place.source.name.rpartition("/")[2], place.source.text[place.start : place.end]


def test_layers_come_in_helms_order(tmp_path):
    """Files in their order, then the flags by kind, whatever stands first on the command line."""
    flags = {
        "--set-literal": ["e=literal"],
        "--set-file": [f"d={tmp_path / 'text'}"],
        "--set-string": ["c=string,d=string"],
        "--set": ["b=set,c=set"],
        "--set-json": ["a=1,b=2"],
    }
    (tmp_path / "text").write_text("file\n", encoding="utf-8")
    values = values_of(tmp_path, "a: default\nz: default\n", ["a: first\nx: first\n", "a: second\nx: second\n"], flags)
    assert values.computed == {
        "a": 1, "b": "set", "c": "string", "d": "file\n", "e": "literal", "x": "second", "z": "default",
    }  # fmt: skip
    assert "z" not in values.user


ORIGINS = """\
image:
  tag: "1"
  pull: Always
ports: [80, 81]
"""


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        (("image", "tag"), ("flag", "--set", "3")),
        (("image", "pull"), ("default", "values.yaml", "Always")),
        (("image", "extra"), ("file", "0.yaml", "x")),
        (("ports",), ("file", "1.yaml", "[90]")),
        (("ports", 0), ("file", "1.yaml", "90")),
        (("key",), ("flag", "--set-string", "a\\,b")),
        (("ports", 1), None),
        (("nothing",), None),
    ],
)
def test_each_path_has_an_origin(tmp_path, path, origin):
    """The strongest layer that set the path is named, with the place in its text; a replaced list has no old items."""
    files = ["image:\n  tag: '2'\n  extra: x\n", "ports: [90]\n"]
    values = values_of(tmp_path, ORIGINS, files, {"--set": ["other=1,image.tag=3"], "--set-string": ["key=a\\,b"]})
    assert shown(values, path) == origin


def test_a_key_has_an_origin(tmp_path):
    """With `key`, the key is shown, in a flag the part before the equals sign."""
    values = values_of(tmp_path, "a:\n  b: 1\n", [], {"--set": ["c=1,d.e=2"]})
    assert shown(values, ("a", "b"), key=True) == ("default", "values.yaml", "b")
    assert shown(values, ("d", "e"), key=True) == ("flag", "--set", "d.e")


def test_what_was_never_written_is_placed_at_its_parent(tmp_path):
    """A missing key is shown at the nearest key around it that somebody wrote."""
    values = values_of(tmp_path, "a:\n  b:\n    c: 1\n", ["a:\n  d: 2\n"])
    place = values.place(("a", "b", "x", "y"))
    assert (place.source.name.rpartition("/")[2], place.source.position(place.start)) == ("values.yaml", (2, 3))
    assert values.place(("q", "r")) is None
    assert values.place(()) is None


SUBCHARTS = {
    "Chart.yaml": CHART
    + "dependencies:\n- {name: sub, version: '*', alias: one, condition: one.enabled}\n"
    + "- {name: sub, version: '*', alias: two, import-values: [shared, {child: deep.er, parent: up}]}\n",
    "values.yaml": "global: {zone: top}\none: {enabled: true, color: red}\nown: 1\n",
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.2.3\n",
    "charts/sub/values.yaml": (
        "color: blue\nsize: 1\nglobal: {zone: sub, only: sub}\nexports: {shared: {port: 80}}\ndeep: {er: {x: 1}}\n"
    ),
}


@pytest.mark.parametrize(
    ("path", "origin", "value"),
    [
        (("one", "color"), ("default", "values.yaml", "red"), "red"),
        (("two", "color"), ("default", "values.yaml", "blue"), "blue"),
        (("one", "size"), ("file", "user.yaml", "9"), 9),
        (("one", "global", "zone"), ("default", "values.yaml", "top"), "top"),
        (("one", "global", "only"), ("default", "values.yaml", "sub"), "sub"),
        (("one", "global", "mine"), ("flag", "--set", "1"), 1),
        (("port",), ("default", "values.yaml", "80"), 80),
        (("up", "x"), ("default", "values.yaml", "1"), 1),
    ],
)
def test_values_of_subcharts_have_origins(tmp_path, path, origin, value):
    """Aliases, globals from above and imported values lead to the text that brought them."""
    user = Source("user.yaml", "one:\n  size: 9\n")
    values = compute(chart(tmp_path / "top", SUBCHARTS), [user], {"--set": ["global.mine=1"]}, NEWEST)
    found = values.computed
    for part in path:
        found = found[part]
    assert (shown(values, path), found) == (origin, value)


def test_a_disabled_subchart_is_left_out(tmp_path):
    """A condition from the user's values drops a sub-chart: only what is written for it stays."""
    values = compute(chart(tmp_path / "top", SUBCHARTS), [], {"--set": ["one.enabled=false"]}, NEWEST)
    assert values.computed["one"] == {"enabled": False, "color": "red"}
    assert values.computed["two"]["color"] == "blue"


def test_enabled_charts_are_listed(tmp_path):
    """Each enabled chart comes with the path of its values, the top one first."""
    top = chart(tmp_path / "top", SUBCHARTS)
    listed = list(compute(top, [], {}, NEWEST).charts())
    assert [(path, each.name) for path, each in listed] == [((), "top"), (("one",), "sub"), (("two",), "sub")]
    disabled = compute(top, [], {"--set": ["one.enabled=false"]}, NEWEST)
    assert [path for path, _ in disabled.charts()] == [(), ("two",)]


@pytest.mark.parametrize(
    ("helm", "seen"),
    [((3, 19, 0), {"a": None, "m": {"o": None}}), ((4, 1, 4), {"a": None, "m": {"o": None}}), ((4, 3, 1), {"m": {}})],
)
def test_nulls_in_defaults_depend_on_the_helm(tmp_path, helm, seen):
    """Null defaults are kept up to Helm 4.1 and dropped from 4.2 on."""
    assert values_of(tmp_path, "a: null\nm: {o: null}\n", helm=helm).computed == seen


@pytest.mark.parametrize("helm", [(3, 17, 3), (3, 19, 0), (4, 1, 4), (4, 3, 1)])
def test_a_null_deletes_a_default(tmp_path, helm):
    """`key: null` removes what the chart has there, on every Helm."""
    values = values_of(tmp_path, "a: 1\nm: {p: 1, o: 2}\n", ["a: null\nm: {p: null}\n"], helm=helm)
    assert values.computed == {"m": {"o": 2}}
    assert shown(values, ("a",)) == ("file", "0.yaml", "null")


def test_documents_depend_on_the_helm(tmp_path):
    """Helm 3 takes the first document of a values file, Helm 4 merges all of them."""
    text = "# about\n---\na: 1\nb: 1\n--- # more\nb: 2\n---\nc: 3\n"
    assert values_of(tmp_path, "", [text], helm=(3, 19, 0)).user == {"a": 1, "b": 1}
    values = values_of(tmp_path, "", [text])
    assert values.user == {"a": 1, "b": 2, "c": 3}
    assert values.place(("b",)).source.position(values.place(("b",)).start) == (6, 4)


def test_numbers_are_floats(tmp_path):
    """A big integer loses digits in a file, and none in --set."""
    values = values_of(
        tmp_path, "a: 9007199254740993\nl: [{b: 9007199254740993}]\n", [], {"--set": ["c=9007199254740993"]}
    )
    assert values.computed == {"a": 2**53, "l": [{"b": 2**53}], "c": 2**53 + 1}


BROKEN = {
    "not YAML": ("a: [\n", YamlError, "this `[` is not closed", (1, 4)),
    "not YAML in a second document": ("a: 1\n---\nb: 'x\n", YamlError, "this quote is not closed", (3, 4)),
    "a list at the top": ("# c\n- a\n", YamlError, "a list at the top", (2, 1)),
    "a text at the top": ("hello\n", YamlError, "a single value at the top", (1, 1)),
    "text behind a marker": ("a: 1\n--- {b: 2}\n", YamlError, "text on the line of `---`", (2, 5)),
    "a list in a second document": ("a: 1\n---\n- b\n", YamlError, "a list at the top", (3, 1)),
}


@pytest.mark.parametrize(("text", "kind", "problem", "place"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_an_error_with_a_place(tmp_path, text, kind, problem, place):
    """What is wrong and where, also behind the first document."""
    with pytest.raises(kind) as caught:
        values_of(tmp_path, "", [text])
    at = caught.value.at
    assert (caught.value.problem, at.source.name, at.source.position(at.start)) == (problem, "0.yaml", place)


def test_a_broken_default_is_an_error_with_a_place(tmp_path):
    """The chart's own values.yaml is held to the same."""
    with pytest.raises(YamlError) as caught:
        values_of(tmp_path, "a: @b\n")
    assert caught.value.at.source.name == f"{tmp_path / 'top'}/values.yaml"


def test_a_subchart_with_a_value_is_refused(tmp_path):
    """Where a sub-chart's values should be, a number is an error."""
    with pytest.raises(Unmergeable) as caught:
        compute(chart(tmp_path / "top", SUBCHARTS), [Source("x", "two: 1\n")], {}, NEWEST)
    at = caught.value.at
    assert caught.value.problem == "1 is no map: the key holds the values of the sub-chart two"
    assert (caught.value.path, at.source.name, at.start, at.end) == (("two",), "x", 5, 6)


def test_a_subchart_with_a_list_is_refused_in_the_flag(tmp_path):
    """Where the value came with a flag, the flag is shown."""
    with pytest.raises(Unmergeable) as caught:
        compute(chart(tmp_path / "top", SUBCHARTS), [], {"--set": ["a=1,one={x}"]}, NEWEST)
    at = caught.value.at
    assert caught.value.problem == "a list of 1 item is no map: the key holds the values of the sub-chart one"
    assert (at.source.kind, at.source.text[at.start : at.end]) == ("flag", "{x}")


def test_a_default_for_a_subchart_is_refused_in_the_chart(tmp_path):
    """A chart that breaks itself is shown at its own values.yaml."""
    top = chart(tmp_path / "top", {**SUBCHARTS, "values.yaml": "own: 1\ntwo: off\n"})
    with pytest.raises(Unmergeable) as caught:
        compute(top, [], {}, NEWEST)
    assert caught.value.at.source.position(caught.value.at.start) == (2, 6)


def test_an_import_into_itself_is_refused(tmp_path):
    """Helm runs for ever on a table that is imported into a part of itself; here it is an error."""
    files = dict(SUBCHARTS)
    files["Chart.yaml"] = CHART + (
        "dependencies:\n- {name: sub, version: '*', import-values: [data, {child: exports.data, parent: c.d}]}\n"
    )
    files["charts/sub/values.yaml"] = "exports: {data: {c: {x: 1}}}\n"
    with pytest.raises(InputError, match="imports a table into itself"):
        compute(chart(tmp_path / "top", files), [], {}, NEWEST)


@pytest.mark.parametrize("name", ["https://example.com/values.yaml", "oci://example.com/x"])
def test_a_url_is_refused(tmp_path, name):
    """There is no network, for -f as for --set-file."""
    top = chart(tmp_path / "top", {})
    with pytest.raises(InputError) as caught:
        compute(top, [name], {}, NEWEST)
    assert (caught.value.problem, caught.value.fix) == (f"{name} is a URL, not a file", "download it and name the file")
    with pytest.raises(InputError):
        compute(top, [], {"--set-file": [f"a={name}"]}, NEWEST)


def test_files_are_read_and_split_at_commas(tmp_path):
    """`-f a,b` names two files, and a quoted comma is none, as Helm's flag has it."""
    for name in ("a.yaml", "b.yaml", "c,d.yaml"):
        (tmp_path / name).write_text(f"{name[0]}: 1\n", encoding="utf-8")
    top = chart(tmp_path / "top", {})
    files = [f"{tmp_path / 'a.yaml'},{tmp_path / 'b.yaml'}", f'"{tmp_path / "c,d.yaml"}"']
    assert compute(top, files, {}, NEWEST).user == {"a": 1, "b": 1, "c": 1}


def test_a_broken_flag_is_an_error_in_the_flag(tmp_path):
    """The place of a broken --set is in the flag."""
    with pytest.raises(UsageError) as caught:
        values_of(tmp_path, flags={"--set": ["a"]})
    assert (caught.value.at.source.name, caught.value.at.source.text) == ("--set", "a")


def _turned(top, charts, keys):
    """Give the same chart with its sub-charts, or the keys of its values, in the other order."""
    values = top.values
    if keys and values is not None:
        values = Source(values.name, json.dumps(_backwards(json.loads(values.text))))
    subs = [_turned(sub, charts, keys) for sub in top.charts]
    return top._replace(values=values, charts=tuple(reversed(subs) if charts else subs))


def _backwards(value):
    if isinstance(value, dict):
        return {key: _backwards(value[key]) for key in reversed(value)}
    return value


def _stable(top, sources, flags, helm):
    """Give our values, or None where they depend on an order that Helm leaves to chance: Go's maps have none."""
    turned = [_turned(top, charts, keys) for charts in (False, True) for keys in (False, True)]
    found = [_ours(each, sources, flags, helm) for each in turned]
    same = all(
        each == found[0] or isinstance(each, LineaError) is isinstance(found[0], LineaError) is True for each in found
    )
    return found[0] if same else None


def _ours(top, files, flags, helm):
    try:
        return plain(compute(top, files, flags, helm).computed)
    except LineaError as error:
        return error


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_computes_the_same_for_subcharts(version, tmp_path):
    """150 random charts with sub-charts of their own, each a sub-chart of one umbrella, in three renders."""
    charts = Charts(Random(30))  # noqa: S311 - the same every time
    compared = 0
    for batch in range(3):
        files, user = {"Chart.yaml": CHART}, {}
        while len(user) < 50:
            name = f"c{len(user)}"
            own: dict[str, str] = {}
            names = charts.chart(name, 2, own, f"charts/{name}/")
            given = {key: value for key, value in charts.values(names).items() if key not in names or value != 1}
            alone = tmp_path / f"{batch}-{name}"
            if isinstance(_try(alone, files["Chart.yaml"], own, {name: given}, version), dict):
                files |= own
                user[name] = given
        folder = write_chart(tmp_path / f"umbrella{batch}", files)
        (tmp_path / "user.yaml").write_text(json.dumps(user), encoding="utf-8")
        found = plain(computed(version, folder, "-f", str(tmp_path / "user.yaml")))
        ours = _ours(load_chart(str(folder)), [str(tmp_path / "user.yaml")], {}, version_numbers(version))
        differences = {name: (ours.get(name), found.get(name)) for name in user if ours.get(name) != found.get(name)}
        assert differences == {}, {name: text for name, text in files.items() if any(d in name for d in differences)}
        compared += len(user)
    assert compared == 150


def _try(folder, metadata, own, user, version):
    top = load_chart(str(write_chart(folder, {"Chart.yaml": metadata, **own})))
    return _stable(top, [Source("user.yaml", json.dumps(user))], {}, version_numbers(version))


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_computes_the_same_for_whole_charts(version, tmp_path):
    """25 random charts by themselves, with files and flags: Helm computes, or refuses, the same."""
    random = Random(31)  # noqa: S311 - the same every time
    charts = Charts(random)
    compared = refused = number = 0
    while compared < 25:
        number += 1
        files: dict[str, str] = {}
        names = charts.chart("top", 2, files)
        folder = write_chart(tmp_path / f"{number}" / "top", files)
        given = [json.dumps(charts.values(names)) for _ in range(random.choice([0, 1, 2]))]
        flags = random.choice(
            [[], ["a=null"], ["global.a=null,b.c=1"], ["s1.enabled=true"], ["tags.t=false,s2.a=null"]]
        )
        sources = [Source(f"{each}", text) for each, text in enumerate(given)]
        ours = _stable(load_chart(str(folder)), sources, {"--set": flags}, version_numbers(version))
        if ours is None:
            continue
        arguments = [word for flag in flags for word in ("--set", flag)]
        for each, text in enumerate(given):
            (tmp_path / f"{each}.yaml").write_text(text, encoding="utf-8")
            arguments += ["-f", str(tmp_path / f"{each}.yaml")]
        try:
            assert ours == plain(computed(version, folder, *arguments)), (files, given, flags)
        except Refused:
            assert isinstance(ours, LineaError), (files, given, flags)
            refused += 1
        compared += 1
    assert refused < 10
    assert number < 35


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_computes_the_same_for_the_top_chart(version, tmp_path):
    """300 random tables of defaults and overrides, a key each in one chart, through two files and a flag."""
    charts = Charts(Random(32))  # noqa: S311 - the same every time
    defaults, first, second = ({f"c{n}": charts.value(3) for n in range(300)} for _ in range(3))
    folder = write_chart(tmp_path / "top", {"Chart.yaml": CHART, "values.yaml": json.dumps(defaults)})
    paths = [tmp_path / "1.yaml", tmp_path / "2.yaml"]
    for path, data in zip(paths, (first, second), strict=True):
        path.write_text(json.dumps({key: value for key, value in data.items() if value != {}}), encoding="utf-8")
    flags = {"--set-json": [f"c{n}.z={json.dumps(charts.value(2))}" for n in range(300) if _is_map(n, first, second)]}
    arguments = [word for path in paths for word in ("-f", str(path))]
    arguments += [word for flag in flags["--set-json"] for word in ("--set-json", flag)]
    found = plain(computed(version, folder, *arguments))
    ours = _ours(load_chart(str(folder)), [str(path) for path in paths], flags, version_numbers(version))
    differences = {
        key: (defaults[key], first[key], second[key], ours.get(key), found.get(key))
        for key in defaults
        if ours.get(key) != found.get(key)
    }
    assert differences == {}
    assert len(flags["--set-json"]) > 50


def _is_map(number, *layers):
    return any(isinstance(layer[f"c{number}"], dict) and layer[f"c{number}"] for layer in layers[-1:])


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_reads_the_same_documents(version, tmp_path):
    """Values files of several documents, comments first, CRLF, byte order marks, markers with text: the same values."""
    texts = [
        "a: 1\n---\nb: 2\n", "# c\n---\na: 1\n", "---\na: 1\n--- # x\na: 2\n...\n", "---\n---\na: 1\n", "a: 1\n---\n",
        "\ufeffa: 1\n", "a: 1\r\n---\r\nb: 2\r\n", "a: 1\n--- {b: 2}\n", "a: {x: 1}\n---\na: {y: 2}\n---\na: null\n",
        "a: 1\n---x: 2\n", "a: |\n  x\n  ---\n---\nb: 1\n", "a: 1\n...\n---\nb: 2\n", "a: 1\na: 2\n", "", "# nothing\n",
        "%YAML 1.1\n---\na: 1\n", "a: 1\n---\n[\n", "a: 1\n---\n- b\n", "- a\n", "a\n", "a: 1\n---\n{b: 1}\n---\n",
        "a: [\n", "--- a\n", "--- {a: 1}\n", "---\n---x: 1\n", "--- #x\na: 1", "a: 1\n---", "a: '\n---\n'\n",
    ]  # fmt: skip
    top = load_chart(str(write_chart(tmp_path / "top", {"Chart.yaml": CHART})))
    path = tmp_path / "values.yaml"
    for text in texts:
        path.write_text(text, encoding="utf-8", newline="")
        ours = _ours(top, [str(path)], {}, version_numbers(version))
        try:
            assert ours == plain(computed(version, tmp_path / "top", "-f", str(path))), text
        except Refused:
            assert isinstance(ours, YamlError), text
    assert len(texts) == 28
