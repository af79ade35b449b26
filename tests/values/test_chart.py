"""linea_helm.values.chart: charts are loaded from folders and archives as Helm loads them."""

from __future__ import annotations

import io
import subprocess
import tarfile

import pytest
from helm_oracle import CHART, Refused, computed, plain, version_numbers, write_chart
from helms import ALL, MAJORS, helm

from linea_helm.errors import InputError
from linea_helm.values.chart import load_chart
from linea_helm.values.metadata import ChartError, Dependency
from linea_helm.values.values import compute

FILES = {
    "Chart.yaml": CHART
    + "dependencies:\n"
    + "- name: sub\n  version: ^1\n  alias: other\n  condition: other.enabled\n  tags: [t, 1]\n"
    + "  import-values: [data, {child: a.b, parent: c}]\n",
    "values.yaml": "a: 1\n",
    "values.schema.json": "{}",
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.2.3\ntype: library\n",
    "charts/sub/values.yaml": "b: 2\n",
    "charts/sub/templates/x.yaml": "",
    "charts/.hidden/README.md": "not a chart",
    "charts/_off/Chart.yaml": "name: off\nversion: 1.0.0\n",
    "charts/sub-1.2.3.tgz.prov": "signature",
}


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(folder)


def packed(files, top="top"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def check(chart, path):
    assert (chart.path, chart.name, chart.version, chart.metadata["apiVersion"]) == (path, "top", "1.0.0", "v2")
    assert (chart.values.name, chart.values.text) == (f"{path}/values.yaml", "a: 1\n")
    assert (chart.schema.name, chart.schema.text) == (f"{path}/values.schema.json", "{}")
    assert chart.dependencies == (
        Dependency("sub", "^1", "other", "other.enabled", ("t", "1"), (("exports.data", "."), ("a.b", "c"))),
    )
    (sub,) = chart.charts
    assert (sub.path, sub.name, sub.version) == (f"{path}/charts/sub", "sub", "1.2.3")
    assert (sub.values.text, sub.schema, sub.dependencies, sub.charts) == ("b: 2\n", None, (), ())


def test_a_folder_is_loaded(tmp_path):
    """Metadata, values, schema and sub-charts; hidden folders and signatures are no sub-charts."""
    path = write(tmp_path / "top", FILES)
    check(load_chart(f"{path}/"), path)


def test_an_archive_is_loaded(tmp_path):
    """A .tgz holds the same chart."""
    path = tmp_path / "top-1.0.0.tgz"
    path.write_bytes(packed(FILES))
    check(load_chart(str(path)), str(path))


def test_an_archive_in_a_chart_is_loaded(tmp_path):
    """A sub-chart may be an archive, which may hold archives."""
    inner = packed({"Chart.yaml": "name: deep\nversion: 1.0.0\n", "values.yaml": "c: 3\n"}, "deep")
    sub = packed({"Chart.yaml": "name: sub\nversion: 1.0.0\n", "charts/deep-1.0.0.tgz": inner}, "sub")
    path = write(tmp_path / "top", {"Chart.yaml": CHART, "charts/sub-1.0.0.tgz": sub})
    (found,) = load_chart(path).charts
    assert found.path == f"{path}/charts/sub-1.0.0.tgz"
    assert found.charts[0].values.text == "c: 3\n"


def test_a_packed_chart_of_helms_is_loaded(tmp_path):
    """What `helm package` makes has the values of the folder it was made from."""
    folder = write(tmp_path / "top", {**FILES, "charts/_off/Chart.yaml": "name: off\nversion: 1.0.0\n"})
    subprocess.run([helm(MAJORS[0]), "package", folder, "-d", tmp_path], check=True, capture_output=True)
    check(load_chart(str(tmp_path / "top-1.0.0.tgz")), str(tmp_path / "top-1.0.0.tgz"))


def test_requirements_are_read(tmp_path):
    """An old chart lists its dependencies in requirements.yaml."""
    files = {
        "Chart.yaml": "name: top\nversion: 1.0.0\n",
        "requirements.yaml": "dependencies: [{name: sub, version: '1'}]\n",
    }
    files["charts/sub/Chart.yaml"] = "name: sub\nversion: 1.0.0\n"
    assert load_chart(write(tmp_path / "top", files)).dependencies == (Dependency("sub", "1"),)


def test_numbers_in_metadata_become_strings(tmp_path):
    """`version: 1.10` is 1.1, as for Helm, which quotes around it would have saved."""
    chart = load_chart(write(tmp_path / "top", {"Chart.yaml": "name: 12\nversion: 1.10\n"}))
    assert (chart.name, chart.version) == ("12", "1.1")


REFUSED = {
    "no Chart.yaml": ({"values.yaml": ""}, "{path} is no chart: it has no Chart.yaml"),
    "a file among the sub-charts": (
        {"Chart.yaml": CHART, "charts/README.md": ""}, "{path}/charts/README.md is no chart: it has no Chart.yaml"),
    "an archive that is none": (
        {"Chart.yaml": CHART, "charts/sub.tgz": "text"}, "{path}/charts/sub.tgz is no chart archive"),
    "values that are no text": (
        {"Chart.yaml": CHART, "values.yaml": b"\xff"}, "the file is no UTF-8: byte 0 (line 1) is 0xff"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "problem"), REFUSED.values(), ids=REFUSED)
def test_a_broken_chart_is_refused(tmp_path, files, problem):
    """The message names the file and what is wrong with it."""
    path = write(tmp_path / "top", files)
    with pytest.raises(InputError) as caught:
        load_chart(path)
    assert caught.value.problem == problem.format(path=path)


#: The text of Chart.yaml with the place in «», and what is wrong there.
WRONG = {
    "no name": ("«version: 1.0.0»\n", "`name` is missing"),
    "an empty name": ("«name»: ''\nversion: 1.0.0\n", "`name` is empty"),
    "a name with a slash": ("name: «a/b»\nversion: 1.0.0\n", 'the name "a/b" is no name of a folder'),
    "no version": ("«name: x»\n", "`version` is missing"),
    "a version that is none": ("name: x\nversion: «one»\n", "`version: one` is no semantic version"),
    "a name that is a map": ("«name»: {}\nversion: 1.0.0\n", "`name` is {}, and a text is expected"),
    "a list": ("«- name»\n", "a list of 1 item, where a map is expected"),
    "a text": ("«name»\n", '"name", where a map is expected'),
    "nothing": ("«»", "`name` is missing"),
    "a comment": ("«# c»\n", "`name` is missing"),
    "no YAML": ("name: «@»x\n", "a value cannot start with `@`"),
    "a tab": ("name: x\n«\t»version: 1\n", "a tab indents this line"),
    "a type that is none": (CHART + "type: «app»\n", 'there is no type "app" of chart'),
    "dependencies that are a map": (CHART + "«dependencies»: {}\n", "`dependencies` is {}, and a list is expected"),
    "a dependency that is a text": (CHART + "dependencies: [«sub»]\n", '"sub" is no dependency'),
    "a dependency that is null": (CHART + "dependencies:\n- name: a\n- «null»\n", "null is no dependency"),
    "an alias with a blank": (
        CHART + "dependencies:\n- name: a\n  alias: «b c»\n", 'the alias "b c" is no name for a sub-chart'),
    "two dependencies of a name": (
        CHART + "dependencies:\n- name: a\n- name: b\n  alias: «a»\n", 'a dependency above is called "a", too'),
    "tags that are a text": (
        CHART + "dependencies:\n- name: a\n  «tags»: t\n", '`tags` is "t", and a list is expected'),
    "dependencies that are not there": (
        CHART + "dependencies:\n- {name: sub}\n- «{name: a}»\n- {name: b}\n", "{path}/charts does not have a, b"),
    "a dependency without a name": (
        CHART + "dependencies:\n- «version: 1.0.0»\n", "{path}/charts does not have a dependency without a name"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_chart_yaml_has_a_place(tmp_path, text, problem):
    """Each fault is shown where it stands in Chart.yaml; what is missing, at the first line."""
    sub = {"charts/sub/Chart.yaml": "name: sub\nversion: 1.0.0\n"}
    path = write(tmp_path / "top", {"Chart.yaml": text.replace("«", "").replace("»", ""), **sub})
    with pytest.raises(ChartError) as caught:
        load_chart(path)
    error, at = caught.value, caught.value.at
    assert (error.problem, at.source.name) == (problem.replace("{path}", path), f"{path}/Chart.yaml")
    written = at.source.text
    assert f"{written[: at.start]}«{written[at.start : at.end]}»{written[at.end :]}" == text


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_refuses_the_same_chart_yaml(tmp_path, version):
    """What we refuse of a Chart.yaml, each Helm refuses, too."""
    for number, (text, _) in enumerate(WRONG.values()):
        folder = write_chart(tmp_path / str(number), {"charts/sub/Chart.yaml": "name: sub\nversion: 1.0.0\n"})
        (folder / "Chart.yaml").write_text(text.replace("«", "").replace("»", ""), "utf-8")
        with pytest.raises(Refused):
            computed(version, folder)


def test_a_fault_of_requirements_yaml_is_in_that_file(tmp_path):
    """The list of a chart of apiVersion v1 is a file of its own."""
    files = {"Chart.yaml": CHART, "requirements.yaml": "dependencies:\n- name: a\n"}
    path = write(tmp_path / "top", files)
    with pytest.raises(ChartError) as caught:
        load_chart(path)
    at = caught.value.at
    assert (at.source.name, at.source.position(at.start)) == (f"{path}/requirements.yaml", (2, 3))


def test_a_path_that_is_no_chart_is_refused(tmp_path):
    """Nothing there, and a file that is no archive."""
    with pytest.raises(InputError, match=f"there is no chart {tmp_path}/x"):
        load_chart(f"{tmp_path}/x")
    (tmp_path / "values.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_chart(str(tmp_path / "values.yaml"))
    assert caught.value.problem == f"{tmp_path}/values.yaml is no chart archive"
    assert caught.value.fix == "name a chart's folder, or a .tgz made by `helm package`"


def test_a_broken_archive_is_refused(tmp_path):
    """An archive that ends too early is an error, not half a chart."""
    path = tmp_path / "top.tgz"
    path.write_bytes(packed(FILES)[:200])
    with pytest.raises(InputError, match="is a broken chart archive"):
        load_chart(str(path))


def test_an_archive_that_explodes_is_refused(tmp_path):
    """Files of more than 100 MiB are not unpacked; Helm 4 has the same limit."""
    path = tmp_path / "top.tgz"
    path.write_bytes(packed({"Chart.yaml": CHART, "big": b"\0" * (101 << 20)}))
    with pytest.raises(InputError, match="has more than 100 MiB unpacked"):
        load_chart(str(path))


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
@pytest.mark.parametrize(
    "ignored", ["values.yaml", "charts/", "sub", "charts/sub", "*.tgz", "/values.yaml", "c*/s?b", "!*", "[a-v]alues.*"]
)
def test_helm_ignores_the_same_files(tmp_path, version, ignored):
    """The rules of .helmignore take away the same values."""
    sub = packed({"Chart.yaml": "name: packed\nversion: 1.0.0\n", "values.yaml": "d: 4\n"}, "packed")
    files = {
        "Chart.yaml": CHART, "values.yaml": "a: 1\n", ".helmignore": f"# rules\n{ignored}\n", "charts/packed.tgz": sub,
        "charts/sub/Chart.yaml": "name: sub\nversion: 1.0.0\n", "charts/sub/values.yaml": "b: 2\n",
    }  # fmt: skip
    folder = write_chart(tmp_path / "top", {})
    write(folder, files)
    try:
        ours = plain(compute(load_chart(str(folder)), [], {}, version_numbers(version)).computed)
    except InputError:
        ours = None
    try:
        found = plain(computed(version, folder))
    except (Refused, StopIteration):
        found = None
    assert ours == found
