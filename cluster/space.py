"""A namespace of its own for a test, with Helm and kubectl that see it and remember nothing elsewhere."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple

from helms import kubectl
from homes import PROJECT, Home

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

    from api import Api, Object

CHART = PROJECT / "chart" / "linea-stack"
RELEASE = "my-linea"
#: What keeps pods out that are not as the standard "restricted" wants them.
RESTRICTED = {"pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted"}
#: Kinds that the values of a scenario bring in, and no definition of ours has.
NOT_TAUGHT = {"ExternalSecret"}
_WAIT = ("--wait", "--timeout", "120s")
_KEYS = ("keys", "new", "sequencer", "maru", "jwt", "besu-jwt", "ethstats", "tx-sender", "--reveal")


class Space(NamedTuple):
    """A namespace, the cluster it is in, and a Helm home."""

    api: Api
    kubeconfig: Path
    name: str
    home: Home

    def run(self, *command: str | Path, stdin: str = "", **environ: str) -> CompletedProcess[str]:
        """Run a command that finds this namespace."""
        where = {"KUBECONFIG": str(self.kubeconfig), "HELM_NAMESPACE": self.name}
        return self.home.run(list(command), stdin, **where, **environ)

    def helm(self, *arguments: str | Path, **environ: str) -> CompletedProcess[str]:
        """Run Helm."""
        return self.run(self.home.program, *arguments, **environ)

    def kubectl(self, *arguments: str | Path, stdin: str = "") -> CompletedProcess[str]:
        """Run the newest kubectl."""
        return self.run(kubectl("4.3.1"), "--namespace", self.name, *arguments, stdin=stdin)

    def install(self, *flags: str | Path, **environ: str) -> CompletedProcess[str]:
        """Install the chart and wait until everything is ready."""
        return self.helm("install", RELEASE, CHART, *_WAIT, *flags, **environ)

    def upgrade(self, *flags: str | Path, chart: Path = CHART, **environ: str) -> CompletedProcess[str]:
        """Upgrade the release and wait until everything is ready."""
        return self.helm("upgrade", RELEASE, chart, *_WAIT, *flags, **environ)

    def rollback(self, revision: int) -> CompletedProcess[str]:
        """Go back to a revision and wait until everything is ready."""
        return self.helm("rollback", RELEASE, str(revision), *_WAIT)

    def uninstall(self) -> CompletedProcess[str]:
        """Remove the release and wait until it is gone."""
        return self.helm("uninstall", RELEASE, *_WAIT)

    def history(self) -> list[str]:
        """List the status of each revision."""
        done = self.helm("history", RELEASE, "--output", "json")
        return [row["status"] for row in json.loads(done.stdout or "[]")]

    def path(self, resource: str, name: str = "") -> str:
        """Give the path of a collection or an object, for resources such as "pods" and "apps/v1/statefulsets"."""
        group, _, plural = resource.rpartition("/")
        root = f"/apis/{group}" if group else "/api/v1"
        return f"{root}/namespaces/{self.name}/{plural}" + f"/{name}" * bool(name)

    def items(self, resource: str) -> list[Object]:
        """List the objects of a resource."""
        return self.api.items(self.path(resource))

    def names(self, resource: str) -> list[str]:
        """List their names, sorted."""
        return sorted(found["metadata"]["name"] for found in self.items(resource))

    def make_keys(self) -> None:
        """Create the Secrets that the contract asks for out of fresh keys, as docs/keys.md says.

        Errors: CalledProcessError.
        """
        made = self.run(sys.executable, "-m", "linea_helm.cli", *_KEYS, PYTHONPATH=str(PROJECT))
        made.check_returncode()
        self.kubectl("create", "-f", "-", stdin=made.stdout).check_returncode()

    def make_backup_password(self) -> None:
        """Create the Secret that backups are encrypted with. Errors: CalledProcessError."""
        password = ("linea-stack-backup-password", "--from-literal=password=for-tests")
        self.kubectl("create", "secret", "generic", *password).check_returncode()


def make_namespace(api: Api, name: str, **labels: str) -> None:
    """Create a namespace."""
    metadata = {"name": name, "labels": labels}
    api.create("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})


def values(scenario: str) -> tuple[str | Path, ...]:
    """Give the flags for one of the chart's ci values files."""
    return ("-f", CHART / "ci" / f"{scenario}-values.yaml")
