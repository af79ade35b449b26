"""linea_helm.lint.inputs: no report is written over what a run reads."""

from __future__ import annotations

import io

import pytest

from linea_helm import cli
from linea_helm.postrender.post import main as post

pytestmark = pytest.mark.slow

FILES = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "c/values.yaml": "a: 1\n",
    "c/templates/x.yaml": "{{ .Values.a }}\n",
    "own.yaml": "a: 2\n",
    "text.txt": "a text\n",
    "policies/readme.txt": "no policy\n",
    ".linea.yaml": "profile: dev\n",
}
READ = ("c/values.yaml", "c/Chart.yaml", "c/templates/x.yaml", "own.yaml", "./c/../own.yaml", "text.txt", ".linea.yaml")
LINT = ["lint", "c", "-f", "own.yaml", "--set-file", "a=text.txt", "--no-render"]


@pytest.fixture
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINEA_NO_CACHE", "1")
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")


def _untouched(folder):
    return all((folder / name).read_text("utf-8") == text for name, text in FILES.items())


@pytest.mark.usefixtures("_folder")
@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("more", [[], ["--kube-version", "x y"], ["-f", "missing.yaml"], ["--profile", "none"]])
def test_a_report_replaces_no_input(tmp_path, capsys, path, more):
    """Also not with the news that the run could not be made."""
    assert cli.main([*LINT, *more, "-o", f"json={path}"]) == 2
    assert more or f'the report would be written over "{path}", which is no report' in capsys.readouterr().err
    assert _untouched(tmp_path)


@pytest.mark.usefixtures("_folder")
@pytest.mark.parametrize("path", READ)
def test_a_baseline_replaces_no_input(tmp_path, capsys, path):
    """It replaces a baseline, though that is read."""
    assert cli.main([*LINT, "--write-baseline", path]) == 2
    assert f'the baseline would be written over "{path}", which is no baseline' in capsys.readouterr().err
    assert _untouched(tmp_path)
    assert [cli.main([*LINT, "--baseline", "b", "--write-baseline", "b"]) for _ in range(2)] == [0, 0]
    assert capsys.readouterr().out == "b: 0 findings\nb: 0 findings\n"


@pytest.mark.usefixtures("_folder")
@pytest.mark.parametrize("path", ["c/values.yaml", ".linea.yaml"])
def test_a_post_render_replaces_no_part_of_a_chart(tmp_path, path):
    """It knows no values files."""
    stdin, stderr = io.BytesIO(b"kind: X\napiVersion: v1\nmetadata: {name: x}\n"), io.StringIO()
    stdin.isatty = lambda: False
    assert post(["--report", path, "--gate", "off"], stdin, io.BytesIO(), stderr) == 2
    assert f'the report would be written over "{path}"' in stderr.getvalue()
    assert _untouched(tmp_path)


@pytest.mark.usefixtures("_folder")
def test_a_report_replaces_a_report(tmp_path):
    """Wherever that is: in the chart's folder, too."""
    for _ in range(2):
        assert cli.main([*LINT, "-o", "json=c/report.json", "-o", "text=report.txt"]) == 0
    assert _untouched(tmp_path)
