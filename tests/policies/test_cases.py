"""The cases beside a policy: what they may say, how they are judged, and what they leave untried."""

from __future__ import annotations

import pytest
from marking import marked, place
from policytexts import ADMISSION, ALL, RELEASE, VALUES, text, write

from linea_helm.errors import ConfigError
from linea_helm.policies.cases import HEADINGS, Said, run

DOCS = "|\n" + "".join(f"      {heading}\n      x\n" for heading in HEADINGS)
ANNOTATIONS = f"\n    helm-linea/why: w\n    helm-linea/fix: f\n    helm-linea/docs: {DOCS}"
PODS = text(ALL + "validations: [{expression: object.kind == 'Pod', message: no pod}]\n", annotations=ANNOTATIONS)
POD = "{apiVersion: v1, kind: Pod, metadata: {name: a}}"
SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: s}}"


@pytest.fixture
def tried(tmp_path):
    """Run the cases of one policy; give what came of them."""

    def run_(policy, cases):
        write(tmp_path, policy)
        write(tmp_path, cases, "demo.test")
        (found,) = run(str(tmp_path))
        return found

    return run_


def test_cases_that_try_everything(tried):
    """Passing, failing and near-miss: nothing is left."""
    found = tried(
        PODS,
        f"cases:\n- {{name: a, object: {POD}, expect: []}}\n"
        f"- {{name: b, near-miss: true, object: {SERVICE}, "
        "expect: [{object: Service/s, path: kind, message: no pod}]}\n",
    )
    assert (found.id, found.untried) == ("demo", ())
    assert [(case.name, case.near_miss, case.wrong, case.at) for case in found.cases] == [
        ("a", False, (), None), ("b", True, (), None),
    ]  # fmt: skip
    assert found.cases[1].said == found.cases[1].expected == (Said("Service/s", "kind", "no pod"),)


@pytest.mark.parametrize(
    ("expect", "wrong"),
    [
        ("[{path: kind}]", ()),
        ("[{path: kind, message: no pod}]", ()),
        ("[{path: kind, object: Service/s}]", ()),
        ("[]", ('not expected: Service/s kind "no pod"',)),
        ("[{path: spec}]", ("not said: spec", 'not expected: Service/s kind "no pod"')),
        ("[{}]", ("not said: (the whole)", 'not expected: Service/s kind "no pod"')),
        ("[{path: kind, message: pod}]", ('not said: kind "pod"', 'not expected: Service/s kind "no pod"')),
        ("[{path: kind, object: Pod/s}]", ("not said: Pod/s kind", 'not expected: Service/s kind "no pod"')),
        ("[{path: kind}, {path: kind}]", ("not said: kind",)),
    ],
)
def test_what_is_said_must_be_expected_and_the_reverse(tried, expect, wrong):
    """One verdict meets one expectation; what an expectation leaves out is not compared, except the path."""
    found = tried(PODS, f"cases:\n- {{name: a, object: {SERVICE}, expect: {expect}}}\n")
    assert found.cases[0].wrong == wrong


def test_a_case_that_fails_knows_its_place(tried):
    """So that one can go there."""
    cases = marked(f"# head\n---\ncases:\n- name: «first»\n  object: {SERVICE}\n  expect: []\n")
    assert place(tried(PODS, cases.text).cases[0].at) == cases.place


def test_values_profile_and_namespace_are_those_of_the_case(tried):
    """Defaults are prod and the namespace default."""
    expression = "profile == 'dev' && release.namespace == 'chain' && object.a == 1"
    spec = f'validations: [{{expression: "{expression}", message: m}}]\n'
    found = tried(
        text(spec, VALUES),
        "cases:\n- {name: a, profile: dev, namespace: chain, values: {a: 1}, expect: []}\n"
        "- {name: b, namespace: chain, values: {a: 1}, expect: [{message: m}]}\n"
        "- {name: c, profile: dev, values: {a: 1}, expect: [{message: m}]}\n"
        "- {name: d, profile: dev, namespace: chain, values: {a: 2}, expect: [{path: a, message: m}]}\n"
        f"- {{name: e, object: {POD}, expect: []}}\n",
    )
    assert [case.wrong for case in found.cases] == [()] * 5


def test_requests_have_the_namespace_of_the_case(tried):
    """As a release has one."""
    spec = ALL + "validations: [{expression: request.namespace == 'chain', message: m}]\n"
    found = tried(text(spec), f"cases:\n- {{name: a, namespace: chain, object: {POD}, expect: []}}\n")
    assert found.cases[0].wrong == ()


def test_a_release_is_its_resources_and_values(tried):
    """What is blamed in `resources` is told as the object."""
    spec = 'validations: [{expression: "resources.all(r, r.kind == values.kind)", message: m}]\n'
    found = tried(
        text(spec, RELEASE),
        f"cases:\n- {{name: a, values: {{kind: Pod}}, resources: [{POD}], expect: []}}\n"
        f"- {{name: b, values: {{kind: Pod}}, resources: [{POD}, {SERVICE}], "
        "expect: [{object: Service/s, path: kind}]}\n",
    )
    assert [case.wrong for case in found.cases] == [(), ()]


def test_an_error_does_not_count_as_tried(tried):
    """A case must make the validation false, not break it."""
    spec = ALL + "validations: [{expression: object.spec.a == 1, message: m}]\n"
    found = tried(text(spec, annotations=ANNOTATIONS),
                  f"cases:\n- {{name: a, object: {POD}, expect: [{{path: spec}}]}}\n")  # fmt: skip
    assert found.cases[0].wrong == ()
    assert found.untried == (
        "no case passes", "no case is a near-miss", "no case makes validation 0 of its object document fail",
    )  # fmt: skip


def test_each_document_must_be_tried(tried):
    """And each validation of it."""
    both = text(
        "validations: [{expression: object.a == 1}, {expression: object.b == 1}]\n", VALUES, annotations=ANNOTATIONS
    )
    documents = both + "---\n" + text(ALL + "validations: [{expression: object.kind == 'Pod'}]\n", ADMISSION)
    found = tried(documents, "cases:\n- {name: a, near-miss: true, values: {a: 1, b: 1}, expect: []}\n"
                  "- {name: b, values: {a: 2, b: 1}, expect: [{path: a}]}\n")  # fmt: skip
    assert found.untried == (
        "no case makes validation 1 of its values document fail",
        "no case makes validation 0 of its object document fail",
    )


def test_a_policy_without_cases_or_documentation(tmp_path):
    """Both are noted."""
    write(tmp_path, text(ALL + "validations: [{expression: object.kind == 'Pod'}]\n"))
    (found,) = run(str(tmp_path))
    assert found.cases == ()
    assert found.untried == (
        "there is no demo.test.yaml",
        "the annotation helm-linea/why is missing",
        "the annotation helm-linea/fix is missing",
        *(f'helm-linea/docs lacks the heading "{heading}"' for heading in HEADINGS),
    )


@pytest.mark.parametrize(
    ("cases", "problem"),
    [
        ("«case»: []\n", 'unknown key "case"; did you mean "cases"? Known keys: cases'),
        ("cases:\n- «{name: a}»\n", "cases[0] lacks the key expect"),
        (
            "cases:\n- {name: a, «nearmiss»: true, expect: []}\n",
            (
                'unknown key "nearmiss"; did you mean "near-miss"? Known '
                "keys: name, near-miss, profile, namespace, values, object, resources, fleet, expect"
            ),
        ),
        ("cases:\n- {name: a, expect: [{path: «5»}]}\n", "path must be a text, not 5; put quotes around it"),
        ("cases:\n- {name: a, «object»: {a: 1}, expect: []}\n", "a manifest must have apiVersion and kind"),
        ("cases:\n- {name: a, «resources»: [{kind: Pod}], expect: []}\n", "a manifest must have apiVersion and kind"),
        ("cases:\n- {name: a, object: «[]», expect: []}\n", "object must be a mapping, not a list"),
        (
            "cases:\n- {name: «a», expect: []}\n",
            'the case "a" has nothing to judge: it needs fleet, object, resources or values',
        ),
    ],
)
def test_wrong_case_files_are_refused_at_their_place(tried, cases, problem):
    """A case that is not understood proves nothing."""
    expected = marked(cases)
    with pytest.raises(ConfigError) as caught:
        tried(PODS, expected.text)
    assert caught.value.problem == problem
    assert place(caught.value.at) == expected.place
    assert caught.value.fix == "see docs/writing-a-policy.md"


def test_an_empty_case_file_is_refused(tried, tmp_path):
    """It was meant to hold something."""
    with pytest.raises(ConfigError) as caught:
        tried(PODS, "# soon\n")
    assert caught.value.problem == f"{tmp_path}/demo.test.yaml holds no cases"


def test_a_case_file_without_a_case_tries_nothing(tried):
    """Which is another thing than no file."""
    assert tried(PODS, "cases: []\n").untried == ("demo.test.yaml holds no case",)


def test_cases_without_a_policy_are_refused(tmp_path):
    """The policy was renamed or is gone, and nobody runs them."""
    write(tmp_path, PODS)
    write(tmp_path, "cases: []\n", "other.test")
    with pytest.raises(ConfigError) as caught:
        list(run(str(tmp_path)))
    assert caught.value.problem == f"{tmp_path}/other.test.yaml has no policy beside it"
