"""linea_helm.lint.outside: a lint never uses the network, and neither does the Helm that it starts."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from helms import ALL, helm

from linea_helm.lint.lint import lint
from linea_helm.lint.outside import leads_out
from linea_helm.options import LINT, parse

OUTSIDE = {
    "a reference": '{"properties": {"a": {"$ref": "http://127.0.0.1/x.json"}}}',
    "a file": '{"properties": {"a": {"$ref" : "file:///etc/passwd"}}}',
    "relative to an id": '{"$id": "https://e.example/a.json", "$ref": "b.json#/c"}',
    "escaped": '{"\\u0024ref": "http:\\/\\/127.0.0.1/x.json"}',
    "an own draft": '{"$schema": "http://127.0.0.1/draft"}',
    "dynamic": '{"items": [{"$dynamicRef": "https://e.example/#x"}]}',
}
INSIDE = {
    "its own part": (
        '{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/a", "$defs": {"a": {}}}'
    ),
    "a draft": '{"properties": {"a": {"$ref": "http://json-schema.org/draft-07/schema#"}}}',
    "a property of that name": '{"properties": {"$ref": {"type": "string"}}}',
    "no JSON": '{"$ref": "http://x',
    "escapes": '{"pattern": "\\u00e9"}',
    "nothing": "{}",
}


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize("case", [*OUTSIDE, *INSIDE])
def test_schemas(tmp_path, case):
    """Whatever Helm would have to fetch or to open is seen."""
    write(tmp_path, {"values.schema.json": {**OUTSIDE, **INSIDE}[case]})
    assert leads_out(str(tmp_path)) == (case in OUTSIDE)


def test_charts_in_charts(tmp_path):
    """In folders and in archives, also in an archive in an archive."""
    write(
        tmp_path, {"a/values.schema.json": "{}", "b/charts/c/values.schema.json": OUTSIDE["a file"], "d/charts/x": ""}
    )
    with tarfile.open(tmp_path / "b.tgz", "w:gz") as archive:
        archive.add(tmp_path / "b", "b")
    (tmp_path / "b.tgz").rename(tmp_path / "d/charts/b.tgz")
    with tarfile.open(tmp_path / "d.tgz", "w:gz") as archive:
        archive.add(tmp_path / "d", "d")
    assert [leads_out(str(tmp_path / name)) for name in ("a", "b", "d", "d.tgz")] == [False, True, True, True]
    (tmp_path / "d.tgz").write_bytes(b"no archive")
    assert not leads_out(str(tmp_path / "d.tgz"))


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_nobody_is_asked(tmp_path, version):
    """Helm fetched what a schema refers to; now all else of the schema is checked, at the place of the value."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/x.json"
    try:
        schema = {"properties": {"a": {"$ref": address}, "b": {"type": "string"}}}
        write(tmp_path, {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n"})
        write(tmp_path, {"c/values.yaml": "b: x\n", "c/values.schema.json": json.dumps(schema)})
        write(tmp_path, {"c/templates/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"})
        out = io.StringIO()
        words = [str(tmp_path / "c"), "--set", "a=1", "--set", "b=2", "--helm", str(helm(version)), "-o", "json"]
        code = lint(parse(words, LINT), {"LINEA_NO_CACHE": "1"}, out)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    report = json.loads(out.getvalue())
    found = [(each["id"], each["file"], each["message"]) for each in report["findings"] if each["severity"] == "error"]
    assert (asked, code) == ([], 1)
    assert found == [("values-schema", "--set", "got number 2, want string; quote it")]
    assert {"what": f"the part of a schema at {address}", "why": "a lint never uses the network"} in report["skipped"]
    assert report["checked"]["objects"] == 1
