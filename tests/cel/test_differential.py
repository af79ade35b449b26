"""Generated expressions give what Google's C++ engine gives, or differ for a reason that is written down here."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from both_ways import evaluate_both_ways
from leaving_out import leave_out

from linea_helm import cel
from linea_helm.cel.library.temporal import Duration, Timestamp
from linea_helm.cel.values import key_value

HERE = Path(__file__).parent
CASES = 3_000
SEED = 20_000

#: (our outcome, theirs, what one of the two messages or the expression must match, why both are right)
EXPLAINED = [
    ("value", "error", r"No matching overloads found : @in", "to Go a list or null is no key of a map, and not in it"),
    ("value", "error", r"<string>\.substring\(", "the C++ engine lets no substring end where the string does"),
    ("value", "error", r"index out of range: \d", "Kubernetes searches beyond the end of a string and finds nothing"),
    ("value", "value", r"getMilliseconds\(", "Kubernetes gives the whole duration in milliseconds"),
    ("error", "value", r"no such overload: int\(bool\)", "int(true) is an extension of the C++ engine"),
    (
        "value",
        "compile",
        r"'_[<>]=?_' applied to '\((u?int|double), (u?int|double)\)'",
        "Kubernetes orders all numbers",
    ),
    ("value", "compile", r"\[\]|\{\}|T%", "the C++ engine gives what is in an empty list whatever type fits"),
    ("value", "compile", r"\[\?", "the C++ engine gives x[?0].orValue('a') the type string, whatever x is"),
    ("value", "compile", r"'indexOf' applied to '\(dyn", "Kubernetes has indexOf for lists too, and o is of any type"),
    ("value", "error", r" in \[\]\)", "Kubernetes evaluates nothing to look into an empty list"),
    ("value", "value", r"'%e'\.format", "Kubernetes writes powers of ten, and takes the precision for a width"),
    ("error", "value", r"format: %[fe] does not take", "Kubernetes writes doubles alone with %f and %e"),
    ("compile", "value", r"format: ", "a constant format that cannot succeed is refused even where nothing makes it"),
    (
        "compile",
        "value",
        r"cannot be the key of a map",
        "a map that cannot be made is refused even where nothing makes it",
    ),
]

#: Two values may differ in what one of these takes away from their JSON form.
ALIKE = [
    (r"(\.\d*?)0+(?=[sZ])", r"\1", "Go writes 0.5 seconds, the C++ engine 0.500"),
    (
        r"(?i)[+-]?(nan|inf)(inity)?",
        r"nan",
        "the C++ engine writes NaN and infinity as the machine does, we as Go does",
    ),
    (r'\[""\]', r"[]", "to Go the empty string splits at every character into nothing"),
    (r"\.\d+e\+", "e+", "the C++ engine writes six digits of a double, we as Go all that matter"),
    (r"(.)", "", "a map has no order; ours is that of the text"),
]


def load(name):
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


grammar = load("grammar")


def plain(value):
    """Write a value as oracle.py does."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, float):
        return {"double": repr(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {"map": sorted(([plain(key_value(k)), plain(v)] for k, v in value.items()), key=repr)}
    if isinstance(value, (Duration, Timestamp)):
        return {"other": "a time"}
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def ours(text):
    try:
        program = cel.compile(text, ("o",))
    except cel.CompileError as error:
        return ["compile", error.message]
    try:
        return ["value", plain(evaluate_both_ways(program, {"o": grammar.OBJECT}))]
    except cel.EvalError as error:
        return ["error", error.message]


def theirs(expressions):
    task = json.dumps({"object": grammar.OBJECT, "expressions": expressions})
    done = subprocess.run([sys.executable, HERE / "oracle.py"], input=task, capture_output=True, text=True, check=True)
    return [
        [kind, {"other": "a time"} if type(value) is dict and "other" in value else value]
        for kind, value in json.loads(done.stdout)
    ]


def explanation(text, mine, other):
    """Give the reason why two outcomes may differ, or None."""
    for kind, other_kind, pattern, reason in EXPLAINED:
        places = (text, str(mine[1]), str(other[1]))
        if (mine[0], other[0]) == (kind, other_kind) and any(re.search(pattern, place) for place in places):
            return reason
    if mine[0] == other[0] == "value":
        return next((reason for *change, reason in ALIKE if alike(mine[1], other[1], *change)), None)
    return None


def alike(mine, other, pattern, instead):
    """Compare two values as JSON text after a change; an empty one compares the characters in any order."""
    one, two = json.dumps(mine), json.dumps(other)
    if not instead:
        return sorted(one) == sorted(two)
    return re.sub(pattern, instead, one) == re.sub(pattern, instead, two)


@pytest.mark.slow
def test_generated_expressions_agree_with_the_cpp_engine(capsys):
    """An expression gives the same value or fails in both engines, but for the reasons that are written down."""
    if importlib.util.find_spec("cel_expr_python") is None:
        leave_out("cel-expr-python is not installed; it has no wheel for Python 3.10")
    expressions = [grammar.Grammar(SEED + n).expression(1 + n % 4) for n in range(CASES)]
    board, unexplained = Counter(), []
    for text, other in zip(expressions, theirs(expressions), strict=True):
        mine = ours(text)
        same = mine == other or (mine[0] != "value" and other[0] != "value")
        reason = None if same else explanation(text, mine, other)
        board[f"same {mine[0]}" if same else str(reason)] += 1
        if not same and reason is None:
            unexplained.append((text, mine, other))
    with capsys.disabled():
        print("\n" + "\n".join(f"  {count:6} {what}" for what, count in board.most_common()))
    assert not unexplained, "\n".join(map(str, unexplained[:20]))
    assert board["same value"] > CASES / 2
