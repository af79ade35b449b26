"""`make demo`: a guided tour, in which the plugin is installed into a private Helm home and run on real faults.

Exit code 0 says that everything shown was as expected.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fetch_helm

from linea_helm.errors import HelmError
from linea_helm.lint import helm as helm_program

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".cache" / "demo"
NEWEST = next(iter(fetch_helm.PINS))
CHART = "chart/linea-stack"
FAULTY = "examples/production-values.yaml"
FIXED = "examples/production-values.fixed.yaml"
#: What lint must find in the faulty file; it finds more, and all of it is shown.
EXPECTED = {"pdb-missing", "tx-sender-plaintext-key", "values-schema", "yaml-duplicate-key", "yaml-type-trap"}
CAT = """\
apiVersion: v1
type: postrenderer/v1
name: cat
version: 1.0.0
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: cat
"""
#: What the post-renderer is to add. The chart gives every container resources, but none of these.
ADDITIONS = """\
postRender:
  labels:
    cost-center: chain
  resources:
    - match: {component: besu, container: besu}
      requests: {ephemeral-storage: 1Gi}
"""
ADDED = ("cost-center", "ephemeral-storage")


class Surprise(Exception):
    """Something shown was not as expected."""


def main() -> int:
    """Give the tour."""
    try:
        helm = _helm()
        _install(helm)
        _lint(helm)
        _render(helm)
        _gate(helm)
    except Surprise as surprise:
        print(f"\nThe demo did not go as it should: {surprise}")
        return 1
    print(f"\nThat was all. The Helm home of this tour is {HOME.relative_to(ROOT)}; `make clean` removes it.")
    return 0


def _helm() -> Path:
    """Take the Helm on PATH if it is one that we support, else fetch a pinned one."""
    try:
        found = helm_program.find(None, os.environ)
        helm_program.version(found, os.environ)
        return Path(found)
    except HelmError as error:
        _say(f"{error.problem}: the tour takes Helm {NEWEST}.")
    if fetch_helm.main([NEWEST]):
        raise Surprise("no Helm could be fetched")
    return fetch_helm.CACHE / NEWEST / "helm"


def _install(helm: Path) -> None:
    _title("1. Install the plugin")
    _say("One command installs `helm linea`, its Python packages in a folder of its own and, on Helm 4, `linea-post`.")
    shutil.rmtree(HOME, ignore_errors=True)
    _expect(_show(helm, "plugin", "install", "."), 0)
    _expect(_show(helm, "linea", "doctor"), 0)


def _lint(helm: Path) -> None:
    _title("2. Lint production values")
    _say(f"{FAULTY} looks right at first sight. Each finding names the line, the reason and the way out.")
    found = {finding["id"] for finding in _linted(helm, FAULTY, 1)["findings"]}
    if EXPECTED - found:
        raise Surprise(f"lint did not find {', '.join(sorted(EXPECTED - found))}")
    _say(f"After it was mended, {FIXED} has no error. What is left fails no build, and is yours to weigh:")
    if _linted(helm, FIXED, 0)["summary"]["errors"]:
        raise Surprise("lint found an error in what was mended")


def _linted(helm: Path, values: str, code: int) -> dict[str, Any]:
    report = HOME / "lint.json"
    _expect(_show(helm, "linea", "lint", CHART, "-f", values, "-o", f"json={report}", "-o", "text"), code)
    read: dict[str, Any] = json.loads(report.read_text("utf-8"))
    return read


def _render(helm: Path) -> None:
    _title("3. See what the post-renderer changes")
    _say("It adds labels and resources where they are missing. Every other byte stays as it was. Asked for here:")
    (HOME / "additions.yaml").write_text(ADDITIONS, "utf-8")
    _say(ADDITIONS)
    if not _is_helm_3(helm):
        _install_cat()
    before = _rendered(helm, "before", "--post-renderer", "cat")
    after = _rendered(helm, "after", *_post_renderer(helm, f"--config={HOME.relative_to(ROOT) / 'additions.yaml'}"))
    diff = list(difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", n=2, lineterm=""))
    print("\n".join([*diff[:2], *_new(diff[2:])]))
    added = sum(line.startswith("+") for line in diff[2:])
    removed = sum(line.startswith("-") for line in diff[2:])
    print(f"… {added} lines added, {removed} changed in all; see {HOME.relative_to(ROOT)}/before.yaml and after.yaml")
    if removed or not all(f"{word}: " in after and f"{word}: " not in before for word in ADDED):
        raise Surprise("the post-renderer should add labels and resources, and change no line")


def _new(diff: list[str]) -> Iterator[str]:
    """Give the hunks of a diff in which something is added for the first time."""
    starts = [number for number, line in enumerate(diff) if line.startswith("@@")]
    told: set[str] = set()
    for start, end in zip(starts, [*starts[1:], len(diff)], strict=True):
        added = {line for line in diff[start:end] if line.startswith("+")}
        if added - told:
            yield from diff[start:end]
        told |= added


def _install_cat() -> None:
    """Helm 4 writes anew whatever goes through a post-renderer: to compare, "before" must go through one, too."""
    folder = HOME / "data" / "plugins" / "cat"
    folder.mkdir()
    (folder / "plugin.yaml").write_text(CAT, "utf-8")


def _rendered(helm: Path, name: str, *post_renderer: str) -> str:
    template = ("template", "my-linea", CHART, "-f", FIXED, *post_renderer)
    print(f"$ helm {' '.join(template)}  > {name}.yaml", flush=True)
    manifests = _output(helm, *template)
    (HOME / f"{name}.yaml").write_text(manifests, "utf-8")
    return manifests


def _gate(helm: Path) -> None:
    _title("4. Stop a release that a policy forbids")
    _say("The same policies gate the release itself, for those who did not lint.")
    faulty = ("template", "my-linea", CHART, "-f", FAULTY, "--skip-schema-validation")
    gate = _post_renderer(helm, "--gate=enforce")
    if _show(helm, *faulty, *gate, quiet=True) == 0:
        raise Surprise("the gate let the release pass")


def _post_renderer(helm: Path, *arguments: str) -> tuple[str, ...]:
    """Give Helm's options for the post-renderer: Helm 3 takes a program, Helm 4 a plugin."""
    name, first = ("helm", ("linea", "post-render")) if _is_helm_3(helm) else ("linea-post", ())
    words = [word for argument in (*first, *arguments) for word in ("--post-renderer-args", argument)]
    return ("--post-renderer", name, *words)


def _is_helm_3(helm: Path) -> bool:
    return _output(helm, "version", "--template", "{{.Version}}").startswith("v3")


def _environ(helm: Path) -> dict[str, str]:
    homes = {f"HELM_{name}_HOME": str(HOME / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "LINEA_"))}
    return {**kept, **homes, "PATH": f"{helm.parent}{os.pathsep}{os.environ['PATH']}"}


def _show(helm: Path, *arguments: str, quiet: bool = False) -> int:
    """Run Helm before the reader's eyes; `quiet` hides its standard output. Give its exit code."""
    print(f"$ helm {' '.join(arguments).replace(str(ROOT) + os.sep, '')}", flush=True)
    stdout = subprocess.DEVNULL if quiet else None
    return subprocess.run([helm, *arguments], cwd=ROOT, env=_environ(helm), stdout=stdout, check=False).returncode


def _output(helm: Path, *arguments: str) -> str:
    done = subprocess.run(
        [helm, *arguments], cwd=ROOT, env=_environ(helm), stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    _expect(done.returncode, 0)
    return done.stdout


def _expect(code: int, expected: int) -> None:
    if code != expected:
        raise Surprise(f"the last command ended with {code}, not {expected}")


def _title(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}\n")


def _say(text: str) -> None:
    print(f"{text}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
