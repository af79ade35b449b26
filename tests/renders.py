"""Render the chart with real Helm, once per version and set of values, and share what came out."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from helms import ALL as HELMS
from helms import helm as binary

PROJECT = Path(__file__).resolve().parent.parent
CHART = PROJECT / "chart" / "linea-stack"
NEWEST = HELMS[0]

Manifest = dict[str, Any]


class HelmError(Exception):
    """Helm refused to render; the text is what it said."""


@cache
def text(*args: str, helm: str = NEWEST, release: str = "my-linea", chart: Path = CHART) -> str:
    """Standard output of `helm template`, with args such as `-f`, `--set`."""
    command = [binary(helm), "template", release, chart, *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise HelmError(done.stderr)
    return done.stdout


@cache
def manifests(*args: str, helm: str = NEWEST, release: str = "my-linea", chart: Path = CHART) -> tuple[Manifest, ...]:
    """The rendered objects, hooks included. They are shared: read them, do not write."""
    stream = text(*args, helm=helm, release=release, chart=chart)
    return tuple(document for document in yaml.load_all(stream, Loader=yaml.CSafeLoader) if document)


def find(objects: tuple[Manifest, ...], kind: str, name: str) -> Manifest:
    """The one object of this kind and name."""
    found = [o for o in objects if o["kind"] == kind and o["metadata"]["name"] == name]
    names = [o["metadata"]["name"] for o in objects if o["kind"] == kind]
    assert len(found) == 1, f"{len(found)} objects {kind}/{name}; there are {names}"
    return found[0]
