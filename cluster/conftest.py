"""One control plane for all tests, and a namespace for each."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from helms import MAJORS
from homes import Home

import customresources
from api import Refusal
from build import program
from fakes import fakes
from plane import Plane, control_plane, wait
from space import RESTRICTED, Space, make_namespace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_numbers = count(1)
#: What the values of ci/everything-values.yaml name.
_PRIORITY = {
    "apiVersion": "scheduling.k8s.io/v1",
    "kind": "PriorityClass",
    "metadata": {"name": "chain"},
    "value": 1000,
}


@pytest.fixture(scope="session")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plane]:
    """A control plane with nodes, a cloud, and the custom resources that the chart renders."""
    if not program().is_file():
        pytest.fail("there is no control plane; run: make cluster", pytrace=False)
    with control_plane(program(), tmp_path_factory.mktemp("plane")) as plane:
        for path in customresources.teach(plane.api):
            wait(lambda path=path: _is_served(plane, path), plane.folder / "apiserver.log")
        make_namespace(plane.api, "monitoring")
        plane.api.create("/apis/scheduling.k8s.io/v1/priorityclasses", _PRIORITY)
        with fakes(plane.api):
            yield plane


@pytest.fixture
def space(plane: Plane, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Space]]:
    """A namespace that admits restricted pods only, for one Helm version."""
    made: list[str] = []

    def make(version: str = MAJORS[0]) -> Space:
        name = f"linea-{next(_numbers)}"
        make_namespace(plane.api, name, **RESTRICTED)
        made.append(name)
        return Space(plane.api, plane.kubeconfig(), name, Home(tmp_path_factory.mktemp(name), version))

    yield make
    for name in made:
        plane.api.delete(f"/api/v1/namespaces/{name}")
    # The chart's own names, which the next release has, too.
    plane.api.delete("/apis/monitoring.coreos.com/v1/namespaces/monitoring/servicemonitors")


def _is_served(plane: Plane, path: str) -> bool:
    try:
        plane.api.get(path)
    except Refusal:
        return False
    return True
