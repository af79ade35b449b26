"""Policies, bindings and parameters of a cluster are judged unchanged, and what cannot be is skipped aloud."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from linea_helm.errors import ConfigError
from linea_helm.policies.catalogue import policies as catalogue
from linea_helm.policies.engine import Terms, judge_release, unjudged
from linea_helm.policies.manifest import objects
from linea_helm.policies.policy import Policy
from linea_helm.policies.release import Release
from linea_helm.policies.vap.folder import compile_folder
from linea_helm.source import Source

RULES = "resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: [CREATE], resources: ['*']}]"
ANY = f"matchConstraints: {{{RULES}}}"
BINDING = "validationActions: [Deny]"
STREAM = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: c, namespace: NS, labels: {team: a}}
data: {key: value}
"""


def policy(spec, name="demo"):
    """Write a policy of this spec."""
    head = f"apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {{name: {name}}}\n"
    return head + "spec:\n" + "".join(f"  {line}\n" for line in dedent(spec).strip().split("\n"))


def binding(spec=BINDING, name="demo"):
    """Write a binding of a policy."""
    kind = "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\n"
    inner = "".join(f"  {line}\n" for line in dedent(spec).strip().split("\n"))
    return f"{kind}metadata: {{name: b-{name}}}\nspec:\n  policyName: {name}\n{inner}"


def compiled(folder, *documents):
    """Compile one file of these documents."""
    path = folder / "any.name.yaml"
    path.write_text("---\n".join(documents), encoding="utf-8")
    return [Policy(each) for each in compile_folder([str(path)])]


def judged(found, namespace="web"):
    """Give (severity, message) of each finding on a ConfigMap in a namespace, and what was skipped."""
    data = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "c", "namespace": namespace, "labels": {"team": "a"}},
        "data": {"key": "value"},
    }
    stream = Source("stream", STREAM.replace("NS", namespace))
    release = Release(objects(data, "", 0, stream.text), stream, "linea", "default")
    findings = [(each.severity, each.message) for each in judge_release(found, release, Terms(), None)]
    return findings, unjudged(found, with_values=True)


FAILING = f"{ANY}\nvalidations: [{{expression: 'false', message: wrong}}]"


@pytest.mark.parametrize(
    ("actions", "severity"),
    [("[Deny]", "error"), ("[Warn, Audit]", "warning"), ("[Audit]", "note"), ("[Audit, Deny]", "error")],
)
def test_what_the_binding_does_is_the_severity(tmp_path, actions, severity):
    """Deny is an error, Warn a warning, and what is only kept in the audit log a note."""
    found = compiled(tmp_path, policy(FAILING), binding(f"validationActions: {actions}"))
    assert judged(found) == ([(severity, "wrong")], [])


SELECTED = [
    ("matchLabels: {kubernetes.io/metadata.name: web}", True),
    ("matchLabels: {kubernetes.io/metadata.name: other}", False),
    ("matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]", True),
    ("matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, web]}]", False),
    ("matchExpressions: [{key: kubernetes.io/metadata.name, operator: DoesNotExist}]", False),
    ("matchLabels: {tier: front}", True),
    ("matchLabels: {tier: back}", False),
    ("matchExpressions: [{key: tier, operator: Exists}, {key: old, operator: DoesNotExist}]", True),
    ("matchExpressions: [{key: tier, operator: In, values: [back, front]}]", True),
    ("matchExpressions: [{key: missing, operator: NotIn, values: [x]}]", True),
    ("matchExpressions: [{key: missing, operator: In, values: ['']}]", False),
]
WEB = "apiVersion: v1\nkind: Namespace\nmetadata: {name: web, labels: {tier: front}}\n"


@pytest.mark.parametrize(("selector", "selects"), SELECTED, ids=[selector for selector, _ in SELECTED])
@pytest.mark.parametrize("where", ["policy", "binding"])
def test_a_namespace_selector_holds(tmp_path, selector, selects, where):
    """Labels come from a Namespace among the files, the name from the object; policy and binding may select."""
    match = f"matchConstraints: {{{RULES}, namespaceSelector: {{{selector}}}}}" if where == "policy" else ANY
    bound = f"{BINDING}\nmatchResources: {{namespaceSelector: {{{selector}}}}}" if where == "binding" else BINDING
    found = compiled(tmp_path, policy(FAILING.replace(ANY, match)), binding(bound), WEB)
    assert judged(found) == ([("error", "wrong")] if selects else [], [])


def test_labels_that_nobody_knows_are_no_pass(tmp_path):
    """Without a Namespace the policy is skipped; without this one the object is not judged, and both are said."""
    selector = f"{BINDING}\nmatchResources: {{namespaceSelector: {{matchLabels: {{tier: front}}}}}}"
    lone = compiled(tmp_path, policy(FAILING), binding(selector))
    assert judged(lone) == (
        [],
        [("demo", "it looks at namespaces, and no Namespace is among its files")],
    )
    known = compiled(tmp_path, policy(f"failurePolicy: Ignore\n{FAILING}"), binding(selector), WEB)
    message = "demo could not be evaluated: nothing is known of the Namespace other"
    assert judged(known, "other") == ([("error", message)], [])


def test_the_name_of_a_namespace_is_known(tmp_path):
    """A policy that reads no more of namespaceObject needs no Namespace among the files."""
    spec = f"{ANY}\nvalidations: [{{expression: \"namespaceObject.metadata.name != 'web'\", message: wrong}}]"
    found = compiled(tmp_path, policy(spec), binding())
    assert judged(found) == ([("error", "wrong")], [])
    assert judged(found, "other") == ([], [])
    more = compiled(tmp_path, policy(spec.replace("metadata.name", "metadata.labels.tier")), binding(), WEB)
    assert judged(more) == ([], [])


def test_a_binding_narrows_what_a_policy_matches(tmp_path):
    """Its rules and its object selector hold beside those of the policy."""
    for match, expected in [
        ("objectSelector: {matchLabels: {team: a}}", [("error", "wrong")]),
        ("objectSelector: {matchLabels: {team: b}}", []),
        (
            "resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: [configmaps]}]",
            [("error", "wrong")],
        ),
        ("resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]", []),
        ("excludeResourceRules: [{apiGroups: [''], apiVersions: [v1], operations: ['*'], resources: ['*']}]", []),
    ]:
        found = compiled(tmp_path, policy(FAILING), binding(f"{BINDING}\nmatchResources: {{{match}}}"))
        assert judged(found) == (expected, []), match


PARAMS = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: limits, namespace: policies, labels: {for: demo}}
data: {allowed: a}
"""
WITH_PARAMS = f"""
paramKind: {{apiVersion: v1, kind: ConfigMap}}
{ANY}
validations:
- expression: params.data.allowed == object.data.key
  messageExpression: "'only ' + params.data.allowed"
"""


@pytest.mark.parametrize(
    "ref", ["{name: limits, namespace: policies}", "{selector: {matchLabels: {for: demo}}, namespace: policies}"]
)
def test_parameters_are_taken_from_the_files(tmp_path, ref):
    """By name or by labels; each object of parameters is judged with for itself."""
    more = PARAMS.replace("name: limits", "name: others").replace("for: demo", "for: x")
    found = compiled(tmp_path, policy(WITH_PARAMS), binding(f"{BINDING}\nparamRef: {ref}"), PARAMS, more)
    assert judged(found) == ([("error", "only a")], [])


def test_parameters_without_a_namespace_are_those_of_the_object(tmp_path):
    """Without paramRef.namespace the parameters in the namespace of an object count for it."""
    found = compiled(tmp_path, policy(WITH_PARAMS), binding(f"{BINDING}\nparamRef: {{name: limits}}"), PARAMS)
    assert judged(found, "policies") == ([("error", "only a")], [])
    assert judged(found, "web") == ([], [])


AUTHORIZER = "authorizer.group('').resource('pods').check('get').allowed()"
SKIPPED = [
    (
        [policy(WITH_PARAMS), binding(f"{BINDING}\nparamRef: {{name: limits}}")],
        "its parameters, the ConfigMap limits, are not among the files",
    ),
    (
        [policy(FAILING), binding(name="other"), policy(FAILING, "other")],
        "nothing binds it, so that it does nothing in a cluster",
    ),
    ([binding()], "a binding names it, and it is not among the files"),
    ([policy(FAILING.replace("CREATE", "UPDATE")), binding()], "it judges only changes to what is in a cluster"),
    (
        [policy(f'{ANY}\nvalidations: [{{expression: "{AUTHORIZER}"}}]'), binding()],
        "validations[0] asks the authorizer, which only a cluster has",
    ),
    (
        [policy(f"matchConditions: [{{name: who, expression: authorizer.x}}]\n{FAILING}"), binding()],
        "the matchCondition who asks the authorizer, which only a cluster has",
    ),
    (
        [policy(f"variables: [{{name: v, expression: nope(1)}}]\n{FAILING}"), binding()],
        "the variable v cannot be compiled (1:1): unknown function 'nope'",
    ),
    ([policy(ANY), binding()], "it has no validations, only audit annotations"),
]


@pytest.mark.parametrize(("documents", "why"), SKIPPED, ids=[why for _, why in SKIPPED])
def test_what_cannot_be_judged_here_says_why(tmp_path, documents, why):
    """It is named among what was skipped, with the reason."""
    assert ("demo", why) in judged(compiled(tmp_path, *documents))[1]


def test_validations_that_can_be_judged_are(tmp_path):
    """One that asks the authorizer is skipped, the other one of the policy judged."""
    spec = f"{ANY}\nvalidations:\n- expression: authorizer.x\n- expression: 'false'\n  message: wrong"
    found = compiled(tmp_path, policy(spec), binding())
    assert judged(found) == (
        [("error", "wrong")],
        [("demo", "validations[0] asks the authorizer, which only a cluster has")],
    )


RULE = "{{apiGroups: [{}], apiVersions: [v1], operations: [CREATE], resources: [{}]}}"


def test_rules_that_select_nothing_are_told(tmp_path):
    """A cluster takes them and never says a word (vain.py)."""
    spec = FAILING.replace(ANY, f"matchConstraints: {{resourceRules: [{RULE.format('app', 'deployments')}]}}")
    why = (
        'its rules select nothing: matchConstraints.resourceRules[0].apiGroups[0]: there is no API group "app"; '
        'did you mean "apps"?'
    )
    assert judged(compiled(tmp_path, policy(spec), binding())) == ([], [("demo", why)])


def test_rules_for_subresources_alone_are_told(tmp_path):
    """They are in no manifest; a policy of one's own may be meant for a cluster."""
    spec = FAILING.replace(ANY, f"matchConstraints: {{resourceRules: [{RULE.format(repr(''), 'pods/exec')}]}}")
    why = "it judges only subresources, which are in no manifest"
    assert judged(compiled(tmp_path, policy(spec), binding())) == ([], [("demo", why)])
    (tmp_path / "demo.yaml").write_text(policy(spec), encoding="utf-8")
    (tmp_path / "any.name.yaml").unlink()
    mine = [each for each in catalogue([str(tmp_path)], {}) if each.id == "demo"]
    assert judged(mine) == ([], [("demo", why)])


def test_a_name_in_vain_beside_others_is_told_and_the_others_are_judged(tmp_path):
    """It is a part of the policy that is not judged, here or in a cluster."""
    rules = f"{RULE.format(repr(''), 'configmaps, Secret')}, {RULE.format('app', 'deployments')}"
    spec = FAILING.replace(ANY, f"matchConstraints: {{resourceRules: [{rules}]}}")
    secret = (
        "matchConstraints.resourceRules[0].resources[1] selects nothing: a resource is named in lower case and in the "
        'plural; write "secrets"'
    )
    app = (
        'matchConstraints.resourceRules[1].apiGroups[0] selects nothing: there is no API group "app"; '
        'did you mean "apps"?'
    )
    assert judged(compiled(tmp_path, policy(spec), binding())) == (
        [("error", "wrong")],
        [("demo", secret), ("demo", app)],
    )


AUDITED = """
validations: [{expression: "object.metadata.name != 'c'", message: m}]
auditAnnotations:
- {key: good, valueExpression: object.kind}
- {key: bad, valueExpression: object.spec.name}
- {key: asks, valueExpression: "authorizer.group('').resource('pods').check('get').reason()"}
"""


def test_an_audit_annotation_that_fails_refuses_whatever_the_binding_does(tmp_path):
    """As in a cluster: its failure is no violation that a binding could turn into a warning."""
    found = compiled(tmp_path, policy(ANY + AUDITED), binding("validationActions: [Warn]"))
    assert judged(found) == (
        [
            ("warning", "m"),
            ("error", "the audit annotation bad of demo could not be evaluated: no such key: spec"),
        ],
        [("demo", "auditAnnotations[2] asks the authorizer, which only a cluster has")],
    )


def test_conditions_variables_and_failure_policy_hold(tmp_path):
    """As in a cluster: conditions first, variables when they are read, errors as the author wants them."""
    spec = (
        "failurePolicy: Ignore\n"
        f"{ANY}\n"
        "matchConditions: [{name: c, expression: \"request.namespace == 'web' && oldObject == null\"}]\n"
        "variables: [{name: v, expression: object.data.key}, {name: w, expression: variables.v + '!'}]\n"
        "validations:\n"
        "- {expression: \"variables.w == ''\", messageExpression: variables.w}\n"
        "- {expression: object.nope == 1}"
    )
    found = compiled(tmp_path, policy(spec), binding())
    assert judged(found) == ([("error", "value!")], [])
    assert judged(found, "other") == ([], [])


def test_what_kubectl_gives_is_taken_as_it_is(tmp_path):
    """A List, status, managed fields, null and unknown fields are what a cluster writes."""
    (path := tmp_path / "all.yaml").write_text(
        dedent(
            """\
            apiVersion: v1
            kind: List
            items:
            - apiVersion: admissionregistration.k8s.io/v1
              kind: ValidatingAdmissionPolicy
              metadata: {name: demo, uid: x, managedFields: [{manager: kubectl}], annotations: null}
              spec:
                failurePolicy: Fail
                matchConstraints:
                  matchPolicy: Equivalent
                  namespaceSelector: {}
                  objectSelector: {}
                  resourceRules:
                  - {apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [configmaps], scope: '*'}
                validations: [{expression: 'false', message: wrong, reason: Forbidden}]
              status: {observedGeneration: 1}
            - apiVersion: admissionregistration.k8s.io/v1
              kind: ValidatingAdmissionPolicyBinding
              metadata: {name: demo}
              spec: {policyName: demo, validationActions: [Deny]}
            """
        ),
        encoding="utf-8",
    )
    assert judged([Policy(each) for each in compile_folder([str(path)])]) == ([("error", "wrong")], [])


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            policy("validations: [{message: x}]"),
            "ValidatingAdmissionPolicy demo: validations[0] lacks the key expression",
        ),
        (policy("validations: 1"), "ValidatingAdmissionPolicy demo: validations must be a list, not 1"),
        (binding("validationActions: [Shout]"), "must be one of Deny, Warn, Audit"),
        (policy(FAILING) + "---\n" + policy(FAILING), "two policies are called demo"),
    ],
)
def test_what_is_no_policy_is_refused(tmp_path, document, problem):
    """A mistake that an API server would not take is an error of the run."""
    with pytest.raises(ConfigError) as caught:
        compiled(tmp_path, document)
    assert problem in caught.value.problem


def test_a_folder_with_a_binding_is_a_clusters(tmp_path):
    """The catalogue takes it as it is, whatever its files are called, beside the bundled policies; and keeps it."""
    (inner := tmp_path / "from" / "cluster").mkdir(parents=True)
    (inner / "all.yml").write_text(policy(FAILING) + "---\n" + binding(), encoding="utf-8")
    environ = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    for _ in range(2):
        (found,) = (each for each in catalogue([str(tmp_path / "from")], environ) if each.id == "demo")
        assert judged([found]) == ([("error", "wrong")], [])


def test_a_policy_in_a_list_that_fails_names_the_place(tmp_path):
    """Of two policies with the same expression in what kubectl gives, the one that failed."""
    spec = f"{ANY}\nvalidations: [{{expression: object.spec.size > 1}}]"
    items = [policy(spec, "first"), policy(spec, "second"), binding(name="second")]
    text = "apiVersion: v1\nkind: List\nitems:\n"
    text += "".join(indent(each, "  ").replace("  ", "- ", 1) for each in items)
    (found,) = (each for each in compiled(tmp_path, text) if each.id == "second")
    stream = Source("stream", STREAM)
    data = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "web"}}
    release = Release(objects(data, "", 0, stream.text), stream, "linea", "default")
    (finding,) = judge_release([found], release, Terms(), None)
    line = [number for number, each in enumerate(text.split("\n"), 1) if "size" in each][1]
    column = text.split("\n")[line - 1].index("spec.size") + 1
    assert finding.why.endswith(f"the expression fails at {found.file}:{line}:{column}")
