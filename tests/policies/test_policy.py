"""A compiled policy judges as the API server would, and says where."""

from __future__ import annotations

import pytest
from policytexts import ALL, RELEASE, VALUES, policies, policy

from linea_helm.finding import dotted
from linea_helm.policies.constraints import by_kind
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.policy import ANNOTATION, CONDITION

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "besu"}, "spec": {"a": 1, "items": [1, 2]}}


def verdicts(judge, **bindings):
    """Give (path, message, validation, whether it failed) of each verdict on POD."""
    bound = {"object": POD, "oldObject": None, "request": {}, **bindings}
    return [(dotted(v.path), v.message, v.validation, v.failed) for v in judge.judge(bound)]


def test_what_holds_says_nothing(tmp_path):
    """True is the only pass."""
    assert verdicts(policy(tmp_path, ALL + "validations: [{expression: object.spec.a == 1}]")) == []


def test_each_validation_speaks_for_itself(tmp_path):
    """Every false one gives a verdict with its number."""
    spec = """
    validations:
    - {expression: object.spec.a == 2, message: first}
    - {expression: object.spec.a == 1, message: second}
    - {expression: "object.spec.items.all(i, i > 1)", message: third}
    """
    assert verdicts(policy(tmp_path, ALL + spec.replace("\n    ", "\n"))) == [
        ("object.spec.a", "first", 0, False),
        ("object.spec.items[0]", "third", 2, False),
    ]


def test_what_is_missing_is_said(tmp_path):
    """The place of a key that is not there is its parent."""
    judge = policy(tmp_path, ALL + "validations: [{expression: has(object.spec.b), message: m}]")
    (verdict,) = judge.judge({"object": POD})
    assert (dotted(verdict.path), verdict.missing) == ("object.spec.b", True)


def test_an_error_is_a_verdict(tmp_path):
    """failurePolicy is Fail where nothing is said: what cannot be evaluated never passes."""
    judge = policy(tmp_path, ALL + "validations: [{expression: object.spec.b == 1, message: m}]")
    assert verdicts(judge) == [("object.spec.b", "demo could not be evaluated: no such key: b", 0, True)]


def test_an_error_may_be_ignored(tmp_path):
    """failurePolicy: Ignore is the author's choice; what is false is still said."""
    spec = (
        ALL
        + "failurePolicy: Ignore\nvalidations:\n- expression: object.spec.b == 1\n- expression: object.spec.a == 2\n"
    )
    assert verdicts(policy(tmp_path, spec)) == [("object.spec.a", "failed expression: object.spec.a == 2", 1, False)]


def test_what_is_neither_true_nor_false_does_not_pass(tmp_path):
    """The API server admits only what is true."""
    judge = policy(tmp_path, ALL + "validations: [{expression: object.spec.a, message: m}]")
    assert verdicts(judge) == [("object.spec.a", "m", 0, False)]


@pytest.mark.parametrize(
    ("spoken", "message"),
    [
        ("\"'a is ' + string(object.spec.a)\"", "a is 1"),
        ("\"'  a  '\"", "a"),
        ("\"''\"", "fallback"),
        ("\"'  '\"", "fallback"),
        (r'''"'two\\nlines'"''', "fallback"),
        ("object.spec.b", "fallback"),
        ("object.spec.a", "fallback"),
    ],
    ids=["said", "trimmed", "empty", "blank", "several lines", "error", "no text"],
)
def test_a_message_expression(tmp_path, spoken, message):
    """It wins over the message when it gives one line of text."""
    spec = f"validations:\n- {{expression: object.spec.a == 2, message: fallback, messageExpression: {spoken}}}\n"
    assert verdicts(policy(tmp_path, ALL + spec)) == [("object.spec.a", message, 0, False)]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (["true"], [("object.spec.a", "m", 0, False)]),
        (["true", "object.kind == 'Service'"], []),
        (["object.spec.b == 1", "object.kind == 'Service'"], []),
        (["object.kind == 'Service'", "object.spec.b == 1"], []),
        (["true", "object.spec.b == 1"],
         [("object.spec.b", "the condition c1 of demo could not be evaluated: no such key: b", CONDITION, True)]),
        (["object.spec.a"],
         [("object.spec.a", "the condition c0 of demo could not be evaluated: it is neither true nor false", CONDITION,
           True)]),
    ],
)  # fmt: skip
def test_match_conditions(tmp_path, conditions, expected):
    """One that is false leaves the object out, whatever the others do; else one that fails is a verdict."""
    listed = "".join(f'- {{name: c{i}, expression: "{text}"}}\n' for i, text in enumerate(conditions))
    spec = f"matchConditions:\n{listed}validations: [{{expression: object.spec.a == 2, message: m}}]\n"
    assert verdicts(policy(tmp_path, ALL + spec)) == expected


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("object.kind", ""),
        ("object.?spec.?b.orValue(null)", ""),
        ("object.spec.b", "no such key: b"),
        ("object.spec.a", "it is neither a string nor null"),
    ],
)
@pytest.mark.parametrize("failure", ["Fail", "Ignore"])
def test_an_audit_annotation_that_cannot_be_made(tmp_path, value, problem, failure):
    """The API server refuses the object, and not for what the annotation says."""
    spec = f"""
failurePolicy: {failure}
validations: [{{expression: "true", message: m}}]
auditAnnotations: [{{key: k, valueExpression: "{value}"}}]
"""
    said = f"the audit annotation k of demo could not be evaluated: {problem}"
    expected = [(value, said, ANNOTATION, True)] if problem and failure == "Fail" else []
    assert verdicts(policy(tmp_path, ALL + spec)) == expected


def test_a_condition_that_fails_may_be_ignored(tmp_path):
    """With failurePolicy: Ignore such a policy does not apply at all."""
    spec = "failurePolicy: Ignore\nmatchConditions: [{name: c, expression: object.spec.b == 1}]\n"
    assert verdicts(policy(tmp_path, ALL + spec + "validations: [{expression: object.spec.a == 2}]")) == []


def test_variables_are_computed_when_they_are_read(tmp_path):
    """They build on those before them; an error of one that nobody reads is nobody's."""
    spec = """
variables:
- {name: bad, expression: object.spec.b}
- {name: a, expression: object.spec.a}
- {name: double, expression: variables.a * 2}
validations: [{expression: variables.double == 3, message: m}]
"""
    assert verdicts(policy(tmp_path, ALL + spec)) == [("object.spec.a", "m", 0, False)]


def test_views_and_needs(tmp_path):
    """A document knows what it judges and which variables it reads."""
    release = "matchConditions: [{name: c, expression: values.a == 1}]\nvalidations: [{expression: 'resources == []'}]"
    documents = [
        (policy(tmp_path, ALL + "validations: [{expression: request.name == 'a'}]"), "object", ["request"], True),
        (policy(tmp_path, release, RELEASE), "release", ["resources", "values"], False),
        (policy(tmp_path, "validations: [{expression: object.a}]", VALUES), "values", ["object"], False),
    ]
    for judge, view, needs, per_object in documents:
        assert (judge.view, judge.needs, judge.is_per_object, judge.size) == (view, needs, per_object, 1)


def test_a_policy_for_changes_only_judges_no_creations(tmp_path):
    """Whoever runs it can say that it was left out."""
    changes = ALL.replace('operations: ["*"]', "operations: [UPDATE, DELETE]")
    judge = policy(tmp_path, changes + "validations: [{expression: oldObject == object}]")
    assert (judge.judges_creations, list(judge.select(by_kind([Manifest(POD, "", 0, "")])))) == (False, [])
    assert policy(tmp_path, ALL + "validations: [{expression: 'true'}]").judges_creations


def test_a_policy_without_constraints_selects_no_object(tmp_path):
    """It judges the whole at once."""
    judge = policy(tmp_path, "validations: [{expression: 'resources == []'}]", RELEASE)
    assert list(judge.select(by_kind([Manifest(POD, "", 0, "")]))) == []


def test_a_policy_can_be_judged_again(tmp_path):
    """Nothing of one object stays for the next."""
    judge = policy(
        tmp_path,
        ALL + "variables: [{name: a, expression: object.spec.a}]\nvalidations: [{expression: variables.a == 1}]",
    )
    other = {**POD, "spec": {"a": 2}}
    assert [len(verdicts(judge, object=each)) for each in (POD, other, POD)] == [0, 1, 0]


def test_several_documents_are_several_judges(tmp_path):
    """Each with its own view, all with the id of the file."""
    from policytexts import text

    judges = policies(
        tmp_path,
        text(ALL + "validations: [{expression: 'false'}]"),
        text("validations: [{expression: 'false'}]", VALUES),
    )
    assert [(judge.id, judge.view) for judge in judges] == [("demo", "object"), ("demo", "values")]
