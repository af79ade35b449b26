"""A node's data as RocksDB leaves it on a volume, for the tests of backups."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def wait_until(happened, seconds: float = 30) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def make_database(folder: Path) -> None:
    """Files as RocksDB has them: finished tables, a log that is written on, and the names of what belongs together."""
    (folder / "database").mkdir(parents=True)
    for name, content in {
        "000007.sst": os.urandom(400_000), "000008.blob": os.urandom(100_000), "000009.log": b"log",
        "MANIFEST-000005": b"manifest", "CURRENT": b"MANIFEST-000005\n", "LOCK": b"", "OPTIONS-000003": b"options",
    }.items():  # fmt: skip
        (folder / "database" / name).write_bytes(content)
    (folder / "DATABASE_METADATA.json").write_text('{"version": 2}', "utf-8")
    for secret in ("key", "private-key", "jwt.hex"):
        (folder / secret).write_text("secret", "utf-8")
    (folder / "lost+found").mkdir()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
