"""Every bundled policy: documented, and its cases pass, fail, nearly fail, and reach each validation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linea_helm.bundled import POLICIES
from linea_helm.policies.cases import HEADINGS, run
from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file

TRIED = {tried.id: tried for tried in run(POLICIES)}
FILES = sorted(path for path in Path(POLICIES).glob("*.yaml") if not path.name.endswith(".test.yaml"))
CASES = [pytest.param(case, id=f"{tried.id}: {case.name}") for tried in TRIED.values() for case in tried.cases]
#: A value of linea-stack.
_VALUE = re.compile(r"\b(?:defaults|persistence|probes|image|chain|engine|sequencer|maru|besu|txSender)\.[a-z]")


def test_the_folder_holds_nothing_else():
    """A policy and its cases are two files side by side."""
    names = {path.name for path in Path(POLICIES).iterdir()}
    assert names == {f"{id_}{end}" for id_ in TRIED for end in (".yaml", ".test.yaml")}
    assert len(TRIED) == len(FILES) > 0


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_as_it_expects(case):
    """Path, message and object of each verdict, and no other verdict."""
    assert case.wrong == ()


@pytest.mark.parametrize("case", CASES)
def test_a_case_expects_exactly(case):
    """With the message that users read."""
    assert all(expected.message for expected in case.expected)


@pytest.mark.parametrize("tried", TRIED.values(), ids=TRIED)
def test_nothing_is_left_untried(tried):
    """Cases and documentation are complete; each case has a name of its own."""
    assert tried.untried == ()
    names = [case.name for case in tried.cases]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_documentation_has_its_headings_in_order(path):
    """As a reader of many of them expects, each with something below it."""
    docs = Policy(compile_file(str(path))[0]).docs
    assert [line for line in docs.splitlines() if line.startswith("#")] == list(HEADINGS)
    assert all(part.strip() for part in docs.split("## ")[1:])
    example = docs.partition(HEADINGS[-1])[2]
    assert any(f"```{language}\n" in example for language in ("yaml", "toml", "console")), (
        "values, configuration, a command"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_texts_are_one_sentence_each(path):
    """`why` and `fix` stand in one line of a report: lower case or a name first, no full stop."""
    policy = Policy(compile_file(str(path))[0])
    for text in (policy.why, policy.help):
        assert text == text.strip()
        assert "\n" not in text
        assert not text.endswith(".")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_to_do_is_there_in_any_chart(path):
    """Only who judges values knows how a chart calls them."""
    policies = [Policy(compiled) for compiled in compile_file(str(path))]
    if not any(policy.view == "values" for policy in policies):
        assert not any(_VALUE.search(f"{policy.why} {policy.help}") for policy in policies)
    assert not any("the chart" in policy.help for policy in policies)
