"""Checks that a policy cannot express: they need the text of a values file, or what a chart knows.

A rule is a module: ID, SEVERITY by profile, WHY and FIX (a sentence each), DOCS (Markdown) and `check`:

* a rule of TEXT looks at the documents of a file: `check(documents)` yields (document, problem). A search in the text,
  `suspicious(text)` is quick and comes first, so that a file in order costs no exact parse;
* a rule of VALUES looks at what a user supplied, wherever it came from: `check(supplied, known)` yields problems;
* a rule of MERGE looks at what Helm makes of several texts: `check(drops)` yields (drop, problem).
"""

from __future__ import annotations

from linea_helm.rules import (
    duplicate_key,
    no_effect,
    null_ambiguous,
    several_documents,
    type_trap,
    unknown_key,
    value_dropped,
)

TEXT = (duplicate_key, several_documents, type_trap)
VALUES = (unknown_key,)
MERGE = (value_dropped, null_ambiguous, no_effect)
RULES = (*TEXT, *VALUES, *MERGE)
