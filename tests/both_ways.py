"""Evaluate programs both ways: by generated code and by closures, which must agree on everything."""

from __future__ import annotations

from linea_helm import cel


def outcome(evaluate, bindings):
    """Give ("value", value) or ("error", message)."""
    try:
        return "value", evaluate(bindings)
    except cel.EvalError as error:
        return "error", error.message


def evaluate_both_ways(program, bindings):
    """Evaluate as users do, see that closures alone give the same, and give it or raise it."""
    kind, found = outcome(program.evaluate, bindings)
    exactly = outcome(program.evaluate_exactly, bindings)
    assert (kind, repr(found)) == (exactly[0], repr(exactly[1])), program.source
    if kind == "error":
        raise cel.EvalError(found)
    return found
