"""linea_helm.values.chart: charts are loaded from folders and archives as Helm loads them."""

from __future__ import annotations

import io
import subprocess
import tarfile

import pytest
from helm_oracle import CHART, Refused, computed, plain, version_numbers, write_chart
from helms import MAJORS, helm

from linea_helm.errors import InputError
from linea_helm.values.chart import Dependency, load_chart
from linea_helm.values.values import compute
from linea_helm.yaml.document import YamlError

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
    "no name": ({"Chart.yaml": "version: 1.0.0\n"}, "{path}/Chart.yaml: `name` is missing"),
    "no version": ({"Chart.yaml": "name: x\n"}, "{path}/Chart.yaml: `version` is missing"),
    "a version that is none": (
        {"Chart.yaml": "name: x\nversion: one\n"}, "{path}/Chart.yaml: `version: one` is no semantic version"),
    "a name that is a map": ({"Chart.yaml": "name: {}\nversion: 1.0.0\n"}, "{path}/Chart.yaml: `name` is no string"),
    "a list": ({"Chart.yaml": "- name\n"}, "{path}/Chart.yaml: a map is expected at the top"),
    "dependencies that are a map": (
        {"Chart.yaml": CHART + "dependencies: {}\n"}, "{path}/Chart.yaml: `dependencies` is no list"),
    "a dependency that is a text": (
        {"Chart.yaml": CHART + "dependencies: [sub]\n"}, "{path}/Chart.yaml: an entry of `dependencies` is no map"),
    "a dependency that is not there": (
        {"Chart.yaml": CHART + "dependencies: [{name: a}, {name: b}]\n"},
        "{path}/Chart.yaml lists a, b, which charts/ does not have"),
    "a file among the sub-charts": (
        {"Chart.yaml": CHART, "charts/README.md": ""}, "{path}/charts/README.md is no chart: it has no Chart.yaml"),
    "an archive that is none": (
        {"Chart.yaml": CHART, "charts/sub.tgz": "text"}, "{path}/charts/sub.tgz is no chart archive"),
    "values that are no text": (
        {"Chart.yaml": CHART, "values.yaml": b"\xff"}, "{path}/values.yaml is no UTF-8: byte 0 (line 1) is 0xff"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "problem"), REFUSED.values(), ids=REFUSED)
def test_a_broken_chart_is_refused(tmp_path, files, problem):
    """The message names the file and what is wrong with it."""
    path = write(tmp_path / "top", files)
    with pytest.raises(InputError) as caught:
        load_chart(path)
    assert caught.value.problem == problem.format(path=path)


def test_broken_yaml_has_a_place(tmp_path):
    """A syntax error in Chart.yaml is reported with its line and column."""
    with pytest.raises(YamlError) as caught:
        load_chart(write(tmp_path / "top", {"Chart.yaml": "name: @x\n"}))
    assert caught.value.at.source.position(caught.value.at.start) == (1, 7)


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
