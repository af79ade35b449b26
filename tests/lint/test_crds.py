"""linea_helm.lint.crds: the files that Helm installs and does not render."""

from __future__ import annotations

import pytest

from linea_helm.lint import crds
from linea_helm.yaml.load import LARGEST

CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n"


def told(folder, files):
    for name, content in files.items():
        path = folder / "crds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    start = len(f"{folder}/crds/")
    return [
        (at.source.name[start:], *at.source.position(at.start), problem) for problem, at in crds.broken(str(folder))
    ]


def test_what_is_broken_has_a_place(tmp_path):
    """In each document of each file, in the order of their names."""
    files = {
        "b.yaml": f"{CRD}---\na: [\n",
        "a.yml": "# c\nmetadata: {name: x}\n",
        "sub/c.json": "[1]",
        "d.yaml": b"\xff",
    }
    assert told(tmp_path, files) == [
        ("a.yml", 2, 1, "a manifest must have apiVersion and kind"),
        ("b.yaml", 5, 4, "this `[` is not closed"),
        ("d.yaml", 1, 1, "the file is no UTF-8: byte 0 (line 1) is 0xff"),
        ("sub/c.json", 1, 1, "a manifest must be a mapping, not a list"),
    ]


@pytest.mark.parametrize("files", [{"a.yaml": CRD}, {"a.yaml": "---\n# nothing\n"}, {"a.yaml": ""}, {"README.md": "["}])
def test_what_is_in_order(tmp_path, files):
    """Definitions, files with nothing in them, and files that Helm passes over."""
    assert told(tmp_path, files) == []


def test_a_chart_without_crds(tmp_path):
    """Most have none, and an archive has no folders."""
    assert list(crds.broken(str(tmp_path))) == []
    assert list(crds.broken(str(tmp_path / "chart.tgz"))) == []


def test_a_large_file_is_read_fast_or_not_at_all(tmp_path):
    """What only the exact reader could read is left to Helm above some size; what is far too large is told."""
    flow = CRD + "spec: {a: &x [1], b: *x}\n"
    wrong = "kind: x\n" + "# long\n" * 10_000
    large = b"#" * (LARGEST + 1)
    found = told(tmp_path, {"a.yaml": flow + "# long\n" * 10_000, "b.yaml": wrong, "c.yaml": large})
    assert found == [
        ("b.yaml", 1, 1, "a manifest must have apiVersion and kind"),
        ("c.yaml", 1, 1, "the file has more than 10 MB"),
    ]
