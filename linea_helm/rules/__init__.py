"""Checks that a policy cannot express: they need the text of a values file, or what a chart knows.

A rule is a module with ID, SEVERITY by profile, WHY and FIX (a sentence each), DOCS (Markdown) and `check`:

A rule is a module: ID, SEVERITY by profile, WHY and FIX (a sentence each), DOCS (Markdown) and `check`:
  `suspicious(text)` is quick and comes first, so that a file in order costs no exact parse;
* a rule of VALUES looks at what a user supplied, wherever it came from: `check(supplied, known)` yields problems.
"""

from __future__ import annotations

from linea_helm.rules import duplicate_key, several_documents, type_trap, unknown_key

TEXT = (duplicate_key, several_documents, type_trap)
VALUES = (unknown_key,)
RULES = (*TEXT, *VALUES)
