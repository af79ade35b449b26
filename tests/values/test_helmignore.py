"""linea_helm.values.helmignore: the rules of .helmignore, which are not those of .gitignore."""

from __future__ import annotations

import pytest

from linea_helm.values.helmignore import Rules
from linea_helm.values.metadata import ChartError


@pytest.mark.parametrize(
    ("rules", "path", "is_folder", "ignored"),
    [
        ("*.bak", "charts/x.bak", False, True),
        ("*.bak", "x.bak.yaml", False, False),
        ("sub/", "charts/sub", True, True),
        ("sub/", "charts/sub", False, False),
        ("/values.yaml", "values.yaml", False, True),
        ("/values.yaml", "charts/values.yaml", False, False),
        ("charts/*", "charts/sub", True, True),
        ("charts/*", "charts/sub/x", False, False),
        ("a?c", "abc", False, True),
        ("a?c", "a/c", False, False),
        ("[a-c]*", "bcd", False, True),
        ("[^a-c]*", "bcd", False, False),
        (r"\*x", "*x", False, True),
        (r"\*x", "ax", False, False),
        ("!*.yaml", "values.yaml", False, False),
        ("!*.yaml", "README.md", False, True),
        ("# *\n\n  x  ", "x", False, True),
        ("", "x", False, False),
        ("\ufeffx", "x", False, True),
    ],
)
def test_rules(rules, path, is_folder, ignored):
    """A rule without a slash matches names, one with a slash whole paths; `!` keeps only what matches."""
    assert Rules(rules.encode()).match(path, is_folder=is_folder) is ignored


@pytest.mark.parametrize(
    ("rule", "problem"),
    [("a/**/b", "`a/**/b`: Helm does not support `**`"), ("[a", "`[a` has a `[` that is not closed")],
)
def test_a_rule_that_helm_refuses_is_refused(rule, problem):
    """`**` and broken patterns are errors at their line."""
    with pytest.raises(ChartError) as caught:
        Rules(f"# c\n\n  {rule}  \nb\n".encode(), "top/.helmignore")
    at = caught.value.at
    assert (caught.value.problem, at.source.name, at.source.position(at.start)) == (problem, "top/.helmignore", (3, 3))
    assert at.source.text[at.start : at.end] == rule
