"""Ask the API servers' own code what it makes of expressions and policies, and write down what it says.

    scripts/apiserver/record.py [FOLDER]

needs Go and a Go module proxy, and ten minutes the first time; programs are built in FOLDER (a temporary one), and
taken from there when they are built. It writes tests/cel/apiserver.json and tests/policies/vap/apiserver.json, which
the tests hold our evaluation against.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests")]

from apiserver_cases import cases, digest  # noqa: E402
from apiserver_expressions import FUNCTIONS, GRAMMAR, costly, expressions  # noqa: E402

#: Patch releases of k8s.io/apiserver; the newest judges, all say which expressions they take.
VERSIONS = [f"0.{minor}.1" for minor in range(30, 38)]
#: How often a cost is asked for.
_TIMES = 6
#: The signature of MustBaseEnvSet was longer for a while.
_BASE = """package main

import "k8s.io/apiserver/pkg/cel/environment"

func base() *environment.EnvSet {
	return environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()%s)
}
"""
_STRICT = {"0.31.1", "0.32.1", "0.33.1", "0.34.1"}


def main() -> None:
    """Build, ask, write."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    taken = {version: _takers(version, folder) for version in VERSIONS}
    functions = {
        text: next((f"1.{version.split('.')[1]}" for version in VERSIONS if taken[version][number]), None)
        for number, text in enumerate(FUNCTIONS)
    }
    program = _built(HERE / "verdicts", folder / "verdicts")
    asked = expressions()
    said = _weighed(program, [{"version": "1.37", "expression": text, "object": GRAMMAR.OBJECT} for text in asked])
    found = [
        [text, verdict["kind"], verdict.get("value"), verdict["cost"]]
        for text, verdict in zip(asked, said, strict=True)
    ]
    weighed = _weighed(program, [{"version": "1.37", "expression": text, "object": data} for text, data in costly()])
    costs = [[verdict["kind"], verdict["cost"]] for verdict in weighed]
    recorded = {"functions": functions, "expressions": found, "costs": costs}
    _write(PROJECT / "tests" / "cel" / "apiserver.json", recorded)
    known = list(cases())
    said = _weighed(program, [{"version": "1.37", **case} for case in known])
    verdicts = {digest(case): verdict.get("says") or [] for case, verdict in zip(known, said, strict=True)}
    units = {digest(case): verdict["cost"] for case, verdict in zip(known, said, strict=True)}
    _write(PROJECT / "tests" / "policies" / "vap" / "apiserver.json", {"cases": verdicts, "costs": units})


def _takers(version: str, folder: Path) -> list[bool]:
    program, source = folder / f"compiles-{version}", folder / version
    if not program.exists():
        _prepare(version, source)
    _built(source, program)
    done = subprocess.run([program], input="\n".join(FUNCTIONS), capture_output=True, text=True, check=True)
    return [line == "true" for line in done.stdout.splitlines()]


def _prepare(version: str, source: Path) -> None:
    source.mkdir(parents=True, exist_ok=True)
    (source / "main.go").write_text((HERE / "compiles" / "main.go").read_text(encoding="utf-8"), encoding="utf-8")
    (source / "base.go").write_text(_BASE % (", true" if version in _STRICT else ""), encoding="utf-8")
    modules = "".join(f"require k8s.io/{name} v{version}\n" for name in ("apiserver", "apimachinery"))
    (source / "go.mod").write_text(f"module compiles\n\ngo 1.22.0\n\n{modules}", encoding="utf-8")
    subprocess.run(["go", "mod", "tidy"], cwd=source, check=True)


def _built(source: Path, program: Path) -> Path:
    if not program.exists():
        subprocess.run(["go", "build", "-o", program, "."], cwd=source, check=True)
    return program


def _weighed(program: Path, tasks: list[dict[str, object]]) -> list[dict[str, object]]:
    """Ask several times: what depends on the order of a map, which Go shuffles, has no one cost."""
    several = [_asked(program, tasks) for _ in range(_TIMES)]
    costs = [{verdict.get("cost") for verdict in same} for same in zip(*several, strict=True)]
    return [
        {**verdict, "cost": cost.pop() if len(cost) == 1 else None}
        for verdict, cost in zip(several[0], costs, strict=True)
    ]


def _asked(program: Path, tasks: list[dict[str, object]]) -> list[dict[str, object]]:
    lines = "\n".join(map(json.dumps, tasks))
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _write(path: Path, found: dict[str, object]) -> None:
    found = {"made by": "scripts/apiserver/record.py", "k8s.io/apiserver": VERSIONS, **found}
    parts = (f"{_text(key)}: {_lines(part)}" for key, part in found.items())
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _lines(part: object) -> str:
    """Write a part with a line for each thing in it."""
    if isinstance(part, dict):
        lines = ",\n".join(f"{_text(key)}: {_text(value)}" for key, value in part.items())
        return f"{{\n{lines}\n}}"
    if isinstance(part, list):
        return "[\n" + ",\n".join(map(_text, part)) + "\n]"
    return _text(part)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
