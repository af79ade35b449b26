"""Each check finds what it is for in the bundled chart, at its place, and nobody else speaks up."""

from __future__ import annotations

import pytest
from mutating import FOLDER, Linter, mutations

from linea_helm import rules
from linea_helm.lint import builtin
from linea_helm.policies.catalogue import policies

pytestmark = pytest.mark.helm

ALL = mutations()
POLICIES = {policy.id for policy in policies([], {})}
#: The bundled chart's schema names every key, and speaks before that rule does; it has no sub-charts, among which nulls
#: differ.
RULES = {rule.ID for rule in rules.RULES} - {rules.unknown_key.ID, rules.null_ambiguous.ID}


@pytest.fixture(scope="module")
def linter(tmp_path_factory):
    """One for all mutations: it keeps what it found in releases that are not changed."""
    return Linter(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("mutation", ALL, ids=[f"{m.id}: {m.name}" for m in ALL])
def test_a_mutation_is_found(linter, mutation):
    """Exactly the expected findings are new; other checks speak only where the mutation says so."""
    found = linter.news(mutation)
    assert [said for said in found if said.id == mutation.id] == mutation.expected
    assert {said.id for said in found} == {mutation.id, *mutation.also}


def test_every_check_has_a_mutation():
    """No policy and no rule is bundled that has not been seen to work on the bundled chart."""
    tried = {mutation.id for mutation in ALL}
    assert tried >= POLICIES | RULES


def test_every_file_is_for_a_check():
    """A file is called after its check, and holds mutations of distinct names that expect something."""
    known = POLICIES | RULES | {check.ID for check in builtin.ALL}
    assert {path.stem for path in FOLDER.iterdir()} <= known
    assert len({(m.id, m.name) for m in ALL}) == len(ALL)
    assert all(m.expect for m in ALL)
