"""`helm linea lint` against `helm lint`, and against what people chain: helm lint, helm template, kubeconform.

Prints ratios of one run on one machine; the goals beside them are those of docs/performance.md.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from race import Program, race

PROJECT = Path(__file__).resolve().parent.parent
HELM = PROJECT / ".cache" / "helm" / "4.3.1" / "helm"
CHART = PROJECT / "chart" / "linea-stack"
VALUES = PROJECT / "examples" / "production-values.fixed.yaml"
KUBECONFORM = "github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0"
ROUNDS = 15
_KINDS = (
    "configmap-v1",
    "deployment-apps-v1",
    "horizontalpodautoscaler-autoscaling-v2",
    "poddisruptionbudget-policy-v1",
    "service-v1",
    "serviceaccount-v1",
    "statefulset-apps-v1",
)

_CHAIN = "helm lint + template + kubeconform"
#: (what, against, at most, None for what is only to be seen)
GOALS = (
    ("linea lint", "helm lint", 1.5),
    ("linea lint", _CHAIN, 0.35),
    ("helm linea lint", "helm lint", 1.5),
    ("helm linea lint", _CHAIN, 0.35),
    ("a plugin that only renders", _CHAIN, None),
)


def main() -> int:
    """Race the linters over the same chart and values."""
    if not HELM.is_file():
        sys.exit(f"there is no {HELM.relative_to(PROJECT)}; run: make setup")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = _programs(folder)
        times = race(programs, ROUNDS)
    print("chart/linea-stack with 80 lines of values, median ms (memory MB)")
    for title, took in times.items():
        print(f"  {title:<36}{took.milliseconds:>8.1f}  ({took.memory / 1e6:.0f})")
    for what, against, goal in GOALS:
        if against in times:
            ratio = times[what].milliseconds / times[against].milliseconds
            verdict = "" if goal is None else f"  goal {goal:<5} {'reached' if ratio <= goal else 'MISSED'}"
            print(f"  {what} / {against:<36}{ratio:>6.2f}{verdict}")
    return 0


def _programs(folder: Path) -> list[Program]:
    linea = _installed(folder)
    environ = {"PATH": f"{HELM.parent}:{os.environ['PATH']}", "HOME": str(folder), "HELM_CACHE_HOME": str(folder / "c")}
    values = [str(CHART), "-f", str(VALUES)]
    lint = ["sh", str(linea), "lint", *values]
    peers = [
        Program("helm template", [str(HELM), "template", *values], None, folder, environ),
        Program("helm lint", [str(HELM), "lint", *values], None, folder, environ),
    ]
    kubeconform = _kubeconform(folder)
    if kubeconform:
        chain = f"{shlex.join(peers[1].command)} && {shlex.join(peers[0].command)} | {kubeconform}"
        peers.append(Program(_CHAIN, ["sh", "-c", chain], None, folder, environ))
    plugin = [str(HELM), "linea", *lint[2:]]  # Helm starts once more, to find the plugin
    floor = [str(HELM), "floor", *values]
    return [
        *peers,
        Program("linea lint", lint, None, folder, environ),
        Program("helm linea lint", plugin, None, folder, {**environ, "HELM_PLUGINS": str(folder)}),
        Program("a plugin that only renders", floor, None, folder, {**environ, "HELM_PLUGINS": str(_floor(folder))}),
        Program("linea lint, no policy cache", lint, None, folder, {**environ, "LINEA_NO_CACHE": "1"}),
    ]


def _floor(folder: Path) -> Path:
    """Write the least that a plugin can do that renders, with Go's runtime told the same: give its folder."""
    plugin = folder / "floor" / "floor"
    plugin.mkdir(parents=True)
    (plugin / "run").write_text(f'GOGC=1000 GOMEMLIMIT=256MiB HELM_NO_PLUGINS=1 exec {HELM} template "$@"\n')
    (plugin / "plugin.yaml").write_text('name: floor\nversion: 0.1.0\ncommand: "sh $HELM_PLUGIN_DIR/run"\n')
    return plugin.parent


def _installed(folder: Path) -> Path:
    """Install the plugin as its hook does, into a copy; give its launcher."""
    target = folder / "linea"
    for part in ("linea_helm", "policies", "requirements.lock", "plugin.yaml"):
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / part)
    launcher = target / "linea_helm" / "_helm" / "linea"
    environ = {**os.environ, "HELM_PLUGIN_DIR": str(target), "HELM_BIN": str(HELM)}
    done = subprocess.run(["sh", str(launcher), "setup"], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the plugin cannot be installed: {done.stdout}{done.stderr}")
    return launcher


def _kubeconform(folder: Path) -> str | None:
    """Give the command line of kubeconform with schemas on disk: a race over the network would say nothing."""
    for path in (str(PROJECT / ".cache" / "bin" / "kubeconform"), shutil.which("kubeconform")):
        if path and Path(path).is_file():
            location = f"{_schemas(folder)}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
            return shlex.join([path, "-ignore-missing-schemas", "-schema-location", location])
    print(f"NOT MEASURED: kubeconform is missing. To have it: GOBIN=$PWD/.cache/bin go install {KUBECONFORM}\n")
    return None


def _schemas(folder: Path) -> Path:
    """Write the schemas of the kinds that the chart has, each whole: with references kubeconform is 60 times slower."""
    import kubernetes_validate

    source = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / "v1.30.0-local"
    definitions = json.loads((source / "_definitions.json").read_text())["$defs"]
    target = folder / "schemas"
    target.mkdir()
    for kind in _KINDS:
        whole = _inlined(json.loads((source / f"{kind}.json").read_text()), definitions)
        (target / f"{kind}.json").write_text(json.dumps(whole))
    return target


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in schema.items()}


if __name__ == "__main__":
    sys.exit(main())
