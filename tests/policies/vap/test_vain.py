"""Rules of a cluster's policies that select nothing, and rules near to them that do."""

from __future__ import annotations

import pytest

from linea_helm.policies.vap.vain import gaps, nothing


def rule(groups="apps", versions="v1", resources="deployments", operations="CREATE", **more):
    """Make one rule; groups, versions, resources and operations are words, and CORE is the core group."""
    words = {"apiGroups": groups, "apiVersions": versions, "resources": resources, "operations": operations}
    lists = {key: ["" if word == "CORE" else word for word in text.split()] for key, text in words.items()}
    return {**lists, **more}


ANY = rule("*", "*", "*", "*")
APP = 'matchConstraints.resourceRules[0].apiGroups[0]: there is no API group "app"; did you mean "apps"?'
VERSION = '"apps/v1" is a group and a version; write apiGroups: [apps] and apiVersions: [v1]'
JOBS = '"jobs" is not in these API groups, but in batch'
SCOPE = "pods and services are in a namespace, so that scope: Cluster leaves nothing"
SINGULAR = 'there is no resource "deployment" in these API groups; did you mean "deployments"?'
OTHER = "its binding selects nothing of what its rules select"
OUT = "excludeResourceRules leave out all that its rules select"
DEAD = "its rules select nothing:"

#: resourceRules of a policy, matchResources of its binding, and why nothing comes of them.
IN_VAIN = [
    ([], {}, "it has no resourceRules, so that it selects nothing"),
    ([rule("app")], {}, f"{DEAD} {APP}"),
    ([rule("app"), rule(resources="Deployment")], {}, f"{DEAD} {APP}"),
    (
        [rule(versions="apps/v1")],
        {},
        f"{DEAD} matchConstraints.resourceRules[0].apiVersions[0]: {VERSION}",
    ),
    ([rule("CORE apps", resources="jobs")], {}, f"{DEAD} matchConstraints.resourceRules[0].resources[0]: {JOBS}"),
    (
        [rule("CORE", resources="pods services", scope="Cluster")],
        {},
        f"{DEAD} matchConstraints.resourceRules[0].scope: {SCOPE}",
    ),
    ([rule("")], {}, f"{DEAD} matchConstraints.resourceRules[0].apiGroups: it is empty"),
    (
        [ANY],
        {"resourceRules": [rule(resources="deployment")]},
        f"{DEAD} matchResources.resourceRules[0].resources[0]: {SINGULAR}",
    ),
    (
        [ANY],
        {"resourceRules": [rule(operations="UPDATE")]},
        "its binding selects only changes to what is in a cluster",
    ),
    ([rule()], {"resourceRules": [rule(resources="statefulsets"), rule("batch", resources="*")]}, OTHER),
    ([rule(resourceNames=["a", "b"])], {"resourceRules": [rule(resourceNames=["c"])]}, OTHER),
    ([rule(scope="Cluster", resources="*")], {"resourceRules": [rule(scope="Namespaced", resources="*")]}, OTHER),
    ([rule()], {"excludeResourceRules": [rule(resources="*/*")]}, OUT),
    ([rule()], {"excludeResourceRules": [ANY]}, OUT),
    ([ANY], {"resourceRules": [rule()], "excludeResourceRules": [rule(resources="*")]}, OUT),
]


@pytest.mark.parametrize(("rules", "match", "why"), IN_VAIN)
def test_nothing_is_selected(rules, match, why):
    """By no object that a release could hold."""
    assert nothing({"resourceRules": rules}, match) == why


#: As above, where something is selected, or nobody here can know.
ALIVE = [
    ([rule("apps batch", resources="deployments jobs")], {}),
    ([rule("CORE", resources="gizmos")], {}),
    ([rule("linea.build", resources="chains", scope="Cluster")], {}),
    ([rule("CORE", resources="namespaces nodes", scope="Cluster")], {}),
    ([rule(resourceNames=["a", "b"])], {"resourceRules": [rule(resourceNames=["b"])]}),
    ([rule()], {"resourceRules": [rule("*", resources="deployments/*")]}),
    ([rule()], {"excludeResourceRules": [rule(resourceNames=["b"])]}),
    ([rule()], {"excludeResourceRules": [rule(operations="UPDATE")]}),
    ([rule()], {"excludeResourceRules": [rule(resources="deployments/scale")]}),
    ([rule(resources="*")], {"excludeResourceRules": [rule(resources="*", scope="Cluster")]}),
    ([rule(resources="deployments statefulsets")], {"excludeResourceRules": [rule()]}),
    # What only changes is told of all policies.
    ([rule(operations="UPDATE")], {}),
]


@pytest.mark.parametrize(("rules", "match"), ALIVE)
def test_something_is_selected(rules, match):
    """By an object that a release could hold, as far as anybody knows."""
    assert nothing({"resourceRules": rules}, match) == ""
    assert list(gaps({"resourceRules": rules}, match)) == []


def test_a_name_in_vain_beside_others_is_a_gap():
    """In the rules of a policy and in those of its binding."""
    own = {"resourceRules": [rule("apps linea"), rule(resources="deployment")]}
    match = {"resourceRules": [rule(resources="deployments jobs")]}
    assert nothing(own, match) == ""
    assert list(gaps(own, match)) == [
        'matchConstraints.resourceRules[0].apiGroups[1] selects nothing: there is no API group "linea"',
        f"matchConstraints.resourceRules[1].resources[0] selects nothing: {SINGULAR}",
        f"matchResources.resourceRules[0].resources[1] selects nothing: {JOBS}",
    ]
