"""linea_helm.lint.documented: what there is to read about checks."""

from __future__ import annotations

from pathlib import Path

import pytest
import reporting
from policytexts import ALL, policy

from linea_helm import rules
from linea_helm.bundled import POLICIES
from linea_helm.ignores import checks as ignores
from linea_helm.lint import builtin
from linea_helm.lint.documented import _PAGES, documented
from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file

PROJECT = Path(__file__).parents[2]
OWN = (*rules.RULES, *builtin.ALL, *ignores.ALL)


def docs(id_, *policies):
    """Give the documentation of the one check that found something."""
    found = documented(reporting.result(reporting.TRAP._replace(id=id_)), policies).docs
    assert list(found) == [id_]
    return found[id_]


@pytest.mark.parametrize("check", OWN, ids=lambda check: check.ID)
def test_a_check_of_ours_has_a_page(check):
    """Where its documentation says."""
    found = docs(check.ID)
    assert found.text == check.DOCS
    assert (PROJECT / "docs" / found.uri.removeprefix(_PAGES).lstrip("/")).is_file()


def test_a_policy_that_comes_along_has_a_page():
    """With what it says of itself."""
    (bundled,) = map(Policy, compile_file(f"{POLICIES}/pdb-missing.yaml"))
    found = docs("pdb-missing", bundled)
    assert found.text == bundled.docs
    assert (PROJECT / "docs" / found.uri.removeprefix(_PAGES).lstrip("/")).is_file()


def test_a_policy_of_the_users_has_none(tmp_path):
    """It is published nowhere that we know of."""
    own = policy(tmp_path, f"{ALL}validations: [{{expression: 'true'}}]")
    assert docs(own.id, own).uri == ""
