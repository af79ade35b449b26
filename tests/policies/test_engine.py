"""Data and checks make findings: severity by profile, and the place in the stream or in the values."""

from __future__ import annotations

from pathlib import Path

import pytest
from marking import marked, place
from policytexts import ADMISSION, ALL, RELEASE, VALUES, policies, policy, text

from linea_helm import bundled
from linea_helm.finding import Subject, Template, dotted
from linea_helm.lint.helm import Output
from linea_helm.lint.rendering import release as read_release
from linea_helm.policies.catalogue import policies as catalogue
from linea_helm.policies.engine import Terms, admission, judge_release, judge_values, unjudged
from linea_helm.policies.manifest import Manifest
from linea_helm.policies.release import Release
from linea_helm.source import Location, Source

STREAM = """\
---
# Source: demo/templates/besu.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: besu
spec:
  replicas: 2
---
# Source: demo/templates/all.yaml
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: {name: rpc, namespace: web}
    spec: {clusterIP: None}
"""
NOT_TWO = "validations: [{expression: '!has(object.spec.replicas) || object.spec.replicas != 2', message: two}]\n"


class FakeValues:
    """Values of one file; `place` as that of the real ones."""

    source = Source("values.yaml", "besu: {replicas: 2}\n")
    computed = {"besu": {"replicas": 2}}  # noqa: RUF012 - read only

    def place(self, path, inner=None):
        """Point at the number, or at the key above it."""
        assert inner is None
        return Location(self.source, 17, 18) if path == ("besu", "replicas") else Location(self.source, 0, 4)


@pytest.fixture
def release():
    """The release of STREAM."""
    found, broken = read_release(Output(0, STREAM, ""), "my-linea", "chain", "helm template demo")
    assert broken == []
    return found


def judged(judges, release, terms=None, values=None):
    """Give (severity, message, path, object, line and column in the stream) of each finding."""
    return [
        (f.severity, f.message, dotted(f.path), f.subject and f"{f.subject.kind}/{f.subject.name}",
         f.rendered and place(f.rendered)[:2])
        for f in judge_release(judges, release, terms or Terms(), values)
    ]  # fmt: skip


def test_a_finding_has_all_that_a_user_needs(tmp_path, release):
    """Id, severity, object, template, place, why, what to do and where to read on."""
    annotations = "{helm-linea/why: it matters, helm-linea/fix: mend it}"
    judge = policy(tmp_path, ALL + NOT_TWO, annotations=annotations)
    (finding,) = judge_release([judge], release, Terms(), None)
    assert (finding.id, finding.severity, finding.message, finding.path) == (
        "demo",
        "error",
        "two",
        ("spec", "replicas"),
    )
    assert finding.subject == Subject("apps/v1", "StatefulSet", "besu")
    assert (finding.template, finding.location) == (Template("demo/templates/besu.yaml"), None)
    assert place(finding.rendered) == (8, 13, "2")
    assert finding.rendered.source == Source("helm template demo", STREAM, "rendered")
    assert (finding.why, finding.help) == ("it matters", "mend it")


def test_the_hint_finds_a_policy_wherever_it_is(tmp_path, release):
    """A bundled one by its id, a user's in its folder, which may have blanks in its name."""
    folder = tmp_path / "of mine"
    folder.mkdir()
    (finding,) = judge_release([policy(folder, ALL + NOT_TWO)], release, Terms(), None)
    assert finding.docs == f"linea policy explain demo --policies '{folder}'"
    (bundled,) = (each for each in catalogue([], {"LINEA_NO_CACHE": "1"}) if each.id == "pdb-missing")
    found = {each.docs for each in judge_release([bundled], release, Terms(), None)}
    assert found == {"linea policy explain pdb-missing"}


def test_items_of_a_list_have_their_own_place(tmp_path, release):
    """And their own namespace."""
    judge = policy(
        tmp_path, ALL + "validations: [{expression: \"object.kind != 'Service' || object.spec.clusterIP != 'None'\"}]"
    )
    (finding,) = judge_release([judge], release, Terms(), None)
    assert finding.subject == Subject("v1", "Service", "rpc", "web")
    assert finding.template == Template("demo/templates/all.yaml")
    assert place(finding.rendered) == (17, 23, "None")


@pytest.mark.parametrize(
    ("expression", "path", "rendered"),
    [
        ("has(object.spec.paused)", "spec.paused", (7, 1)),
        ("object.metadata.name == 'x'", "metadata.name", (6, 9)),
        ("'a' == object.kind + request.name", "kind", (4, 7)),
        ("false", "", (6, 9)),
    ],
    ids=["missing", "value", "mixed", "the whole"],
)
def test_what_is_not_there_is_shown_at_its_parent(tmp_path, release, expression, path, rendered):
    """A finding about the object as a whole is shown at its name."""
    constraints = ALL.replace('resources: ["*"]', "resources: [statefulsets]")
    judge = policy(tmp_path, f'{constraints}validations: [{{expression: "{expression}", message: m}}]')
    assert judged([judge], release) == [("error", "m", path, "StatefulSet/besu", rendered)]


@pytest.mark.parametrize(
    ("stream", "expression"),
    [
        ("apiVersion: v1\n«kind»: Pod\n", "'false'"),
        ("apiVersion: v1\n«kind»: Pod\n", "object.spec.a == 1"),
        ("apiVersion: v1\nkind: PodList\nitems:\n- «spec: {a: 2}»\n", "'false'"),
    ],
)
def test_what_has_neither_path_nor_name_is_shown_at_its_kind(tmp_path, stream, expression):
    """Or, where its kind comes from its list, at its start."""
    expected = marked(stream)
    found, _ = read_release(Output(0, expected.text, ""), "r", "n", "helm template")
    judge = policy(tmp_path, ALL + f"validations: [{{expression: {expression}, message: m}}]")
    (finding,) = judge_release([judge], found, Terms(), None)
    assert place(finding.rendered) == expected.place


def test_a_policy_for_the_whole_release_blames_an_object(tmp_path, release):
    """What decided is in `resources`; the finding is about that object."""
    judge = policy(
        tmp_path, "validations: [{expression: \"resources.all(r, r.kind != 'Service')\", message: m}]", RELEASE
    )
    assert judged([judge], release) == [("error", "m", "kind", "Service/rpc", (15, 11))]


def test_a_policy_for_the_whole_release_may_blame_nobody(tmp_path, release):
    """Then the finding has no object."""
    judge = policy(tmp_path, "validations: [{expression: \"release.name == 'x'\", message: m}]", RELEASE)
    assert judged([judge], release) == [("error", "m", "", None, None)]


def test_a_policy_over_objects_of_a_release_sees_the_others(tmp_path, release):
    """`object` is one of `resources`."""
    spec = "validations: [{expression: 'resources.exists(r, r == object) && size(resources) == 3', message: m}]"
    judge = policy(tmp_path, ALL + spec, RELEASE)
    assert [found[:2] + found[3:4] for found in judged([judge], release)] == [
        ("error", "m", "StatefulSet/besu"), ("error", "m", "Service/rpc"),
    ]  # fmt: skip


def test_values_decide_in_the_values(tmp_path, release):
    """A policy over a release that looks at values points at the file that set them."""
    judge = policy(tmp_path, "validations: [{expression: values.besu.replicas == 3, message: m}]", RELEASE)
    (finding,) = judge_release([judge], release, Terms(), FakeValues())
    assert (finding.path, place(finding.location), finding.subject) == (("besu", "replicas"), (1, 18, "2"), None)


def test_policies_for_values(tmp_path):
    """They see the merged values, the profile and the release."""
    spec = """
    validations:
    - {expression: object.besu.replicas == 3, message: a}
    - {expression: "profile == 'dev' || release.namespace != 'chain'", message: b}
    """
    judges = policies(tmp_path, text(spec, VALUES), text(ALL + NOT_TWO, ADMISSION))
    found = list(judge_values(judges, FakeValues(), Terms(), {"name": "r", "namespace": "chain"}))
    assert [(f.message, f.path, place(f.location)) for f in found] == [
        ("a", ("besu", "replicas"), (1, 18, "2")),
        ("b", (), (1, 1, "besu")),
    ]


@pytest.mark.parametrize(
    ("terms", "annotations", "severity"),
    [
        (Terms(), "", "error"),
        (Terms("dev"), "", "error"),
        (Terms("dev"), "helm-linea/severity-dev: note", "note"),
        (Terms("prod"), "helm-linea/severity-dev: note", "error"),
        (Terms("prod", {"demo": "warning"}), "", "warning"),
        (Terms("prod", {"other": "warning"}), "", "error"),
        (Terms("prod", {"demo": "off"}), "", None),
        (Terms("prod", {"demo": "off"}), "helm-linea/mandatory: 'true'", "error"),
        (Terms("dev", {"demo": "off"}), "helm-linea/mandatory: 'true'", None),
    ],
)
def test_severity(tmp_path, release, terms, annotations, severity):
    """The policy's by profile, else the configuration's; a mandatory one is as its author wants it in prod."""
    judge = policy(tmp_path, ALL + NOT_TWO, annotations=f"{{{annotations}}}")
    assert [found[0] for found in judged([judge], release, terms)] == ([severity] if severity else [])


def test_what_cannot_judge_is_left_out_and_named(tmp_path, release):
    """Values nobody gives, a namespace nobody knows, changes nobody makes: skipped is not passed."""
    update = ALL.replace('operations: ["*"]', "operations: [UPDATE]")
    judges = [
        policy(tmp_path, "validations: [{expression: values.a == 1}]", RELEASE),
        policy(tmp_path, "validations: [{expression: object.a == 1}]", VALUES),
    ]
    assert judged(judges, release) == []
    assert unjudged(judges, with_values=False) == [("demo", "it looks at values, and there are only manifests")]
    assert unjudged(judges, with_values=True) == []
    others = [
        policy(tmp_path, ALL + "validations: [{expression: namespaceObject.metadata.name == 'a'}]"),
        policy(tmp_path, update + "validations: [{expression: 'false'}]"),
    ]
    assert judged(others, release) == []
    assert [why for _, why in unjudged(others, with_values=True)] == [
        "it judges only changes to what is in a cluster",
        "it reads namespaceObject, which only a cluster has",
    ]


@pytest.mark.parametrize(
    ("api_version", "kind", "metadata", "wanted"),
    [
        ("apps/v1", "Deployment", {"name": "a"}, ("a", "chain", "apps", "v1", "deployments")),
        ("v1", "Pod", {"name": "a", "namespace": "web"}, ("a", "web", "", "v1", "pods")),
        ("v1", "Namespace", {"name": "a"}, ("a", "", "", "v1", "namespaces")),
    ],
)
def test_a_request_is_that_of_a_creation(api_version, kind, metadata, wanted):
    """What the API server would bind; nobody is known to ask."""
    data = {"apiVersion": api_version, "kind": kind, "metadata": metadata}
    request = admission(Manifest(data, "", 0, ""), "chain")
    assert (request["operation"], request["dryRun"]) == ("CREATE", False)
    resource = request["resource"]
    assert (request["name"], request["namespace"], *resource.values()) == wanted
    assert request["kind"] == {"group": wanted[2], "version": wanted[3], "kind": kind}
    assert request["userInfo"] == {"username": "", "groups": ["system:authenticated"]}


def test_a_document_is_parsed_once(tmp_path, release, monkeypatch):
    """However many findings are in it."""
    from linea_helm.yaml import spot

    parsed = []
    spots = spot.Spots
    monkeypatch.setattr(spot, "Spots", lambda source, memo: parsed.append(source) or spots(source, memo))
    judge = policy(tmp_path, ALL + "validations: [{expression: 'false'}, {expression: 'false'}, {expression: 'false'}]")
    assert len(judged([judge], release)) == 6
    assert len(parsed) == 2


def test_nothing_is_parsed_for_a_release_in_order(tmp_path, release, monkeypatch):
    """Positions are on demand."""
    from linea_helm.yaml import spot

    monkeypatch.setattr(spot, "Spots", None)
    assert judged([policy(tmp_path, ALL + "validations: [{expression: 'true'}]")], release) == []


def test_an_empty_release_is_in_order(tmp_path):
    """There is nothing to select."""
    empty = Release([], Source("helm template", "", "rendered"), "r", "n")
    assert judged([policy(tmp_path, ALL + "validations: [{expression: 'false'}]")], empty) == []


def test_what_several_policies_cannot_evaluate_is_said_once(tmp_path, release):
    """By the most severe of them; what each of them can still judge is said as ever."""
    broken = ALL + "validations: [{expression: object.spec.nosuch > 1}, {expression: 'false', message: never}]"
    folders = [tmp_path / name for name in ("a", "b", "c")]
    judges = []
    for folder, severity in zip(folders, ("note", "error", "warning"), strict=True):
        folder.mkdir()
        judges += policies(folder, text(broken, annotations=f"{{helm-linea/severity: {severity}}}"))
    found = [f for f in judge_release(judges, release, Terms(), None) if f.subject.kind == "StatefulSet"]
    assert [(f.severity, f.message) for f in found] == [
        ("note", "never"),
        ("error", "never"),
        ("warning", "never"),
        ("error", "demo could not be evaluated: no such key: nosuch; 2 more policies cannot be evaluated here"),
    ]


def test_a_finding_says_where_the_policy_failed(tmp_path, release):
    """The line and the column in the policy file, of the variable when it is there that the error is."""
    spec = ALL + (
        "variables:\n- name: missing\n  expression: >-\n    object.kind\n    + object.spec.nosuch\n"
        "validations:\n- {expression: variables.missing == ''}\n"
        "- {expression: '1 / object.metadata.name.size() / 0 == 1'}\n"
    )
    judge = policy(tmp_path, spec)
    text_ = Path(judge.file).read_text("utf-8")
    found = [f for f in judge_release([judge], release, Terms(), None) if f.subject.kind == "StatefulSet"]
    said = "what cannot be evaluated does not pass; the expression fails at {}:{}:{}"
    lines = text_.splitlines()
    for finding, part in zip(found, ("nosuch", "/ 0 =="), strict=True):
        line = next(number for number, line in enumerate(lines, 1) if part in line)
        assert finding.why == said.format(judge.file, line, lines[line - 1].index(part) + 1)


def test_a_type_that_nobody_expects_has_a_fix_of_its_own(tmp_path, release):
    """The policy's own is about something else; that for what is missing says what to write there."""
    for expression, help_ in (
        (
            "object.kind + object.metadata == ''",
            "give it the type that belongs there: a text in quotes, a number without",
        ),
        ("object.spec.nosuch > 1", "f"),
    ):
        judge = policy(
            tmp_path, ALL + f'validations: [{{expression: "{expression}"}}]', annotations="{helm-linea/fix: f}"
        )
        assert {finding.help for finding in judge_release([judge], release, Terms(), None)} == {help_}


def test_a_policy_that_is_gone_still_has_its_why(tmp_path, release):
    """The place is an extra; who moved the file has moved the place."""
    judge = policy(
        tmp_path, ALL + "validations: [{expression: object.spec.nosuch > 1}]", annotations="{helm-linea/why: w}"
    )
    Path(judge.file).unlink()
    assert {finding.why for finding in judge_release([judge], release, Terms(), None)} == {"w"}


def test_a_bundled_policy_is_named_as_its_documentation_names_it(release, monkeypatch, tmp_path):
    """Nobody cares where the program is installed."""
    judge = policy(tmp_path, ALL + "validations: [{expression: object.spec.nosuch > 1}]")
    monkeypatch.setattr(bundled, "POLICIES", str(tmp_path))
    finding = next(iter(judge_release([judge], release, Terms(), None)))
    assert "fails at policies/demo.yaml:" in finding.why
