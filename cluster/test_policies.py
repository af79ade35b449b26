"""Exported policies in a real API server: it takes them all, and judges the objects of their cases as we do."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import NamedTuple

import pytest
import yaml
from apiserver_cases import cases
from helms import MAJORS
from homes import PROJECT, Home
from linea_helm.policies.kinds import plural
from renders import SCENARIOS, scenario

from api import Refusal
from plane import settled
from space import NOT_TAUGHT, Space, make_namespace, values
from verdicts import compiled, ours, theirs
from whole import whole

pytestmark = pytest.mark.helm

_API = "/apis/admissionregistration.k8s.io/v1"
_POLICIES, _BINDINGS = f"{_API}/validatingadmissionpolicies", f"{_API}/validatingadmissionpolicybindings"
#: The label by which a namespace asks for the exported bindings, and one for copies of them that warn only.
ENFORCED = {"helm-linea/policies": "enforced"}
HEARD = {"linea.test/policies": "heard"}
#: The cases' objects are not all as the standard "restricted" wants them.
OPEN = {f"pod-security.kubernetes.io/{mode}": "privileged" for mode in ("enforce", "warn")}


#: Made last: when it is heard, so are all others.
_RULE = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"]}
SENTINEL = (
    {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": "sentinel"},
        "spec": {
            "matchConstraints": {"resourceRules": [_RULE]},
            "validations": [{"expression": "false", "message": "is heard"}],
        },
    },
    {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "sentinel"},
        "spec": {
            "policyName": "sentinel",
            "validationActions": ["Warn"],
            "matchResources": {"namespaceSelector": {"matchLabels": HEARD}},
        },
    },
)


#: What a server fills in before policies see an object, which is why they say something else there.
FILLED_IN = {
    "placeholder-left-2": "the server makes data of stringData",
    "storage-class-unset-2": "the server writes the default class into a claim",
}
ANY_CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "any"}}


class Exported(NamedTuple):
    """What the export gave: the objects, and the policies among them compiled; the ids that deny."""

    objects: list
    policies: list
    deny: set


@pytest.fixture(scope="module")
def exported(plane, tmp_path_factory):
    """The exported policies in the cluster, with their own bindings, and others that say all and deny nothing."""
    space = Space(plane.api, plane.kubeconfig(), "default", Home(tmp_path_factory.mktemp("exported"), MAJORS[0]))
    command = (sys.executable, "-m", "linea_helm.cli", "policy", "export", "--output", "policies.yaml")
    done = space.run(*command, PYTHONPATH=str(PROJECT))
    assert done.returncode == 0, done.stderr
    done = space.kubectl("apply", "--server-side", "--validate=strict", "-f", "policies.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    objects = list(yaml.safe_load_all((space.home.folder / "policies.yaml").read_text("utf-8")))
    plane.api.create(_POLICIES, SENTINEL[0])
    policies = [found for found in objects if found["kind"] == "ValidatingAdmissionPolicy"]
    bindings = [found for found in objects if found["kind"] == "ValidatingAdmissionPolicyBinding"]
    for binding in [*map(warning, bindings), SENTINEL[1]]:
        plane.api.create(_BINDINGS, binding)
    deny = {each["spec"]["policyName"] for each in bindings if "Deny" in each["spec"]["validationActions"]}
    return Exported(objects, [compiled(policy) for policy in policies], deny)


def warning(binding):
    """Give a copy of a binding that warns, for other namespaces."""
    spec = {
        "policyName": binding["spec"]["policyName"],
        "validationActions": ["Warn"],
        "matchResources": {"namespaceSelector": {"matchLabels": HEARD}},
    }
    return {**binding, "metadata": {"name": f"{binding['metadata']['name']}-heard"}, "spec": spec}


def collection(space, data):
    """Give the path of the collection that an object belongs to."""
    group = data["apiVersion"] if "/" in data["apiVersion"] else ""
    return space.path(f"{group}/{plural(data['kind'])}" if group else plural(data["kind"]))


def objects_of_cases():
    """Give each object of the bundled policies' cases once, completed so that a server may take it."""
    found = {json.dumps(case["object"], sort_keys=True): case["object"] for case in cases()}
    return [named(whole(data)) for data in found.values()]


def named(data):
    """Name an object that only says how its name begins: a server makes up another each time, and messages hold it."""
    metadata = data["metadata"]
    begin = metadata.get("generateName")
    return data if metadata.get("name") or not begin else {**data, "metadata": {**metadata, "name": f"{begin}x"}}


def objects_of_scenarios():
    """Give the objects of the chart with each of its ci values files, hooks included."""
    found = {json.dumps(made, sort_keys=True): made for name in SCENARIOS for made in scenario(name)}
    objects = [made for made in found.values() if made["kind"] not in NOT_TAUGHT]
    return [{**made, "metadata": {**made["metadata"], "namespace": "policies-heard"}} for made in objects]


def asked(space, data):
    """Ask the server to create an object without doing it: what became of it, and its warnings, or its refusal."""
    try:
        return space.api.create(collection(space, data), data, dry_run=True)
    except Refusal as refusal:
        return refusal


def test_a_server_takes_every_policy_and_finds_no_wrong_type(plane, exported):
    """The type checker of the server, which knows every built-in kind, has nothing to say of any expression."""

    def checked():
        return {found["metadata"]["name"]: found.get("status", {}) for found in plane.api.items(_POLICIES)}

    names = {policy.id for policy in exported.policies} | {"sentinel"}
    seen = settled(lambda: {name for name, status in checked().items() if "typeChecking" in status}, names)
    assert seen == names
    warnings = {name: status["typeChecking"] for name, status in checked().items()}
    assert {name: found["expressionWarnings"] for name, found in warnings.items() if found} == {}


@pytest.fixture(scope="module")
def heard(plane, exported):
    """A namespace in which every policy says what it thinks, and one in which the export's own bindings hold."""
    spaces = []
    for name, labels in (("heard", HEARD), ("enforced", ENFORCED)):
        make_namespace(plane.api, f"policies-{name}", **OPEN, **labels)
        spaces.append(Space(plane.api, plane.kubeconfig(), f"policies-{name}", None))
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "any"}}
    assert settled(lambda: theirs(asked(spaces[0], config)[1]), {("sentinel", "is heard")}) == {
        ("sentinel", "is heard")
    }
    plane.api.delete(f"{_BINDINGS}/sentinel")
    assert settled(lambda: theirs(asked(spaces[0], config)[1]), set()) == set()
    return spaces


def compare(exported, space, objects):
    """Compare a server's verdicts with ours: what was counted, and the objects with verdicts that nothing explains."""
    board, differ = Counter(), []
    for data in objects:
        answer = asked(space, data)
        if isinstance(answer, Refusal):
            board[f"not taken by the server: {answer.reason or 'NotFound'}"] += 1
            continue
        seen, told = answer[0], theirs(answer[1])
        written = ours(exported.policies, data, space.name)
        filled = {name for name, _ in written ^ told}
        if told != ours(exported.policies, seen, space.name) or not filled <= FILLED_IN.keys():
            differ.append((data, told, written))
        else:
            board.update([FILLED_IN[name] for name in filled] or ["same"])
    return board, differ


@pytest.mark.parametrize("source", [objects_of_cases, objects_of_scenarios])
def test_a_server_judges_as_we_do(source, exported, heard, capsys):
    """Every object that a server takes has the same verdicts with the same messages there and here."""
    board, differ = compare(exported, heard[0], source())
    with capsys.disabled():
        print(f"\n{source.__name__}\n" + "\n".join(f"  {count:6} {what}" for what, count in board.most_common()))
    assert differ == []
    assert board["same"] > 0


def test_a_violation_is_refused_where_the_label_is(exported, heard):
    """The export's own bindings refuse what is an error in prod, name the policy and say why; all else goes through."""
    open_, enforced = heard
    refused = 0
    for data in objects_of_cases():
        answer = asked(open_, data)
        if isinstance(answer, Refusal):
            continue
        denied = {verdict for verdict in theirs(answer[1]) if verdict[0] in exported.deny}
        answer = asked(enforced, data)
        assert isinstance(answer, Refusal) == bool(denied)
        if denied:
            refused += 1
            # A refusal names one of them, and not always the same.
            assert (answer.code, len(theirs([str(answer)]) & denied)) == (422, 1)
    assert refused > 0


def test_the_chart_is_installed_where_its_policies_hold(exported, space):
    """Production values break no policy that denies; user 0 does, and Helm says which policy it is."""
    space = space()
    space.kubectl("label", "namespace", space.name, "helm-linea/policies=enforced").check_returncode()
    space.make_keys()
    space.make_backup_password()
    done = space.install(*values("production-eks"))
    assert done.returncode == 0, done.stderr
    done = space.upgrade(*values("production-eks"), "--set", "sequencer.podSecurityContext.runAsUser=0")
    assert done.returncode == 1
    # Helm 4 says it twice, in a warning first.
    said = done.stderr.strip().splitlines()[-1]
    assert theirs([said]) == {("privileged-or-root", "the container runs as root")}
