"""What a policy costs in a cluster, expression by expression, and what `policy test` says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from apiserver_cases import cases, digest
from policytexts import ALL, policy, text, write

from linea_helm.cel.cost import CALL_LIMIT, CONDITIONS_LIMIT, POLICY_LIMIT
from linea_helm.policies.cases import run
from linea_helm.policies.catalogue import policies as catalogue
from linea_helm.policies.constraints import by_kind
from linea_helm.policies.costs import Cost
from linea_helm.policies.engine import admission
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import Policy
from linea_helm.policies.vap.foreign import Foreign
from linea_helm.policies.vap.shape import POLICY_SHAPE, known

pytestmark = pytest.mark.slow

RECORDED = json.loads((Path(__file__).parent / "vap" / "apiserver.json").read_text(encoding="utf-8"))["costs"]

SPEC = """
matchConditions:
- {name: named, expression: has(object.metadata.name)}
variables:
- {name: size, expression: object.data.size()}
- {name: unused, expression: object.data.size()}
validations:
- {expression: variables.size > 0, message: m}
- {expression: variables.size < 9, messageExpression: "string(variables.size)"}
"""
DATA = {"metadata": {"name": "a"}, "data": {"k": "v"}}


def test_each_expression_has_its_cost(tmp_path):
    """A variable costs once for the validations and once for the messages, and nothing when nobody reads it."""
    assert policy(tmp_path, ALL + SPEC).costs({"object": DATA}) == [
        Cost(("spec", "matchConditions", 0, "expression"), 2, CALL_LIMIT),
        Cost(("spec", "matchConditions"), 2, CONDITIONS_LIMIT),
        Cost(("spec", "validations", 0, "expression"), 3, CALL_LIMIT),
        Cost(("spec", "validations", 1, "expression"), 3, CALL_LIMIT),
        Cost(("spec", "variables", 0, "expression"), 3, CALL_LIMIT),
        Cost(("spec", "validations", 1, "messageExpression"), 3, CALL_LIMIT),
        Cost(("spec", "variables", 0, "expression"), 3, CALL_LIMIT),
        Cost(("spec", "validations"), 15, POLICY_LIMIT),
    ]


def test_audit_annotations_cost_by_themselves(tmp_path):
    """Variables cost once more for them, and they do not count against the limit of the validations."""
    spec = SPEC + "auditAnnotations:\n- {key: a, valueExpression: string(variables.size)}\n"
    found = policy(tmp_path, ALL + spec).costs({"object": DATA})
    assert found[7:] == [
        Cost(("spec", "validations"), 15, POLICY_LIMIT),
        Cost(("spec", "auditAnnotations", 0, "valueExpression"), 3, CALL_LIMIT),
        Cost(("spec", "variables", 0, "expression"), 3, CALL_LIMIT),
        Cost(("spec", "auditAnnotations"), 6, POLICY_LIMIT),
    ]


def test_what_a_condition_leaves_out_costs_the_condition(tmp_path):
    """Neither validations nor messages are evaluated."""
    found = policy(tmp_path, ALL + SPEC).costs({"object": {"metadata": {}}})
    assert [(cost.path[1], cost.units) for cost in found] == [("matchConditions", 2), ("matchConditions", 2)]


def test_policies_cost_what_an_api_server_counts(capsys):
    """The exported policies, on the objects of their cases as they are written, unit for unit."""
    same, differ, unknown = 0, [], 0
    for case in cases():
        if RECORDED.get(digest(case)) is None:
            unknown += 1
            continue
        judge = Policy(next(Foreign(known(case["policy"], POLICY_SHAPE), "").bound({}, {})))
        manifest = Manifest(case["object"], "", 0, "")
        found = judge.costs({"object": manifest.data, "oldObject": None, "request": admission(manifest, "default")})
        units = sum(cost.units for cost in found if cost.path == ("spec", "validations"))
        if units == RECORDED[digest(case)]:
            same += 1
        else:
            differ.append((judge.id, case["object"], units, RECORDED[digest(case)]))
    with capsys.disabled():
        print(f"\n  {same:6} same\n  {unknown:6} not recorded, or decided by the order of a map")
    assert differ == []
    assert same > 0


def test_no_bundled_policy_costs_too_much_for_the_largest_genesis():
    """A ConfigMap holds a megabyte; what is exported must not refuse it."""
    entries = ", ".join(f'"{number:040x}": {{"balance": "0x{number:x}"}}' for number in range(14_000))
    text_ = f'{{"alloc": {{{entries}}}}}'
    data = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "genesis"}, "data": {"genesis.json": text_}}
    assert 900_000 < len(text_) < 2**20
    manifest = Manifest(data, "", 0, "")
    judges = [
        judge for judge in catalogue([], {}) if judge.view == "object" and list(judge.select(by_kind([manifest])))
    ]
    bindings = {"object": data, "oldObject": None, "request": admission(manifest, "default")}
    found = [(judge.id, *cost) for judge in judges for cost in judge.costs(bindings)]
    assert [(id_, path, units) for id_, path, units, limit in found if units > limit / 10] == []
    assert found


@pytest.fixture
def tried(tmp_path):
    """Run a case with a ConfigMap of so many characters; give what came of it."""

    def run_(count):
        write(
            tmp_path,
            text(ALL + "validations: [{expression: \"object.data.a.matches('^[a-z]+[a-z]*$')\", message: m}]\n"),
        )
        object_ = f"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}, data: {{a: {'a' * count}}}}}"
        write(tmp_path, f"cases: [{{name: large, object: {object_}, expect: []}}]\n", "demo.test")
        (found,) = run(str(tmp_path))
        return found.cases[0].wrong, found.costly

    return run_


def test_a_cheap_case_says_nothing(tried):
    """Far from the limits there is nothing to say."""
    assert tried(1000) == ((), ())


def test_what_comes_near_to_the_limit_is_noted(tried):
    """The case passes."""
    where = "ConfigMap/a: spec.validations[0].expression"
    assert tried(500_000) == ((), (f"{where} costs 20% of the 1000000 units that an API server allows",))


def test_what_is_beyond_the_limit_fails_its_case(tried):
    """The object would be refused, whatever the expression says of it."""
    wrong, costly = tried(3_000_000)
    where = "ConfigMap/a: spec.validations[0].expression"
    assert wrong == (f"{where} costs more than the 1000000 units that an API server allows",)
    assert costly == ("ConfigMap/a: spec.validations costs 12% of the 10000000 units that an API server allows",)
