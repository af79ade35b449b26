"""Generated pages are fresh, and what the documentation shows is what happens."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from linea_helm.bundled import IDS
from linea_helm.policies.cases import SHAPE
from linea_helm.policies.policyshape import ANNOTATIONS, SHAPES, VARIABLES, VIEWS
from linea_helm.yaml.shape import Refused, keys

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"
GENERATOR = runpy.run_path(str(PROJECT / "scripts" / "gen_docs.py"))
PAGES = GENERATOR["pages"]()
GUIDE = (DOCS / "writing-a-policy.md").read_text("utf-8")
_STEP = re.compile(r"^Save as `([^`]+)`:\n\n```yaml\n(.*?)^```$|^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)#][^)]*)\)")


def test_generated_pages_are_fresh():
    """After a change of a policy or a rule: run scripts/gen_docs.py."""
    written = {name: (DOCS / name).read_text("utf-8") for name in PAGES if (DOCS / name).exists()}
    assert written == PAGES
    found = {str(path.relative_to(DOCS)) for folder in ("policies", "rules") for path in (DOCS / folder).iterdir()}
    assert found == {name for name in PAGES if "/" in name}


def test_the_list_of_policies_is_fresh():
    """After a policy came or went: run scripts/gen_docs.py."""
    assert Path(IDS).read_text("ascii") == GENERATOR["ids"]()


@pytest.mark.parametrize(
    "page", sorted(path.relative_to(PROJECT) for path in (*PROJECT.glob("*.md"), *DOCS.rglob("*.md"))), ids=str
)
def test_links_lead_somewhere(page):
    """To a file of the project, from the place of the page."""
    targets = [target.partition("#")[0] for target in _LINK.findall((PROJECT / page).read_text("utf-8"))]
    folder = (PROJECT / page).parent
    missing = [target for target in targets if "://" not in target and not (folder / target).exists()]
    assert missing == []


def test_the_worked_example_works(tmp_path):
    """Step by step: each file is written as shown, each command prints what is shown."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "LINEA_NO_CACHE": "1"}
    steps = _STEP.findall(GUIDE)
    assert [bool(name) for name, _, _ in steps] == [True, True, False, True, False]
    for name, text, session in steps:
        if name:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
            continue
        command, _, shown = session.partition("\n")
        words = command.removeprefix("$ helm linea ").split()
        done = subprocess.run(
            [sys.executable, "-m", "linea_helm.cli", *words],
            cwd=tmp_path,
            env=environ,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.stdout, done.stderr) == (shown, "")


def test_the_mistake_is_shown_as_it_is(tmp_path):
    """The error of the guide is that of the program."""
    name, text, _ = _STEP.findall(GUIDE)[3]
    wrong = text.replace("variables.containers.all", "variables.container.all")
    (tmp_path / "policies").mkdir()
    (tmp_path / name).write_text(wrong, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "linea_helm.cli", "policy", "test", "policies"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert f"```\n{done.stderr}```\n" in GUIDE


def test_the_guide_names_everything_a_policy_may_have():
    """Kinds, variables, annotations, keys of cases and of the spec, and what is refused."""
    spec = keys(SHAPES["object"])["spec"]
    constraints = keys(spec)["matchConstraints"]
    refused = [key for table in (keys(spec), constraints) for key, shape in table.items() if isinstance(shape, Refused)]
    wanted = [
        *(kind for _, kind in VIEWS),
        *{name for names in VARIABLES.values() for name in names},
        *ANNOTATIONS,
        *keys(SHAPE["cases!"][0]),
        *keys(spec),
        *constraints,
        *refused,
    ]
    assert refused == ["paramKind", "namespaceSelector"]
    assert [name for name in wanted if f"`{name}`" not in GUIDE and f"`{name}:" not in GUIDE] == []
