"""Run a rule of text over a values file, for the tests of rules."""

from __future__ import annotations

from linea_helm.source import Source
from linea_helm.yaml.document import compose


def found(rule, text):
    """Give `(line, column, marked text, message)` of each problem; its gate must have let the text through."""
    source = Source("values.yaml", text)
    problems = []
    for document, problem in rule.check(compose(source)):
        place = document.locate(problem.path, key=problem.key_only)
        problems.append((*source.position(place.start), text[place.start : place.end], problem.message))
    assert not problems or rule.suspicious(text), "the gate must open for whatever the check finds"
    return problems
