"""linea_helm.rules: the registry and what every rule has."""

from __future__ import annotations

from pathlib import Path

import pytest

from linea_helm import rules
from linea_helm.finding import SEVERITIES

HEADINGS = ["## What it does", "## Why is this bad?", "## How to fix", "## Example"]


def test_the_registry_lists_every_module():
    """A rule that nobody runs would pass silently."""
    folder = Path(rules.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {rule.__name__.rpartition(".")[2] for rule in rules.RULES} == modules
    assert (*rules.TEXT, *rules.VALUES, *rules.MERGE) == rules.RULES


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.ID)
def test_a_rule_explains_itself(rule):
    """Severities by profile, one sentence each for why and fix, and docs with the four headings."""
    assert set(rule.SEVERITY) == {"prod", "dev"}
    assert set(rule.SEVERITY.values()) <= set(SEVERITIES)
    for sentence in (rule.WHY, rule.FIX):
        assert sentence
        assert "\n" not in sentence
        assert not sentence.endswith(".")
    assert [line for line in rule.DOCS.splitlines() if line.startswith("## ")] == HEADINGS
    assert "```yaml" in rule.DOCS


def test_ids_are_unique():
    """An id names one check."""
    assert len({rule.ID for rule in rules.RULES}) == len(rules.RULES)
