"""Start a Kubernetes control plane on loopback, and end it: etcd, API server, controller manager, scheduler.

Each part is a process of ours, ended by its id; should we be killed first, it ends itself after LIFETIME.
"""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from api import Api, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Seconds after which a part ends whatever happened to the rest.
LIFETIME = 1800
#: Seconds that the API server and the controllers have to come up.
PATIENCE = 90
#: Who talks to the API server, and the group it is in.
USERS = {
    "admin": "system:masters",
    "system:kube-controller-manager": "",
    "system:kube-scheduler": "",
}


class Plane(NamedTuple):
    """A control plane that is up: its API as administrator, and the kubeconfig of each user."""

    api: Api
    folder: Path

    def kubeconfig(self, user: str = "admin") -> Path:
        """Give the path of a user's kubeconfig."""
        return self.folder / f"{user.replace(':', '-')}.kubeconfig"


@contextmanager
def control_plane(program: Path, folder: Path) -> Iterator[Plane]:
    """Run a control plane out of the program of build.py while the block runs; logs and data go to the folder.

    Errors: TimeoutError, with the end of its log, when a part does not come up.
    """
    from Crypto.PublicKey import ECC

    etcd, peers, port = _free_ports(3)
    tokens = {user: secrets.token_hex(16) for user in USERS}
    rows = [f"{tokens[user]},{user},{user}{f',{group}' if group else ''}" for user, group in USERS.items()]
    (folder / "tokens.csv").write_text("\n".join(rows), "utf-8")
    (folder / "accounts.key").write_text(ECC.generate(curve="P-256").export_key(format="PEM", use_pkcs8=False), "utf-8")
    authority = folder / "apiserver.crt"
    with ExitStack() as parts:
        parts.enter_context(_part(program, "etcd", _etcd(folder, etcd, peers), folder))
        server = parts.enter_context(_part(program, "apiserver", _apiserver(folder, etcd, port), folder))
        wait(authority.is_file, folder / "apiserver.log", server)
        plane = Plane(Api(f"https://127.0.0.1:{port}", tokens["admin"], authority), folder)
        for user, token in tokens.items():
            plane.kubeconfig(user).write_text(json.dumps(_kubeconfig(plane.api.server, token, authority)), "utf-8")
        wait(lambda: _is_ready(plane.api), folder / "apiserver.log", server)
        flags = _controllers(plane, authority)
        controllers = parts.enter_context(_part(program, "controller-manager", flags, folder))
        parts.enter_context(_part(program, "scheduler", _client(plane, "system:kube-scheduler"), folder))
        wait(lambda: _serves_accounts(plane.api), folder / "controller-manager.log", controllers)
        yield plane


@contextmanager
def _part(program: Path, name: str, flags: dict[str, object], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = ["timeout", str(LIFETIME), str(program), name, *(f"--{flag}={value}" for flag, value in flags.items())]
    with (folder / f"{name}.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _etcd(folder: Path, port: int, peers: int) -> dict[str, object]:
    own, other = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peers}"
    return {
        "data-dir": folder / "etcd",
        "listen-client-urls": own,
        "advertise-client-urls": own,
        "listen-peer-urls": other,
        "initial-advertise-peer-urls": other,
        "initial-cluster": f"default={other}",
        "unsafe-no-fsync": "true",
    }


def _apiserver(folder: Path, etcd: int, port: int) -> dict[str, object]:
    """Admission is the API server's default, which has Pod Security and ValidatingAdmissionPolicy in it."""
    return {
        "etcd-servers": f"http://127.0.0.1:{etcd}",
        "bind-address": "127.0.0.1",
        "advertise-address": "127.0.0.1",
        "secure-port": port,
        # Without a certificate it makes itself one there, apiserver.crt, which is its own authority.
        "cert-dir": folder,
        "token-auth-file": folder / "tokens.csv",
        "service-account-issuer": "https://kubernetes.default.svc",
        "service-account-key-file": folder / "accounts.key",
        "service-account-signing-key-file": folder / "accounts.key",
        "authorization-mode": "Node,RBAC",
        "service-cluster-ip-range": "10.96.0.0/16,fd00:96::/108",
        "allow-privileged": "true",
        # There is no network in which others could reach it.
        "endpoint-reconciler-type": "none",
    }


def _controllers(plane: Plane, authority: Path) -> dict[str, object]:
    return {
        **_client(plane, "system:kube-controller-manager"),
        "service-account-private-key-file": plane.folder / "accounts.key",
        "root-ca-file": authority,
        "use-service-account-credentials": "true",
        # By default a claim waits up to 15 seconds for its volume.
        "pvclaimbinder-sync-period": "1s",
    }


def _client(plane: Plane, user: str) -> dict[str, object]:
    return {"kubeconfig": plane.kubeconfig(user), "leader-elect": "false", "secure-port": 0}


def _kubeconfig(server: str, token: str, authority: Path) -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "own",
        "contexts": [{"name": "own", "context": {"cluster": "own", "user": "own"}}],
        "clusters": [{"name": "own", "cluster": {"server": server, "certificate-authority": str(authority)}}],
        "users": [{"name": "own", "user": {"token": token}}],
    }


def _is_ready(api: Api) -> bool:
    try:
        api.get("/readyz")
    except (Refusal, OSError):
        return False
    return True


def _serves_accounts(api: Api) -> bool:
    """The last thing that a namespace needs before pods can be made in it."""
    try:
        api.get("/api/v1/namespaces/default/serviceaccounts/default")
    except Refusal:
        return False
    return True


def wait(is_there: Callable[[], bool], log: Path, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something is there, as long as the process runs that brings it.

    Errors: TimeoutError with the end of a log that may say why it is not.
    """
    end = time.monotonic() + PATIENCE
    while not is_there():
        if time.monotonic() > end or (process and process.poll() is not None):
            tail = log.read_text("utf-8", errors="replace")[-2000:]
            raise TimeoutError(f"it did not come up; the end of {log.name}:\n{tail}")
        time.sleep(0.2)


def settled(ask: Callable[[], Any], wanted: object) -> Any:
    """Ask until the answer is what is wanted, or for PATIENCE; give the last answer, for an assertion to show."""
    end = time.monotonic() + PATIENCE
    while (answer := ask()) != wanted and time.monotonic() < end:
        time.sleep(0.2)
    return answer


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
