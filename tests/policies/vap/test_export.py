"""What is exported is what a cluster takes, and judges as we do; what is not says why."""

from __future__ import annotations

import pytest
from kubernetes_validate import validate
from policytexts import ALL, RELEASE, VALUES, text, write

from linea_helm.bundled import POLICIES
from linea_helm.policies.catalogue import files
from linea_helm.policies.engine import Terms, unjudged, verdicts
from linea_helm.policies.manifest import objects
from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file
from linea_helm.policies.release import Release
from linea_helm.policies.vap.export import Enforced, Left, export, written
from linea_helm.policies.vap.folder import compile_folder
from linea_helm.source import Source
from linea_helm.yaml.load import read
from linea_helm.yaml.strict import parts

pytestmark = pytest.mark.slow

NAMESPACE = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {helm-linea/policies: enforced}}\n"
FILES = files(POLICIES)


def exported(folder, spec, *more, severity="error"):
    """Export a file of one policy of this spec, and of more documents."""
    return export(write(folder, "---\n".join([text(ALL + spec), *more])), severity, "prod")


@pytest.mark.parametrize(
    ("severity", "actions"), [("error", ["Deny"]), ("warning", ["Warn", "Audit"]), ("note", ["Audit"])]
)
def test_the_severity_decides_what_the_binding_does(tmp_path, severity, actions):
    """An error denies, a warning warns and is kept in the audit log, a note is only kept there."""
    (found,) = exported(tmp_path, "validations: [{expression: 'true'}]", severity=severity)
    assert found.objects[1] == {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": "demo", "annotations": {"helm-linea/profile": "prod"}},
        "spec": {
            "policyName": "demo",
            "validationActions": actions,
            "matchResources": {"namespaceSelector": {"matchLabels": {"helm-linea/policies": "enforced"}}},
        },
    }


VERSIONS = [
    ("validations: [{expression: 'object.a == 1'}]", ">=1.30"),
    ("validations: [{expression: 'isIP(object.a)'}]", ">=1.31"),
    ("variables: [{name: v, expression: 'semver(object.a)'}]\nvalidations: [{expression: 'true'}]", ">=1.34"),
    ("validations: [{expression: 'true', messageExpression: 'object.a.sort().join()'}]", ">=1.35"),
]


@pytest.mark.parametrize(("spec", "version"), VERSIONS, ids=[version for _, version in VERSIONS])
def test_a_policy_says_which_kubernetes_it_needs(tmp_path, spec, version):
    """The newest thing that any expression uses decides."""
    (found,) = exported(tmp_path, spec)
    assert found.objects[0]["metadata"]["annotations"] == {"helm-linea/kubernetes": version}


LEFT = [
    ("validations: [{expression: 'math.abs(1) == 1'}]", 17, "Kubernetes has no function 'math.abs'"),
    ("validations: [{expression: '[1, object.a] == []'}]", 21, "an API server does not let a list hold int and dyn"),
    (
        "validations: [{expression: 'object.a'}]",
        17,
        "an API server takes no expression that may give something else; nobody knows its type before there is data",
    ),
    (
        "validations: [{expression: 'true', messageExpression: 'object.a'}]",
        17,
        (
            "an API server takes no messageExpression that may give something else; "
            "nobody knows its type before there is data"
        ),
    ),
    (
        "variables: [{name: v, expression: 'object.?a'}]\nvalidations: [{expression: 'variables.v.?b.hasValue()'}]",
        26,
        "an API server finds nothing in the optional value of variables.v; use orValue",
    ),
    (
        "validations:\n- expression: |-\n    object.a == // one\n    1",
        None,
        "an API server asks for a message beside an expression of several lines",
    ),
    (
        "validations:\n- expression: 'true'\n  message: |-\n    one\n    two",
        None,
        "an API server takes no message of several lines",
    ),
]


@pytest.mark.parametrize(("spec", "column", "why"), LEFT, ids=[why for _, _, why in LEFT])
def test_what_an_api_server_refuses_stays_here(tmp_path, spec, column, why):
    """Such a policy is left with the reason, where it stands."""
    (found,) = exported(tmp_path, spec)
    assert (found.id, found.kind, found.why) == ("demo", "ValidatingAdmissionPolicy", f"is refused by a cluster: {why}")
    assert found.at is not None


def test_an_expression_of_several_lines_without_a_message_gets_one_line(tmp_path):
    """Its text is the message, and a message has one line; nothing else changes."""
    (found,) = exported(tmp_path, "validations:\n- expression: |-\n    object.a ==\n      'b'")
    assert found.objects[0]["spec"]["validations"] == [{"expression": "object.a == 'b'"}]


def test_the_types_of_variables_are_known(tmp_path):
    """A variable that gives a bool makes an expression that does, and request has its fields."""
    (found,) = exported(
        tmp_path,
        "variables: [{name: v, expression: 'request.operation == \"CREATE\"'}]\n"
        "validations: [{expression: variables.v, messageExpression: request.name}]",
    )
    assert isinstance(found, Enforced)


def test_documents_that_a_cluster_cannot_judge_stay_here(tmp_path):
    """Values and whole releases are nothing that a cluster sees; each document says so for itself."""
    values = text("validations: [{expression: 'true'}]", VALUES)
    release = text("validations: [{expression: 'resources.size() > 0 && values.a == profile'}]", RELEASE)
    found = exported(tmp_path, "validations: [{expression: 'true'}]", values, release)
    assert [type(each) for each in found] == [Enforced, Left, Left]
    assert [(each.kind, each.why) for each in found[1:]] == [
        ("ValuesPolicy", "judges values, which a cluster never sees"),
        ("ReleasePolicy", "reads profile and resources and values; a cluster sees one object at a time"),
    ]


def test_two_documents_of_one_policy_get_two_names(tmp_path):
    """Objects of a cluster need names of their own; the binding names its policy."""
    found = exported(tmp_path, "validations: [{expression: 'true'}]", text(ALL + "validations: [{expression: 'true'}]"))
    assert [each.objects[0]["metadata"]["name"] for each in found] == ["demo", "demo-2"]
    assert [each.objects[1]["spec"]["policyName"] for each in found] == ["demo", "demo-2"]


def test_the_text_says_what_is_not_in_it(tmp_path):
    """The head of the stream names the profile, the label, and what stayed here."""
    found = exported(
        tmp_path, "validations: [{expression: 'true'}]", text("validations: [{expression: 'true'}]", VALUES)
    )
    assert written(found, "dev").split("---\n")[0] == (
        "# Made by helm linea policy export --profile dev.\n"
        "# A namespace is judged when it has the label: kubectl label namespace NAME helm-linea/policies=enforced\n"
        "# Not here: demo (ValuesPolicy) judges values, which a cluster never sees\n"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.rpartition("/")[2])
def test_a_bundled_policy_exports_or_says_why(path):
    """Nothing that is written for a cluster is refused by one."""
    found = export(path, "error", "prod")
    refused = [each.why for each in found if isinstance(each, Left) and each.kind == "ValidatingAdmissionPolicy"]
    assert found
    assert refused == []


@pytest.mark.parametrize("version", ["1.30", "1.33", "1.37"])
def test_the_objects_fit_the_schemas_of_kubernetes(version):
    """Strictly: no unknown field, no wrong type."""
    made = [each for path in FILES for each in export(path, "warning", "prod") if isinstance(each, Enforced)]
    assert made
    for each in made:
        for data in each.objects:
            validate(data, version, strict=True)


def judged(policies, release):
    """Give what policies say of a release, in an order; all of them can judge it."""
    assert unjudged(policies, with_values=True) == []
    found = [verdict for policy in policies for verdict, _ in verdicts(policy, release, Terms("prod"), {})]
    return sorted((verdict.path, verdict.validation, verdict.failed) for verdict in found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.rpartition("/")[2])
def test_what_is_read_back_judges_as_before(path, tmp_path):
    """An exported policy, imported with its binding, has the same verdicts on all of the policy's cases."""
    found = [each for each in export(path, "error", "prod") if isinstance(each, Enforced)]
    before = [Policy(compiled) for compiled in compile_file(path) if compiled["view"] == "object"]
    after = [Policy(compiled) for compiled in compile_folder([write(tmp_path, written(found, "prod") + NAMESPACE)])]
    assert len(before) == len(after)
    for case in parts(read(path.removesuffix(".yaml") + ".test.yaml"), "")[0].data["cases"]:
        given = [case["object"]] if "object" in case else case.get("resources", [])
        manifests = [manifest for data in given for manifest in objects(data, "", 0, "")]
        release = Release(manifests, Source("", ""), "linea", "default")
        assert judged(after, release) == judged(before, release), case["name"]
