"""Run the nodes and the cloud of a cluster in a thread: what stands in for machines while tests use the API server."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import cloud
import kubelet
from api import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api import Api

#: Seconds between two looks at the cluster, and between two heartbeats of its nodes.
_PAUSE, _BEAT = 0.3, 10
#: What becomes of a change to something that is changing or gone: not found, conflict.
_OVERTAKEN = (404, 409)


@contextmanager
def fakes(api: Api) -> Iterator[None]:
    """Have three nodes and a cloud while the block runs."""
    cloud.offer(api)
    kubelet.join(api)
    end = threading.Event()
    thread = threading.Thread(target=_run, args=(api, end), name="fakes")
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def _run(api: Api, end: threading.Event) -> None:
    beaten = time.monotonic()
    while not end.wait(_PAUSE):
        for step in (kubelet.sync, cloud.sync):
            try:
                step(api)
            except Refusal as refusal:
                if refusal.code not in _OVERTAKEN:
                    raise
        if time.monotonic() - beaten > _BEAT:
            kubelet.beat(api)
            beaten = time.monotonic()
