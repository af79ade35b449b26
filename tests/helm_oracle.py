"""What the real Helm makes of values: one render of a throw-away chart answers for many cases."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from helms import helm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MANIFEST = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":{"v":%s}}'
PRINT_VALUES = _MANIFEST % "{{ toJson (toJson .Values) }}"
_PRINT_DOCUMENTS = _MANIFEST % "{{ toJson (toJson $out) }}"
_READ_DOCUMENTS = (
    '{{ $out := list }}{{ range fromJsonArray (.Files.Get "documents.json") }}'
    "{{ $out = append $out (fromYaml .) }}{{ end }}"
)

#: What a bare `helm template` chart needs.
CHART = "apiVersion: v2\nname: top\nversion: 1.0.0\n"


class Refused(Exception):
    """Helm ended with an error; the text is what it said."""


def version_numbers(version: str) -> tuple[int, int, int]:
    """Give "4.3.1" as (4, 3, 1)."""
    major, minor, patch = version.split(".")
    return int(major), int(minor), int(patch)


def write_chart(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a chart whose only template prints its values."""
    for name, text in {"templates/print.yaml": PRINT_VALUES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def computed(version: str, chart: Path, *arguments: str, stdin: str = "") -> Any:
    """Give the values that the templates of a chart see. Raises Refused when Helm does not render."""
    done = _rendered(version, chart, arguments, stdin)
    line = next(line for line in done.stdout.splitlines() if line.startswith('{"apiVersion"'))
    return json.loads(json.loads(line)["data"]["v"])


def warnings(version: str, chart: Path, *arguments: str) -> list[str]:
    """Give the lines that Helm writes to stderr while it renders. Raises Refused when Helm does not render."""
    return _rendered(version, chart, arguments, "").stderr.splitlines()


def _rendered(version: str, chart: Path, arguments: Sequence[str], stdin: str) -> subprocess.CompletedProcess[str]:
    command = [str(helm(version)), "template", "x", str(chart), "--skip-schema-validation", *arguments]
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, env=_environment(chart.parent), timeout=60
    )
    if done.returncode:
        raise Refused(done.stderr)
    return done


def documents(version: str, folder: Path, texts: Sequence[str]) -> list[Any]:
    """Read each text with the YAML library inside Helm, as a values file is read; a str where Helm refuses one."""
    files = {
        "Chart.yaml": CHART,
        "documents.json": json.dumps(texts),
        "templates/print.yaml": _READ_DOCUMENTS + _PRINT_DOCUMENTS,
    }
    read = computed(version, write_chart(folder, files))
    return [each["Error"] if isinstance(each, dict) and set(each) == {"Error"} else each for each in read]


def plain(value: Any) -> Any:
    """Make data comparable: numbers are floats, as they are for Helm, and no bool equals a number."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return (float(value),) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


@cache
def _environment(folder: Path) -> dict[str, str]:
    home = folder / "helm-home"
    homes = {name: str(home / name) for name in ("HELM_DATA_HOME", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HOME")}
    return {"PATH": os.environ["PATH"], "KUBECONFIG": str(home / "none"), **homes}
