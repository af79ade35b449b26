"""Every command that the contract and the chart's own documents show is run, or the objects it names are there."""

from __future__ import annotations

import re
import shlex
import subprocess

import pytest
import yaml
from chart_contract import BACKUP, contract, secrets_used
from helms import helm, kubectl
from renders import CHART, NEWEST, manifests, of_kind, pod_templates

pytestmark = pytest.mark.helm

#: Commands of the contract that are about nothing of this chart.
OTHERS = {
    "helm repo add prometheus-community https://prometheus-community.github.io/helm-charts",
    "helm repo update",
    (
        "helm install monitoring prometheus-community/kube-prometheus-stack --namespace monitoring --create-namespace "
        "--set prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues=false"
    ),
    "kubectl -n monitoring port-forward svc/monitoring-kube-prometheus-prometheus 9090:9090",
    "open http://localhost:9090",
    "kubectl get pods", "kubectl get cronjobs", "kubectl get jobs", "kubectl describe pod <pod-name>",
    "kubectl logs <pod-name>", "kubectl logs job/<backup-job-name>", "helm uninstall my-linea",
}  # fmt: skip
#: Commands of the contract that a test of its own holds: see test_contract.py.
ELSEWHERE = {"kubectl delete pvc -l app=linea-stack", "kubectl logs <besu-pod-name> -c resolve-sequencer-ip"}
DOCUMENTS = sorted(CHART.rglob("*.md"))


def commands(text: str) -> list[str]:
    """Commands in the shell blocks of a document, each on one line and without comments."""
    found = []
    for block in re.findall(r"^ *```bash\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
        without_files = re.sub(r"^cat > .*?^EOF\n", "", block, flags=re.DOTALL | re.MULTILINE)
        lines = without_files.replace("\\\n", " ").splitlines()
        found += [re.sub(r"\s+", " ", re.sub(r"(^|\s)#.*", "", line)).strip() for line in lines]
    return [line for line in found if line]


def quoted(text: str) -> list[str]:
    """Commands inside the text of a document."""
    return [one for one in re.findall(r"`((?:kubectl|helm) [^`]+)`", text) if " " in one]


def files_of_values(text: str, folder) -> dict[str, str]:
    """The values files that a document shows or that its reader has, by the names its commands use."""
    shown = re.search(r"<<EOF\n(.*?)EOF", text, re.DOTALL)
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    wanted = {"my-values.yaml": shown[1] if shown else "", "values.yaml": blocks[0] if blocks else ""}
    for name, content in wanted.items():
        (folder / name).write_text(content, "utf-8")
    return {name: str(folder / name) for name in wanted}


def rendered(command: str, files: dict[str, str]) -> list[dict]:
    """What `helm template` makes of an install or upgrade command."""
    words = shlex.split(command)
    release, chart, *flags = [word for word in words[2:] if word not in {"--install", "--reuse-values"}]
    assert chart in {"./helm/charts/linea-stack", "."}
    flags = [files.get(flag) or (str(CHART / flag) if flag.startswith("profiles/") else flag) for flag in flags]
    done = subprocess.run(
        [helm(NEWEST), "template", release, CHART, *flags], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def known_names() -> set[str]:
    """Names of objects, pods and claims of an installation with backups, and of the Secrets it asks for."""
    objects = manifests(*BACKUP)
    names = {o["metadata"]["name"] for o in objects} | set(secrets_used(*BACKUP, helm=NEWEST))
    for workload in of_kind(objects, "StatefulSet"):
        names |= {f"{workload['metadata']['name']}-0", f"data-{workload['metadata']['name']}-0"}
    return names | {"linea-stack-restore-besu"}


def names_in(command: str) -> set[str]:
    return set(re.findall(r"(?<![\w=.])(?:data-)?linea-stack-[a-z0-9-]+", command))


def test_every_command_of_the_contract_is_proved(tmp_path):
    """Each command is another's, renders, makes a Secret, or names objects that are there: none is left over."""
    files = files_of_values(contract(), tmp_path)
    for command in commands(contract()):
        if re.match(r"helm (install|upgrade) .*linea-stack", command):
            names = {o["metadata"]["name"] for o in rendered(command, files) if o["kind"] == "StatefulSet"}
            assert names == {"linea-stack-sequencer", "linea-stack-maru", "linea-stack-besu"}
        elif command.startswith("kubectl create secret"):
            check_secret(command, tmp_path)
        elif command.startswith(("kubectl get svc ", "kubectl delete secret ")):
            assert names_in(command) <= known_names()
            assert names_in(command)
        else:
            assert command in OTHERS | ELSEWHERE


def check_secret(command: str, folder) -> None:
    """kubectl itself makes the Secret that the pods ask for."""
    (folder / "key").write_text("0x1234\n", "utf-8")
    words = [re.sub(r"=/path/to/.*", f"={folder / 'key'}", word) for word in shlex.split(command)[1:]]
    done = subprocess.run([kubectl(NEWEST), *words, "--dry-run=client", "-o", "yaml"], capture_output=True, check=True)
    secret = yaml.safe_load(done.stdout)
    assert set(secret["data"]) == secrets_used(*BACKUP, helm=NEWEST)[secret["metadata"]["name"]]


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda path: path.stem)
def test_commands_of_the_documents_name_what_is_there(page, tmp_path):
    """An install or upgrade command of the chart's documents renders, and others name objects of an installation."""
    text = page.read_text("utf-8")
    known = known_names()
    for command in commands(text) + quoted(text):
        if re.match(r"helm (install|upgrade) my-linea \.", command):
            assert rendered(command, files_of_values("", tmp_path))
        assert names_in(command) <= known, command
        assert "<release>" not in command


def test_containers_in_the_documents_exist():
    """A command that reads the log of one container names one that a pod has."""
    known = {c["name"] for _, t in pod_templates(manifests(*BACKUP)) for c in t["spec"]["containers"]}
    known |= {c["name"] for _, t in pod_templates(manifests(*BACKUP)) for c in t["spec"].get("initContainers", ())}
    named = {name for page in DOCUMENTS for name in re.findall(r" -c ([a-z-]+)", page.read_text("utf-8"))}
    assert {"resolve-sequencer-ip", "backup-agent"} <= named <= known


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda path: path.stem)
def test_values_that_the_documents_show_are_accepted(page, tmp_path):
    """The YAML of each document renders, with what its text has before it."""
    merged: dict = {}
    for block in re.findall(r"^ *```yaml\n(.*?)^ *```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        values = yaml.safe_load(block)
        merged = {key: {**merged.get(key, {}), **values.get(key, {})} for key in merged | values}
    if "backup" in merged:
        merged["backup"] = {"enabled": True, "storage": {"bucket": "my-backups"}, **merged["backup"]}
    path = tmp_path / "values.yaml"
    path.write_text(yaml.safe_dump(merged), "utf-8")
    assert manifests("-f", str(path))
