"""Which objects matchConstraints select, as the admission matcher of the API server decides."""

from __future__ import annotations

import pytest

from linea_helm.policies.constraints import Constraints, by_kind
from linea_helm.policies.manifest import Manifest

EVERYTHING = (("*",), ("*",), ("*",), (), "*")


def manifest(api_version="apps/v1", kind="Deployment", name="besu", labels=None):
    """Make an object; `labels` may be what no labels are."""
    return Manifest({"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "labels": labels}}, "", 0, "")


def rule(groups="*", versions="*", resources="*", names="", scope="*"):
    """Make a rule out of words."""
    return (*(tuple(words.split(",")) for words in (groups, versions, resources)), tuple(names.split()), scope)


def selects(constraints, manifest):
    """Tell whether one object is selected."""
    return list(constraints.select(by_kind([manifest]))) == [manifest]


@pytest.mark.parametrize(
    ("rule", "manifest", "selected"),
    [
        (rule(), manifest(), True),
        (rule(groups="apps"), manifest(), True),
        (rule(groups=""), manifest(), False),
        (rule(groups=""), manifest("v1", "Pod"), True),
        (rule(groups="apps,"), manifest("v1", "Pod"), True),
        (rule(groups="app"), manifest(), False),
        (rule(versions="v1"), manifest(), True),
        (rule(versions="v1beta1,v2"), manifest(), False),
        (rule(resources="deployments"), manifest(), True),
        (rule(resources="Deployment"), manifest(), False),
        (rule(resources="endpoints"), manifest("v1", "Endpoints"), True),
        (rule(resources="linearollups"), manifest("linea.build/v1", "LineaRollup"), True),
        (rule(resources="pods/exec"), manifest("v1", "Pod"), False),
        (rule(resources="pods/*"), manifest("v1", "Pod"), True),
        (rule(resources="*/*"), manifest(), True),
        (rule(resources="*/scale"), manifest(), False),
        (rule(names="besu maru"), manifest(), True),
        (rule(names="maru"), manifest(), False),
        (rule(scope="Namespaced"), manifest(), True),
        (rule(scope="Namespaced"), manifest("v1", "Namespace"), False),
        (rule(scope="Cluster"), manifest("v1", "Namespace"), True),
        (rule(scope="Cluster"), manifest(), False),
        (rule(scope="Namespaced"), manifest("linea.build/v1", "LineaRollup"), True),
    ],
)
def test_a_rule_selects(rule, manifest, selected):
    """Group, version, resource, name and scope all have to fit."""
    assert selects(Constraints((rule,), (), (), ()), manifest) is selected


def test_any_rule_is_enough_and_none_selects_nothing():
    """Rules are alternatives."""
    assert selects(Constraints((rule(groups="batch"), rule(groups="apps")), (), (), ()), manifest())
    assert not selects(Constraints((), (), (), ()), manifest())


def test_what_is_excluded_wins():
    """Also when only the name is excluded, and only that name."""
    constraints = Constraints((EVERYTHING,), (rule(resources="deployments", names="besu"),), (), ())
    assert not selects(constraints, manifest(name="besu"))
    assert selects(constraints, manifest(name="maru"))
    assert selects(constraints, manifest(kind="StatefulSet", name="besu"))


@pytest.mark.parametrize(
    ("wanted", "requirements", "labels", "selected"),
    [
        ((("a", "1"),), (), {"a": "1", "b": "2"}, True),
        ((("a", "1"),), (), {"a": "2"}, False),
        ((("a", "1"), ("b", "2")), (), {"a": "1"}, False),
        ((("a", "1"),), (), None, False),
        ((("a", "1"),), (), ["a"], False),
        ((), (("a", "In", ("1", "2")),), {"a": "2"}, True),
        ((), (("a", "In", ("1", "2")),), {"a": "3"}, False),
        ((), (("a", "In", ("1", "2")),), {}, False),
        ((), (("a", "NotIn", ("1",)),), {"a": "2"}, True),
        ((), (("a", "NotIn", ("1",)),), {}, True),
        ((), (("a", "NotIn", ("1",)),), {"a": "1"}, False),
        ((), (("a", "Exists", ()),), {"a": ""}, True),
        ((), (("a", "Exists", ()),), None, False),
        ((), (("a", "DoesNotExist", ()),), {"a": ""}, False),
        ((), (("a", "DoesNotExist", ()),), {"b": "1"}, True),
        ((("a", "1"),), (("b", "Exists", ()),), {"a": "1"}, False),
    ],
)
def test_an_object_selector(wanted, requirements, labels, selected):
    """Labels and requirements must all hold; an object without labels has none."""
    assert selects(Constraints((EVERYTHING,), (), wanted, requirements), manifest(labels=labels)) is selected


def test_objects_come_kind_by_kind():
    """Each once, in the order of the stream within its kind, whatever rule selects it."""
    objects = [manifest(name="a"), manifest("v1", "Pod", "b"), manifest(name="c"), manifest("v1", "Node", "d")]
    constraints = Constraints((rule(groups="apps,"), EVERYTHING), (rule(resources="nodes"),), (), ())
    assert [chosen.name for chosen in constraints.select(by_kind(objects))] == ["a", "c", "b"]
