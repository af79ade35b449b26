"""A policy file is compiled or refused at the exact place; nothing in it is ignored."""

from __future__ import annotations

import marshal

import pytest
from marking import marked, place
from policytexts import ADMISSION, ALL, RELEASE, VALUES, text, write

from linea_helm.errors import ConfigError, InputError
from linea_helm.policies.policyfile import compile_file

GOOD = ALL + "validations:\n- expression: object.kind == 'Pod'\n"


def refused(folder, content, name="demo"):
    """Check that a file is refused where « and » stand; give the problem."""
    expected = marked(content)
    with pytest.raises(ConfigError) as caught:
        compile_file(write(folder, expected.text, name))
    assert place(caught.value.at) == expected.place
    assert caught.value.fix == "see docs/writing-a-policy.md"
    return caught.value.problem


def test_a_compiled_policy_is_plain_data(tmp_path):
    """What comes out survives marshal, so that it can be kept between runs."""
    compiled = compile_file(write(tmp_path, text(GOOD)))
    assert marshal.loads(marshal.dumps(compiled)) == compiled  # noqa: S302 - what we have just made
    assert [document["id"] for document in compiled] == ["demo"]


def test_every_document_gets_the_annotations_of_the_first(tmp_path):
    """Severity and documentation stand once, in the first document."""
    annotations = "{helm-linea/severity: warning, helm-linea/severity-dev: note, helm-linea/why: w, helm-linea/fix: f}"
    content = text(GOOD, annotations=annotations) + "---\n" + text("validations: [{expression: 'true'}]", VALUES)
    first, second = compile_file(write(tmp_path, content))
    for document in (first, second):
        assert document["severities"] == {"prod": "warning", "dev": "note"}
        assert (document["why"], document["fix"], document["docs"], document["mandatory"]) == ("w", "f", "", False)
    assert [first["view"], second["view"]] == ["object", "values"]


def test_a_policy_without_annotations_is_an_error_everywhere(tmp_path):
    """An existing ValidatingAdmissionPolicy can be dropped into a folder as it is."""
    (document,) = compile_file(write(tmp_path, text(GOOD)))
    assert document["severities"] == {"prod": "error", "dev": "error"}


def test_all_of_a_validating_admission_policy_is_understood(tmp_path):
    """Keys that change nothing before a release is in a cluster are accepted: audits, match policy, reasons."""
    spec = """
    failurePolicy: Ignore
    matchConstraints:
      matchPolicy: Equivalent
      objectSelector: {matchLabels: {a: b}, matchExpressions: [{key: c, operator: Exists}]}
      resourceRules:
      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods], scope: Namespaced}
      excludeResourceRules:
      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods], resourceNames: [x]}
    matchConditions: [{name: c, expression: 'true'}]
    variables: [{name: v, expression: object.kind}]
    auditAnnotations: [{key: k, valueExpression: "'kind ' + variables.v"}]
    validations: [{expression: variables.v == 'x', message: m, messageExpression: "'m'", reason: Forbidden}]
    """
    (document,) = compile_file(write(tmp_path, text(spec)))
    rules = (("",), ("v1",), ("pods",))
    assert document["constraints"] == (
        ((*rules, (), "Namespaced"),),
        ((*rules, ("x",), "*"),),
        (("a", "b"),),
        (("c", "Exists", ()),),
    )
    assert document["ignores_errors"] is True


def test_rules_for_other_operations_are_left_out(tmp_path):
    """A release in the making is created; what is updated, deleted or connected to cannot be seen yet."""
    spec = """
    matchConstraints:
      resourceRules:
      - {apiGroups: [""], apiVersions: [v1], operations: [UPDATE, DELETE], resources: [pods]}
      - {apiGroups: [""], apiVersions: [v1], operations: [UPDATE, CREATE], resources: [services]}
    validations: [{expression: "true"}]
    """
    (document,) = compile_file(write(tmp_path, text(spec)))
    assert [rule[2] for rule in document["constraints"][0]] == [("services",)]


@pytest.mark.parametrize(
    ("validation", "message"),
    [
        ("{expression: ' object.a == 1 '}", "failed expression: object.a == 1"),
        ("{expression: 'true', message: ' said '}", "said"),
    ],
)
def test_a_validation_without_a_message_says_its_expression(tmp_path, validation, message):
    """As the API server words it."""
    (document,) = compile_file(write(tmp_path, text(ALL + f"validations: [{validation}]")))
    assert document["validations"][0][1] == message


@pytest.mark.parametrize(
    "scalar",
    [
        pytest.param("expression: object.kind == «n»ope && true", id="plain"),
        pytest.param("expression: object.kind\n    == «n»ope && true", id="plain over lines"),
        pytest.param("expression: 'object.kind == ''x'' && «n»ope'", id="single quotes"),
        pytest.param(r'expression: "\"\x41\\t\u00e9\" +\t\"\\n\" ==\n«n»ope"', id="double quotes"),
        pytest.param('expression: "true && \\\n    «n»ope"', id="double quotes, folded"),
        pytest.param("expression: |\n    object.kind == 'Pod' &&\n      «n»ope", id="literal"),
        pytest.param("expression: |2-\n      true &&\n      «n»ope", id="literal with an indicator"),
        pytest.param("expression: >-  # folded\n    object.kind == 'Pod' &&\n\n    «n»ope", id="folded"),
        pytest.param("expression: &a >-\n    true && «n»ope", id="anchor"),
        pytest.param("expression: !!str &a\n    true && «n»ope", id="tag and anchor"),
        pytest.param("expression: \"'ä' + '😀' == «n»ope\"", id="wide characters"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_mistake_in_an_expression_is_shown_at_its_character(tmp_path, scalar, line_end):
    """Quotes, escapes, folds and line ends between the text and the value do not move the place."""
    content = text(ALL + "validations:\n- message: m\n  " + scalar + "\n").replace("\n", line_end)
    assert refused(tmp_path, content) == "unknown variable 'nope'"


def test_an_expression_that_ends_too_early_is_shown_at_its_end(tmp_path):
    """There is no character at the place of the mistake: the last one is shown."""
    assert "end" in refused(tmp_path, text(ALL + "validations:\n- expression: object.kind =«=»\n"))


def test_an_expression_behind_an_alias_is_shown_at_the_alias(tmp_path):
    """The same text may be right elsewhere."""
    spec = ALL + "variables:\n- {name: a, expression: &x \"'a'\"}\nvalidations:\n- expression: «*x»\n"
    assert refused(tmp_path, text(spec)) == "expression must give a bool, not a string"


def test_a_mistake_in_a_later_document_is_shown_there(tmp_path):
    """Lines count from the start of the file, comments and empty documents included."""
    last = text("validations:\n- expression: «n»ope\n", VALUES)
    content = "# head\n---\n" + text(GOOD) + "---\n# nothing\n---\n" + last
    assert refused(tmp_path, content) == "unknown variable 'nope'"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            "«failurPolicy»: Fail",
            (
                'unknown key "failurPolicy"; did you mean "failurePolicy"? Known keys: failurePolicy, '
                "matchConditions, variables, validations, matchConstraints, auditAnnotations, paramKind"
            ),
        ),
        ("failurePolicy: «fail»", 'failurePolicy must be one of Fail, Ignore, not "fail"'),
        ("matchConditions: «{}»", "matchConditions must be a list, not a mapping"),
        ("matchConditions: [«{name: a}»]", "matchConditions[0] lacks the key expression"),
        ("variables: [{name: a, expression: «5»}]", "expression must be a text, not 5; put quotes around it"),
        ("«variables»:", "variables must be a list, not nothing; leave the key out"),
        (
            "«paramKind»: {apiVersion: v1, kind: ConfigMap}",
            ("paramKind cannot be used: there is no cluster here to take parameters from; write them into a variable"),
        ),
        ("variables: [{name: «a-b», expression: 'true'}]", '"a-b" cannot name a variable'),
        ("variables: [{name: a, expression: 'true'}, {name: «a», expression: 'true'}]", 'two variables are called "a"'),
        (
            "matchConditions: [{name: a, expression: 'true'}, {name: «a», expression: 'true'}]",
            'two matchConditions are called "a"',
        ),
        ("matchConditions: [{name: a, expression: \"«'»a'\"}]", "expression must give a bool, not a string"),
        ("auditAnnotations: [{key: a, valueExpression: '«1» == 1'}]", "valueExpression must give a string, not a bool"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, wrong, problem):
    """Unknown keys, wrong types and what only a cluster knows are never ignored."""
    assert refused(tmp_path, text(GOOD + wrong + "\n")) == problem


def _rule(groups, versions, resources):
    named = f"apiGroups: {groups}, apiVersions: {versions}, operations: [CREATE], resources: {resources}"
    return f"resourceRules: [{{{named}}}]"


@pytest.mark.parametrize(
    "rule",
    [
        _rule("['*']", "['*']", "['*']"),
        _rule("[apps]", "[v1]", "['*', deployments/scale, '*/scale']"),
        _rule("[apps, argoproj.io]", "[v1]", "[deployments, rollouts]"),
        _rule("[monitoring.coreos.com]", "[v1]", "[servicemonitors]"),
        _rule("['']", "[v1]", "[gizmos]"),
        _rule("['', apps, batch]", "[v1]", "[pods, deployments, cronjobs]"),
        _rule("['']", "[v1]", "[pods, nodes]").replace("}]", ", scope: Namespaced}]"),
        _rule("['']", "[v1]", "[pods, nodes]").replace("}]", ", scope: Cluster}]"),
        _rule("['']", "[v1]", "[gizmos]").replace("}]", ", scope: Cluster}]"),
        _rule("[linea.build]", "[v1]", "[chains]").replace("}]", ", scope: Cluster}]"),
    ],
)
def test_a_rule_may_name_what_there_is_and_what_nobody_here_knows(tmp_path, rule):
    """Custom resources, and what a later Kubernetes brings."""
    spec = f"matchConstraints:\n  {rule}\nvalidations:\n- expression: 'true'\n"
    assert compile_file(write(tmp_path, text(spec)))


@pytest.mark.parametrize(
    ("constraints", "problem"),
    [
        (
            "«namespaceSelector»: {}",
            (
                "namespaceSelector cannot be used: nothing here knows the labels of a namespace; "
                "say it in the cluster's binding"
            ),
        ),
        (
            "resourceRules: [«{apiGroups: [], apiVersions: [], resources: []}»]",
            ("resourceRules[0] lacks the key operations"),
        ),
        (
            "resourceRules: [{apiGroups: [], apiVersions: [], operations: [«create»], resources: []}]",
            'operations[0] must be one of CREATE, UPDATE, DELETE, CONNECT, *, not "create"',
        ),
        (_rule("[«app»]", "[v1]", "[deployments]"), 'there is no API group "app"; did you mean "apps"?'),
        (_rule("[«linea»]", "[v1]", "[chains]"), 'there is no API group "linea"'),
        (
            _rule("[«apps/v1»]", "['*']", "[deployments]"),
            '"apps/v1" is a group and a version; write apiGroups: [apps] and apiVersions: [v1]',
        ),
        (
            _rule("[apps]", "[«apps/v1»]", "[deployments]"),
            '"apps/v1" is a group and a version; write apiGroups: [apps] and apiVersions: [v1]',
        ),
        (
            _rule("['*']", "[v1]", "[pods, «NetworkPolicy»]"),
            'a resource is named in lower case and in the plural; write "networkpolicies"',
        ),
        (
            _rule("[apps]", "[v1]", "[«deployment»]"),
            'there is no resource "deployment" in these API groups; did you mean "deployments"?',
        ),
        (
            _rule("[apps, '']", "[v1]", "[pods, «jobs»]"),
            '"jobs" is not in these API groups, but in batch',
        ),
        (
            _rule("[apps]", "[v1]", "[«pods/exec»]"),
            '"pods" is not in these API groups, but in ""',
        ),
        (
            _rule("['']", "[v1]", "[pods]").replace("}]", ", scope: «Cluster»}]"),
            "pods are in a namespace, so that scope: Cluster leaves nothing",
        ),
        (
            _rule("['']", "[v1]", "[nodes, namespaces]").replace("}]", ", scope: «Namespaced»}]"),
            "namespaces and nodes are in no namespace, so that scope: Namespaced leaves nothing",
        ),
        ("objectSelector: {matchLabels: {a: «true»}}", "a must be a text, not true; put quotes around it"),
        ("objectSelector: {matchExpressions: [{key: a, operator: «In»}]}", "In needs values"),
        ("objectSelector: {matchExpressions: [{key: a, operator: «Exists», values: [b]}]}", "Exists takes no values"),
    ],
)
def test_wrong_constraints_are_refused(tmp_path, constraints, problem):
    """A selector that the API server would refuse selects nothing here either."""
    spec = f"matchConstraints:\n  {constraints}\nvalidations:\n- expression: 'true'\n"
    assert refused(tmp_path, text(spec)) == problem


@pytest.mark.parametrize(
    ("spec", "kind", "problem"),
    [
        ("«validations»: []" + ALL, ADMISSION, "validations must not be empty"),
        (ALL, ADMISSION, "spec lacks the key validations"),
        ("validations: [{expression: 'true'}]", ADMISSION, "spec lacks the key matchConstraints"),
        (
            "«matchConstraints»: {}\nvalidations: [{expression: 'true'}]",
            VALUES,
            'unknown key "matchConstraints"; known keys: failurePolicy, matchConditions, variables, validations, each',
        ),
        ("validations: [{expression: '«r»esources == 1'}]", VALUES, "unknown variable 'resources'"),
        (ALL + "validations: [{expression: «p»arams == null}]", ADMISSION, "unknown variable 'params'"),
        (
            ALL + "validations: [{expression: «a»uthorizer == null}]",
            ADMISSION,
            "authorizer asks a running cluster, which there is none of here",
        ),
        (ALL + "validations: [{expression: «v»ariables.x}]", ADMISSION, "unknown variable 'variables'"),
        (
            ALL + "variables: [{name: x, expression: «v»ariables.z}, {name: z, expression: 'true'}]\n"
            "validations: [{expression: variables.x}]",
            ADMISSION,
            "unknown variable 'variables'",
        ),
        (
            ALL
            + "variables: [{name: x, expression: 'true'}]\nmatchConditions: [{name: c, expression: «v»ariables.x}]\n"
            "validations: [{expression: 'true'}]",
            ADMISSION,
            "unknown variable 'variables'",
        ),
    ],
)
def test_each_kind_has_its_own_keys_and_variables(tmp_path, spec, kind, problem):
    """What a kind does not have is refused; match conditions of a cluster come before variables."""
    content = text(spec, kind)
    if "«" not in content:
        content = content.replace("\nspec:", "\n«spec»:")
    assert refused(tmp_path, content) == problem


def test_conditions_of_our_kinds_may_use_variables(tmp_path):
    """ReleasePolicy and ValuesPolicy are never sent to a cluster as they are."""
    spec = "variables: [{name: x, expression: 'true'}]\nmatchConditions: [{name: c, expression: variables.x}]\n"
    documents = [text(spec + "validations: [{expression: 'true'}]", kind) for kind in (RELEASE, VALUES)]
    compiled = compile_file(write(tmp_path, "---\n".join(documents)))
    assert [document["conditions"][0][0] for document in compiled] == ["c", "c"]


@pytest.mark.parametrize(
    ("annotations", "problem"),
    [
        ("{helm-linea/severity: «fatal»}", 'severity must be one of error, warning, note, not "fatal"'),
        ("{helm-linea/severity-dev: «off»}", "helm-linea/severity-dev must be a text, not false; put quotes around it"),
        ("{helm-linea/mandatory: «'yes'»}", 'mandatory must be one of true, false, not "yes"'),
        ("{helm-linea/mandatory: «true»}", "helm-linea/mandatory must be a text, not true; put quotes around it"),
        (
            "{«helm-linea/serverity»: error}",
            ('unknown annotation "helm-linea/serverity"; did you mean "helm-linea/severity"?'),
        ),
    ],
)
def test_wrong_annotations_are_refused(tmp_path, annotations, problem):
    """Severities are words; a misspelt annotation of ours is not somebody else's."""
    assert refused(tmp_path, text(GOOD, annotations=annotations)) == problem


def test_annotations_of_others_are_left_alone(tmp_path):
    """Only those that begin with helm-linea/ are ours."""
    (document,) = compile_file(write(tmp_path, text(GOOD, annotations="{a.test/severity: high}")))
    assert document["severities"]["prod"] == "error"


def test_annotations_in_a_later_document_are_refused(tmp_path):
    """They would be read as if they were for all."""
    content = text(GOOD) + "---\n" + text(GOOD, annotations="{«helm-linea/severity»: note}")
    assert refused(tmp_path, content) == "helm-linea/severity belongs to the first document of the file"


def test_a_policy_has_the_name_of_its_file(tmp_path):
    """The id of its findings is where people look for it."""
    content = text(GOOD, name="«other»")
    assert refused(tmp_path, content) == 'the policy "other" is in demo.yaml; a file has its policy\'s name'


@pytest.mark.parametrize(
    "content",
    ["«- a»\n", "«a: 1»\n", "«just text»\n", "kind: «Deployment»\napiVersion: apps/v1\n"],
    ids=["list", "mapping", "text", "manifest"],
)
def test_what_is_no_policy_is_refused(tmp_path, content):
    """The message names the kinds that are."""
    assert refused(tmp_path, content) == (
        "this is no policy; a policy is one of ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1), "
        "ReleasePolicy (helm-linea/v1alpha1), FleetPolicy (helm-linea/v1alpha1), ValuesPolicy (helm-linea/v1alpha1)"
    )


@pytest.mark.parametrize("content", ["", "# nothing\n", "---\n---\n"])
def test_an_empty_file_is_refused(tmp_path, content):
    """Nothing to check is a mistake."""
    path = write(tmp_path, content)
    with pytest.raises(ConfigError) as caught:
        compile_file(path)
    assert caught.value.problem == f"{path} holds no policy"


def test_what_is_no_yaml_is_refused_at_its_line(tmp_path):
    """Lines count from the start of the file, also behind other documents."""
    expected = marked(text(GOOD) + "---\na: «b: c»\n")
    with pytest.raises(InputError) as caught:
        compile_file(write(tmp_path, expected.text))
    assert place(caught.value.at)[0] == expected.line


def test_a_key_that_stands_twice_is_refused(tmp_path):
    """The API server refuses it, too; the last one would win without a word."""
    content = text(ALL + "validations:\n- expression: 'true'\n  message: a\n  «message»: b\n")
    assert refused(tmp_path, content) == 'key "message" is on line 12 already; only this one on line 13 counts'
