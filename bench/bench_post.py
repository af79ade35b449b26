"""linea-post against kustomize, yq and a bare interpreter, doing the same to the same streams.

Prints ratios of one run on one machine; the goals beside them are those of docs/performance.md and,
against a Python copy and with the gate through Helm, of our own.
Usage: python bench/bench_post.py [--quick | --full]
--quick leaves out 500 KB and 5 MB; only --full runs kustomize on 5 MB, which takes minutes.
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from race import Program, Time, output, race
from streams import COMPONENTS, stream

from linea_helm import packed

PROJECT = Path(__file__).resolve().parent.parent
HELM = PROJECT / ".cache" / "helm" / "4.3.1" / "helm"
KUBECTL = HELM.with_name("kubectl")
YQ = "github.com/mikefarah/yq/v4@v4.48.1"

#: Bytes and rounds.
SIZES = ((49_000, 25), (99_000, 25), (498_000, 9), (5_000_000, 1))
#: (what, against, stream or 0 for all, at most)
GOALS = {
    ("linea-post", "kustomize", 99_000): 0.10,
    ("linea-post", "yq", 99_000): 0.60,
    ("linea-post, gate on", "kustomize", 99_000): 0.15,
    ("gate under Helm 4", "kustomize", 99_000): 0.15,
    ("linea-post", "kustomize", 5_000_000): 0.02,
    ("linea-post", "yq", 5_000_000): 0.15,
}
LABELS = {"team": "chain", "app.kubernetes.io/part-of": "linea-stack"}
RESOURCES = {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"memory": "2Gi"}}

_HELM_4 = {"HELM_PLUGIN_NAME": "linea-post"}
_COPY = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"


def main(argv: list[str]) -> int:
    """Race all programs over all streams, then Helm with a post-renderer of each kind."""
    if not KUBECTL.is_file():
        sys.exit(f"there is no {KUBECTL.relative_to(PROJECT)}; run: make setup")
    yq = _yq()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        boot = _installed(folder)
        for size, rounds in SIZES[:2] if argv == ["--quick"] else SIZES:
            programs = _programs(folder / str(size), boot, yq, size)
            if size == SIZES[-1][0] and argv != ["--full"]:
                programs = [program for program in programs if program.name != "kustomize"]
            if size == SIZES[0][0]:
                _compare(programs)
                _require_silence(programs[3])
            _print(size, race(programs, rounds))
        _through_helm(folder, boot)
    return 0


def _installed(folder: Path) -> Path:
    """Copy the package as `helm linea setup` leaves it, compiled and packed; give what its launcher runs."""
    target = folder / "linea"
    ignored = shutil.ignore_patterns("__pycache__")
    for part in ("linea_helm", "policies"):
        shutil.copytree(PROJECT / part, target / part, ignore=ignored)
    compileall.compile_dir(target / "linea_helm", quiet=1)
    (target / ".linea").mkdir()
    packed.pack(str(target), "linea_helm", str(target / ".linea" / "modules.bin"))
    return target / "linea_helm" / "_helm" / "boot.py"


def _yq() -> str | None:
    """Find Mike Farah's yq, which is written in Go; say aloud when there is none."""
    for path in (os.environ.get("YQ"), str(PROJECT / ".cache" / "bin" / "yq"), shutil.which("yq")):
        if path and Path(path).is_file():
            said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            if "mikefarah" in said:
                return path
    print(f"NOT MEASURED: yq v4 (the one in Go) is missing. To have it: GOBIN=$PWD/.cache/bin go install {YQ}\n")
    return None


def _programs(folder: Path, boot: Path, yq: str | None, size: int) -> list[Program]:
    folder.mkdir()
    source = folder / "stream.yaml"
    source.write_bytes(stream(size))
    _write_configurations(folder)
    environ = {"PATH": os.environ["PATH"], "HELM_CACHE_HOME": str(folder / "cache"), "HOME": str(folder)}
    python = [sys.executable, "-I", "-S"]
    post = [*python, "-X", "utf8", str(boot), "post-render", "--config", str(folder / "linea.yaml"), "--no-defaults"]
    programs = [
        Program("bare", [*python, "-c", "pass"], None, folder, environ),
        Program("copy", [*python, "-c", _COPY], source, folder, environ),
        Program("linea-post", [*post, "--gate", "off"], source, folder, environ),
        Program("linea-post, gate on", [*post, "--gate", "warn"], source, folder, environ),
        # Helm 4 shows nothing but why a release is refused, so the gate asks only what can refuse one.
        Program("gate under Helm 4", [*post, "--gate", "enforce"], source, folder, {**environ, **_HELM_4}),
        Program("kustomize", [str(KUBECTL), "kustomize", str(folder)], None, folder, environ),
    ]
    if yq:
        programs.append(Program("yq", [yq, "--from-file", str(folder / "edit.yq")], source, folder, environ))
    return programs


def _write_configurations(folder: Path) -> None:
    """Say the same to all three: two labels everywhere, resources for each component's own container."""
    rules = [{"match": {"component": name, "container": name}, **RESOURCES} for name in COMPONENTS]
    (folder / "linea.yaml").write_text(_yaml({"postRender": {"labels": LABELS, "resources": rules}}))
    (folder / "kustomization.yaml").write_text(
        json.dumps(
            {
                "resources": ["stream.yaml"],
                "labels": [{"pairs": LABELS, "fields": _label_fields()}],
                "patches": [
                    _patch(kind, name) for kind in ("StatefulSet", "Deployment", "CronJob") for name in COMPONENTS
                ],
            }
        )
    )
    (folder / "edit.yq").write_text(_yq_program())


def _yaml(data: object, indent: str = "") -> str:
    """Write plain data in the block style people write."""
    if isinstance(data, dict):
        return "".join(
            f"{indent}{key}:\n{_yaml(value, indent + '  ')}"
            if isinstance(value, (dict, list))
            else f"{indent}{key}: {value}\n"
            for key, value in data.items()
        )
    assert isinstance(data, list)
    return "".join(f"{indent}- {_yaml(item, indent + '  ').lstrip()}" for item in data)


_PODS = {"StatefulSet": "spec.template", "Deployment": "spec.template", "CronJob": "spec.jobTemplate.spec.template"}


def _label_fields() -> list[dict[str, object]]:
    paths = [(kind, f"{path}.metadata.labels") for kind, path in _PODS.items()]
    paths.append(("CronJob", "spec.jobTemplate.metadata.labels"))
    return [{"kind": kind, "path": path.replace(".", "/"), "create": True} for kind, path in paths]


def _patch(kind: str, component: str) -> dict[str, object]:
    template: object = {"spec": {"containers": [{"name": component, "resources": RESOURCES}]}}
    for key in reversed(_PODS[kind].split(".")):
        template = {key: template}
    version = "batch/v1" if kind == "CronJob" else "apps/v1"
    patch = {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, **template}  # type: ignore[dict-item]
    selector = f"app.kubernetes.io/component={component}"
    return {"patch": json.dumps(patch), "target": {"kind": kind, "labelSelector": selector}}


def _yq_program() -> str:
    labels = json.dumps(LABELS)
    names = " or ".join(f'.name == "{name}"' for name in COMPONENTS)
    lines = [f".metadata.labels *= {labels}"]
    for kind, path in _PODS.items():
        one = f'select(.kind == "{kind}") | .{path}'
        lines.append(f"with({one}; .metadata.labels *= {labels})")
        container = f'{one}.spec.containers[] | select((has("resources") | not) and ({names}))'
        lines.append(f"with({container}; .resources = {json.dumps(RESOURCES)})")
    lines.append(f'with(select(.kind == "CronJob"); .spec.jobTemplate.metadata.labels = {labels})')
    return " | ".join(lines) + "\n"


def _compare(programs: list[Program]) -> None:
    """See that all make the same objects of the smallest stream; kustomize moves the container it patches."""
    import yaml

    made = {}
    for program in programs[2:]:
        documents = yaml.load_all(output(program), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        made[program.name] = sorted(json.dumps(each, sort_keys=True) for each in documents if each)
    first = made["linea-post"]
    different = [name for name, objects in made.items() if objects != first]
    if different:
        sys.exit(f"these do something else than linea-post, so the race would mean nothing: {', '.join(different)}")
    print(f"all make the same {len(first)} objects: {', '.join(made)}\n")


def _require_silence(gate: Program) -> None:
    """See that policies find nothing: a report costs more than the judgement, and is not what is measured."""
    told = subprocess.run(
        gate.command, stdin=gate.stdin and gate.stdin.open(), env=gate.environ, capture_output=True, check=True
    )
    if told.stderr:
        print("NOT COMPARABLE: policies find something in the stream, so the gate's time has a report in it")
        print(told.stderr.decode())


def _print(size: int, times: dict[str, Time]) -> None:
    print(f"{size // 1000} KB, median ms (memory MB)")
    for name, took in times.items():
        print(f"  {name:<22}{took.milliseconds:>10.1f}  ({took.memory / 1e6:.0f})")
    for (what, against, at), goal in GOALS.items():
        if at == size and against in times:
            ratio = times[what].milliseconds / times[against].milliseconds
            _verdict(f"{what} / {against}", ratio, goal)
    if size == SIZES[-1][0]:
        _verdict("linea-post, memory in MB", times["linea-post"].memory / 1e6, 40)
    print()


def _verdict(what: str, ratio: float, goal: float) -> None:
    print(f"  {what:<34}{ratio:>8.3f}  goal {goal:<5} {'reached' if ratio <= goal else 'MISSED'}")


def _through_helm(folder: Path, boot: Path) -> None:
    """Measure what linea-post adds to `helm template` beyond a post-renderer that does nothing, gate off and on."""
    templates = folder / "chart" / "templates"
    templates.mkdir(parents=True)
    (folder / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: demo\nversion: 0.1.0\n")
    for number, document in enumerate(stream(99_000).split(b"---\n")[1:]):
        (templates / f"{number}.yaml").write_bytes(document)
    post = [sys.executable, "-I", "-S", "-X", "utf8", str(boot), "post-render", "--gate"]
    # The one with the gate has the plugin's own name: by that it knows that Helm 4 runs it.
    commands = {"cat": ["cat"], "edit-only": [*post, "off"], "linea-post": [*post, "enforce"]}
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "HELM_PLUGINS": str(folder / "plugins")}
    programs = []
    for name, command in commands.items():
        _write_plugin(folder / "plugins" / name, command)
        called = [str(HELM), "template", "demo", str(folder / "chart"), "--post-renderer", name]
        programs.append(Program(name, called, None, folder, environ))
    took = race(programs, 25)
    print("99 KB through helm template --post-renderer, median ms")
    for name, time in took.items():
        print(f"  {name:<22}{time.milliseconds:>10.1f}")
    for name in ("edit-only", "linea-post"):
        _verdict(f"{name} / cat", took[name].milliseconds / took["cat"].milliseconds, 1.25)


def _write_plugin(folder: Path, command: list[str]) -> None:
    folder.mkdir(parents=True)
    run = {"platformCommand": [{"command": command[0], "args": command[1:]}]}
    described = {"apiVersion": "v1", "type": "postrenderer/v1", "name": folder.name, "version": "0.1.0"}
    (folder / "plugin.yaml").write_text(json.dumps({**described, "runtime": "subprocess", "runtimeConfig": run}))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
