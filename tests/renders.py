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
#: One values file for each way in which people run the chart, by its short name.
SCENARIOS = {path.name.removesuffix("-values.yaml"): str(path) for path in sorted(CHART.glob("ci/*-values.yaml"))}

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


def scenario(name: str, helm: str = NEWEST, *args: str) -> tuple[Manifest, ...]:
    """The objects of one of the `ci/` values files."""
    return manifests("-f", SCENARIOS[name], *args, helm=helm)


def find(objects: tuple[Manifest, ...], kind: str, name: str) -> Manifest:
    """The one object of this kind and name."""
    found = [o for o in objects if o["kind"] == kind and o["metadata"]["name"] == name]
    names = [o["metadata"]["name"] for o in objects if o["kind"] == kind]
    assert len(found) == 1, f"{len(found)} objects {kind}/{name}; there are {names}"
    return found[0]


def of_kind(objects: tuple[Manifest, ...], kind: str) -> list[Manifest]:
    """All objects of a kind."""
    return [o for o in objects if o["kind"] == kind]


def pod_templates(objects: tuple[Manifest, ...]) -> list[tuple[str, Manifest]]:
    """Every pod that these objects can start, as (name, template with metadata and spec)."""
    found = []
    for o in objects:
        name = f"{o['kind']}/{o['metadata']['name']}"
        if o["kind"] == "Pod":
            found.append((name, o))
        elif o["kind"] == "CronJob":
            found.append((name, o["spec"]["jobTemplate"]["spec"]["template"]))
        elif o["kind"] in {"StatefulSet", "Deployment", "Job"}:
            found.append((name, o["spec"]["template"]))
        elif o["kind"] == "ConfigMap":
            found += pod_templates(_written_down(o))
    return found


def _written_down(config: Manifest) -> tuple[Manifest, ...]:
    """Objects in a ConfigMap's files, which a script creates later."""
    files = [text for name, text in (config.get("data") or {}).items() if name.endswith("-job.yaml")]
    return tuple(yaml.load(text, Loader=yaml.CSafeLoader) for text in files)
