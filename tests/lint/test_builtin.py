"""What a lint finds by itself is documented like any rule."""

from __future__ import annotations

import pytest

from linea_helm import rules
from linea_helm.bundled import CHART, POLICIES
from linea_helm.finding import SEVERITIES
from linea_helm.lint import builtin
from linea_helm.policies.cases import HEADINGS


@pytest.mark.parametrize("check", builtin.ALL, ids=lambda check: check.ID)
def test_each_is_documented(check):
    """Under the same headings as policies, each with something below it."""
    assert [line for line in check.DOCS.splitlines() if line.startswith("## ")] == list(HEADINGS)
    assert all(part.strip() for part in check.DOCS.split("## ")[1:])
    assert set(check.SEVERITY) == {"prod", "dev"}
    assert set(check.SEVERITY.values()) <= set(SEVERITIES)
    for text in (check.WHY, check.FIX):
        assert "\n" not in text
        assert not text.endswith(".")


def test_ids_are_unique():
    """Also among the rules."""
    ids = [check.ID for check in (*builtin.ALL, *rules.RULES)]
    assert len(set(ids)) == len(ids)


def test_all_names_every_one_of_them():
    """So that they can be listed and explained."""
    made = [value for value in vars(builtin).values() if isinstance(value, builtin.Builtin)]
    assert list(builtin.ALL) == made


def test_the_bundled_things_are_there():
    """In a checkout beside the package."""
    from pathlib import Path

    assert (Path(CHART) / "Chart.yaml").is_file()
    assert (Path(POLICIES) / "pdb-missing.yaml").is_file()
