"""`helm linea policy export` and `import`: what they write, and the documentation of both."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from policytexts import ALL, text, write

from linea_helm.clustercli import Wish, explain_import, export_policies
from linea_helm.errors import UsageError
from linea_helm.policycli import test as run_cases

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "docs" / "in-the-cluster.md").read_text("utf-8")
_STEP = re.compile(r"^Save as `([^`]+)`:\n\n```yaml\n(.*?)^```$|^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_documentation_shows_what_happens(tmp_path):
    """Step by step: each file is written as shown, each command prints what is shown."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "LINEA_NO_CACHE": "1"}
    steps = _STEP.findall(PAGE)
    assert [bool(name) for name, _, _ in steps] == [True, False, True, False]
    for name, content, session in steps:
        if name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content, "utf-8")
            continue
        command, _, shown = session.partition("\n")
        words = command.removeprefix("$ helm linea ").split()
        done = subprocess.run(
            [sys.executable, "-m", "linea_helm.cli", *words],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout, done.stderr, done.returncode) == (shown, "", 0)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder without configuration above it, with policies in `own`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    return tmp_path


def exported(ids, profile=None, file=None):
    """Give what is written to stdout and to stderr."""
    out, err = io.StringIO(), io.StringIO()
    environ = {"LINEA_NO_CACHE": "1"}
    assert export_policies(Wish(ids, ["own"], profile, file), environ, out, err) == 0
    return out.getvalue(), err.getvalue()


def test_what_stays_here_is_said_with_its_place(here):
    """On stderr: the document, the reason, and where the reason stands."""
    bad = text(f"{ALL}validations: [{{expression: 'math.abs(1) == 1'}}]")
    write(here / "own", f"{text(ALL + 'validations: [{expression: true == true}]')}---\n{bad}")
    out, err = exported(["demo"])
    assert out.count("kind: ValidatingAdmissionPolicy\n") == 1
    assert err == (
        "not exported: demo (ValidatingAdmissionPolicy) is refused by a cluster: Kubernetes has no function 'math.abs' "
        "(own/demo.yaml:21:31)\n"
    )


def test_the_configuration_sets_profile_and_severity(here):
    """As for a lint: the profile of .linea.yaml, and severities by id; what is off is not exported."""
    for name in ("demo", "other"):
        write(here / "own", text(ALL + "validations: [{expression: 'true'}]", name=name), name)
    config = "profile: dev\npolicies: [own]\nseverity: {demo: note, other: 'off'}\n"
    (here / ".linea.yaml").write_text(config, encoding="utf-8")
    out, err = exported(["demo", "other"])
    assert "helm-linea/profile: dev\n" in out
    assert "validationActions:\n    - Audit\n" in out
    assert err == "not exported: other (policy) is off in .linea.yaml\n"


def test_a_file_is_written_whole(here):
    """With -o nothing goes to standard output."""
    write(here / "own", text(ALL + "validations: [{expression: 'true'}]"))
    assert exported(["demo"], "prod", "out.yaml") == ("", "")
    assert (here / "out.yaml").read_text("utf-8") == exported(["demo"], "prod")[0]


def test_an_id_that_nobody_has_is_refused(here):
    """With the nearest one, or where to find them."""
    write(here / "own", text(ALL + "validations: [{expression: 'true'}]"))
    with pytest.raises(UsageError, match='no policy is called "dem"') as caught:
        exported(["dem"])
    assert caught.value.fix == 'did you mean "demo"?'
    with pytest.raises(UsageError) as caught:
        exported(["xxxxxxxxxxxx"])
    assert caught.value.fix == "linea policy list names them"


def test_an_id_that_is_named_twice_is_exported_once(here):
    """Two objects of one name would be one mistake in the file."""
    write(here / "own", text(ALL + "validations: [{expression: 'true', message: m}]"))
    assert exported(["demo", "demo"]) == exported(["demo"])


def test_nothing_exported_is_an_error(here):
    """A run that writes no policy has not done what was asked."""
    write(here / "own", text(ALL + "validations: [{expression: 'object.a'}]"))
    with pytest.raises(UsageError, match="a cluster can enforce none of these policies"):
        exported(["demo"])


def test_a_folder_without_a_binding_is_none_of_a_clusters(here):
    """What binds nothing does nothing in a cluster."""
    write(here / "own", text(ALL + "validations: [{expression: 'true'}]"))
    with pytest.raises(UsageError, match="no ValidatingAdmissionPolicyBinding in own"):
        explain_import("own", io.StringIO())


BOUND = """\
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: b}
spec: {policyName: demo, validationActions: [Warn]}
"""


def imported(here, spec):
    """Give what `import` tells of one policy and its binding."""
    write(here / "own", text(ALL + spec) + BOUND)
    out = io.StringIO()
    explain_import("own", out)
    return out.getvalue()


def test_import_tells_validations_and_audit_annotations_apart(here):
    """A cluster refuses for an annotation that fails, whatever the binding says."""
    audits = "auditAnnotations: [{key: k, valueExpression: object.kind}]"
    assert imported(here, "validations: [{expression: 'true', message: m}]\n" + audits) == (
        "demo  warning  1 validation\ndemo  error    1 audit annotation\n"
    )
    assert imported(here, audits) == (
        "demo  error    1 audit annotation\ndemo  skipped  it has no validations, only audit annotations\n"
    )


def test_import_of_nothing_that_can_be_judged_is_an_error(here):
    """It says why of each, and no lint would say more."""
    write(here / "own", text(ALL + "validations: [{expression: 'object.a >', message: m}]") + BOUND)
    out = io.StringIO()
    with pytest.raises(UsageError, match="none of the policies in own can be judged here"):
        explain_import("own", out)
    told = "demo  skipped  validations[0] cannot be compiled (1:11): unexpected end where a value belongs\n"
    assert out.getvalue() == told


@pytest.mark.parametrize(
    ("name", "problem"), [("nope", "there is no folder nope"), ("a.yaml", "a.yaml is a file, not a folder")]
)
def test_import_of_what_is_no_folder(tmp_path, monkeypatch, name, problem):
    """That it binds nothing would be true, and no help."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("kind: ValidatingAdmissionPolicyBinding\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        explain_import(name, io.StringIO())
    assert caught.value.problem == problem
    assert caught.value.fix == "name a folder with what kubectl get -o yaml gave of policies and their bindings"


def test_policies_of_a_cluster_have_no_cases(here):
    """`policy test` spoke of the names of their files; it says which command is meant."""
    write(here / "own", text(ALL + "validations: [{expression: 'true'}]") + BOUND)
    with pytest.raises(UsageError) as caught:
        run_cases("own", {}, io.StringIO())
    assert caught.value.problem == "own holds policies of a cluster, which have no cases"
    assert caught.value.fix == "linea policy import own says how each of them is judged"
