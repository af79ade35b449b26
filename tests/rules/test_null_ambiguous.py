"""linea_helm.rules.null_ambiguous."""

from __future__ import annotations

import pytest

from linea_helm.rules.null_ambiguous import check
from linea_helm.source import Location, Source
from linea_helm.values.nulls import Ambiguity
from linea_helm.values.values import Origin

ORIGIN = Origin("file", Location(Source("a.yaml", "k: null"), 3, 7))


@pytest.mark.parametrize(
    ("outcomes", "message"),
    [
        (
            {"3.17-3.19": None, "4.1": None, "4.2 and newer": 3.0},
            "null: web.k is gone with Helm 3.17-3.19 and 4.1, 3 with Helm 4.2 and newer",
        ),
        (
            {"3.17-3.19": {"a": 1}, "4.1": None, "4.2 and newer": None},
            "null: web.k is {a: …} with Helm 3.17-3.19, gone with Helm 4.1 and 4.2 and newer",
        ),
        (
            {"3.17-3.19": None, "4.1": None, "4.2 and newer": "a: 1\nb: 2\n"},
            'null: web.k is gone with Helm 3.17-3.19 and 4.1, "a: 1…" with Helm 4.2 and newer',
        ),
    ],
    ids=["a number", "a map", "a text of several lines"],
)
def test_each_outcome_has_its_versions(outcomes, message):
    """Versions that come to the same are told together, in their order."""
    ambiguity = Ambiguity(("web", "k"), outcomes, ORIGIN)
    ((found, problem),) = check([ambiguity])
    assert (found, problem.path, problem.message) == (ambiguity, ("web", "k"), message)
