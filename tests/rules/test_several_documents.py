"""linea_helm.rules.several_documents."""

from __future__ import annotations

import pytest
from finding_in_text import found

from linea_helm.rules import several_documents as rule

SECOND = "this is document 2 of the file: Helm 3 ignores it, Helm 4 merges it over those before"
SINGLE = [
    "a: 1\n",
    "---\na: 1\n",
    "# c\n---\na: 1\n...\n",
    "a: 1\n---\n",
    "a: 1\n---\n# c\n",
    "a: |\n  x\n  ---\n",
    "%YAML 1.1\n---\na: 1\n",
]
THIRD = "this is document 3 of the file: Helm 3 ignores it, Helm 4 merges it over those before"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: 1\n---\nb: 2\n", [(3, 1, "b: 2", SECOND)]),
        ("---\na: 1\n---\n# c\nb: 2\n---\nc: 3\n", [(5, 1, "b: 2", SECOND), (7, 1, "c: 3", THIRD)]),
        ("---\n---\nb: 2\n", [(3, 1, "b: 2", SECOND)]),
        ("a: 1\n...\n---\nb: 2\n", [(4, 1, "b: 2", SECOND)]),
    ],
)
def test_a_second_document_is_found(text, problems):
    """Each document after the first that has something in it, where it begins."""
    assert found(rule, text) == problems


@pytest.mark.parametrize("text", SINGLE)
def test_one_document_is_fine(text):
    """Markers around a single document, and one that is empty, change nothing in any Helm."""
    assert found(rule, text) == []
