"""linea_helm.lint.exponents: whole numbers that Helm's templates print with an exponent."""

from __future__ import annotations

import io
import json

import pytest
from helms import ALL, helm

from linea_helm.lint.lint import lint
from linea_helm.options import LINT, parse
from linea_helm.rules.type_trap import scientific

MANIFEST = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: x}
data:
  shown: "{{ .Values.a }} {{ .Values.b }} {{ .Values.c }} {{ .Values.list | first }}"
  as-integers: "{{ int64 .Values.d }} {{ .Values.e | toJson }} {{ .Values.flag }} {{ .Values.json }}"
"""
VALUES = "a: 1000000\nb: 1234567\nc: 4294967296\nd: 3000000\ne: 4000000\nlist: [7000000]\nsmall: 999999\n"


def found(folder, version, *words):
    """Give place, message and fix of each trap."""
    out = io.StringIO()
    lint(
        parse([str(folder / "c"), *words, "--helm", str(helm(version)), "-o", "json"], LINT),
        {"LINEA_NO_CACHE": "1"},
        out,
    )
    findings = json.loads(out.getvalue())["findings"]
    traps = [each for each in findings if each["id"] == "yaml-type-trap"]
    return [(each["file"].rpartition("/")[2], each["line"], each["path"], each["message"]) for each in traps]


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("as_defaults", [True, False])
def test_what_is_printed_with_an_exponent(tmp_path, version, as_defaults):
    """And not what a template makes an integer of, nor what --set brings, which Helm keeps as an integer."""
    chart = {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", "templates/x.yaml": MANIFEST}
    chart["values.yaml"] = VALUES if as_defaults else "flag: x\n"
    for name, text in {**{f"c/{name}": text for name, text in chart.items()}, "v.yaml": VALUES}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    words = (
        [] if as_defaults else ["-f", str(tmp_path / "v.yaml"), "--set", "flag=5000000", "--set-json", "json=6000000"]
    )
    file = "values.yaml" if as_defaults else "v.yaml"
    assert sorted(found(tmp_path, version, *words)) == [
        *([] if as_defaults else [("--set-json", 1, "json", "6000000 is printed as 6e+06")]),
        (file, 1, "a", "1000000 is printed as 1e+06"),
        (file, 2, "b", "1234567 is printed as 1.234567e+06"),
        (file, 3, "c", "4294967296 is printed as 4.294967296e+09"),
        (file, 6, "list[0]", "7000000 is printed as 7e+06"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e6, "1e+06"), (-5e6, "-5e+06"), (2.0**64, "1.8446744073709552e+19"), (1e23, "1e+23"), (1e300, "1e+300")],
)
def test_the_fewest_digits(value, text):
    """As Go's %v has them."""
    assert scientific(value) == text
