"""Of all that decided an expression, users are shown what they can mend."""

from __future__ import annotations

import pytest

from linea_helm import cel
from linea_helm.finding import dotted
from linea_helm.policies.culprits import culprits

POD = {
    "kind": "Pod",
    "spec": {
        "replicas": 1,
        "containers": [
            {"name": "a", "image": "besu:1", "env": [{"name": "X", "value": "1"}, {"name": "KEY", "value": "2"}]},
            {"name": "b", "image": "maru:latest", "env": [{"name": "KEY", "value": "3"}]},
            {"name": "c", "image": "x:latest"},
        ],
    },
}
NAMES = ("object", "resources", "values", "release")


def shown(expression, **bindings):
    """Give what users are shown for an expression over POD, ? behind what is missing."""
    program = cel.compile(expression, NAMES)
    bound = {
        "object": POD,
        "resources": [POD],
        "values": {"a": {"b": 1}, "c": {"d": 2, "e": 3}},
        "release": {"name": "r"},
        **bindings,
    }
    return [dotted(path) + "?" * missing for path, missing in culprits(program.blame(bound))]


@pytest.mark.parametrize(
    ("expression", "places"),
    [
        ("object.spec.replicas > 1", ["object.spec.replicas"]),
        ("object.spec.containers.all(c, !c.image.endsWith(':latest'))",
         ["object.spec.containers[1].image", "object.spec.containers[2].image"]),
        ("object.spec.containers.all(c, !has(c.env) || c.env.all(e, e.name != 'KEY' || e.value == ''))",
         ["object.spec.containers[0].env[1].value", "object.spec.containers[1].env[0].value"]),
        ("object.spec.containers.all(c, has(c.env))", ["object.spec.containers[2].env?"]),
        ("has(object.spec.strategy) && object.spec.strategy.type == 'Recreate'", ["object.spec.strategy?"]),
        ("object.kind == 'Service' && object.spec.replicas == 1", ["object.kind"]),
        ("resources[0].spec.replicas > 1", ["resources[0].spec.replicas"]),
        ("object.spec.replicas > values.a.b", ["object.spec.replicas"]),
        ("values.a.b == 2", ["values.a.b"]),
        ("object.spec.containers.all(c, c.image != 'x:latest' && size(c) > 2)", ["object.spec.containers[2].image"]),
        ("object.spec.containers[1].env[0].name != 'KEY' || size(object.spec.containers[1].env[0]) == 1",
         ["object.spec.containers[1].env[0].name"]),
        ("values.all(k, v, v.all(l, w, w < 2))", ["values.c.d", "values.c.e"]),
        ("values.all(k, k == 'a')", ["values.c"]),
        ("object.spec.containers.exists(c, values.c.all(k, k == c.name))", ["values.c.e"]),
        ("release.name == 'x'", []),
        ("1 == 2", []),
    ],
)  # fmt: skip
def test_places(expression, places):
    """One for each element that failed, guards give way to what they guard, the object's own to what it is held to."""
    assert shown(expression) == places
