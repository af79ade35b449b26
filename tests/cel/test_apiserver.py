"""Expressions give what the API server's own code gives; its verdicts are recorded (scripts/apiserver/record.py).

`pytest -s tests/cel/test_apiserver.py` prints the scoreboard.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from apiserver_expressions import FUNCTIONS, GRAMMAR, expressions
from both_ways import evaluate_both_ways

from linea_helm import cel
from linea_helm.cel.check import check
from linea_helm.cel.library.temporal import Duration, Timestamp
from linea_helm.cel.library.versions import oldest
from linea_helm.cel.values import Opaque, Optional, UInt, key_value

RECORDED = json.loads((Path(__file__).parent / "apiserver.json").read_text(encoding="utf-8"))

#: (our outcome, theirs, what the expression or one of the messages must match, why)
EXPLAINED = [
    ("value", "compile", r"undeclared reference to '(math|base64|cel|jsonpatch|reverse)'", "a function of ours alone"),
    ("error", "compile", r"undeclared reference to '(math|base64|cel|jsonpatch|reverse)'", "a function of ours alone"),
    ("value", "compile", r"'reverse' applied to 'string", "a function of ours alone"),
    ("value", "compile", r"expected type '.*' but found", "literals may hold a mixture here; an export refuses it"),
    ("error", "compile", r"expected type '.*' but found", "literals may hold a mixture here; an export refuses it"),
    (
        "value",
        "compile",
        r"too many arguments supplied to string.format",
        "format ignores arguments here; an export not",
    ),
    ("error", "compile", r"string.format|formatting", "cel-go tries a format with constants when it compiles"),
    ("value", "compile", r"program instantiation failed", "cel-go computes constants when it compiles"),
    ("error", "compile", r"program instantiation failed", "cel-go computes constants when it compiles"),
    ("value", "compile", r"'ip' applied to '\(net.IP", "a function of ours alone"),
    ("error", "compile", r"\[\] \+ \[", "what an empty list will hold is left to run time here"),
    ("value", "value", r"'Ki', '20Mo'", "0.37 takes '.' and 'Ki' for quantities, which its documentation does not"),
    ("compile", "error", r"cannot be the key of a map", "cel-go lets a key of bytes be, and stops at run time"),
    ("compile", "panic", r"cannot be the key of a map", "cel-go lets a key of bytes be, and panics"),
]


def plain(value):
    """Write a value as the recording program does."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, float):
        return {"double": repr(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {"map": sorted(([plain(key_value(k)), plain(v)] for k, v in value.items()), key=repr)}
    if isinstance(value, (Duration, Timestamp, Opaque, Optional)):
        return {"other": "a value"}
    return int(value) if isinstance(value, UInt) else value


def canonical(value):
    """Write a recorded value so that it can be compared: maps sorted, doubles as Python shows them."""
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "double" in value:
        return {"double": repr(float(value["double"]))}
    if "map" in value:
        return {"map": sorted(([canonical(k), canonical(v)] for k, v in value["map"]), key=repr)}
    return value if "bytes" in value else {"other": "a value"}


def ours(text):
    try:
        program = cel.compile(text, ("object",))
    except cel.CompileError as error:
        return "compile", error.message
    try:
        return "value", plain(evaluate_both_ways(program, {"object": GRAMMAR.OBJECT}))
    except cel.EvalError as error:
        return "error", error.message


def explanation(text, mine, kind, value):
    """Give the reason why two outcomes may differ, or None."""
    for our_kind, their_kind, pattern, reason in EXPLAINED:
        if (mine[0], kind) == (our_kind, their_kind) and re.search(pattern, f"{text}\n{mine[1]}\n{value}"):
            return reason
    return None


def test_expressions_have_the_verdict_of_an_api_server(capsys):
    """Each expression gives the same value or fails alike, but for the reasons that are written down."""
    assert [text for text, *_ in RECORDED["expressions"]] == expressions(), "record anew: scripts/apiserver/record.py"
    board, unexplained = Counter(), []
    for text, kind, value, _ in RECORDED["expressions"]:
        mine = ours(text)
        same = mine[0] == kind and (kind != "value" or mine[1] == canonical(value))
        reason = None if same else explanation(text, mine, kind, value)
        board[f"same {kind}" if same else str(reason)] += 1
        if not same and reason is None:
            unexplained.append((text, mine, kind, value))
    with capsys.disabled():
        print("\n" + "\n".join(f"  {count:6} {what}" for what, count in board.most_common()))
    assert unexplained == []


def test_a_strict_check_takes_what_an_api_server_takes():
    """What an API server refuses to compile is refused, and nothing else, but for constants that cel-go computes."""
    differ = []
    for text, kind, value, _ in RECORDED["expressions"]:
        try:
            check(cel.compile(text, ("object",)).ast, strict=True)
            refused = False
        except cel.CompileError:
            refused = True
        computed = re.search("program instantiation|during formatting|unhashable", str(value))
        if refused != (kind in ("compile", "panic")) and not computed:
            differ.append((text, kind, value))
    assert differ == []


@pytest.mark.parametrize("text", FUNCTIONS)
def test_a_function_is_there_since_the_version_that_first_takes_it(text):
    """The first of all API servers that takes an expression is the one that the table of versions says."""
    first = RECORDED["functions"][text]
    try:
        ast = cel.compile(text, ("object",)).ast
        check(ast, strict=True)
        known = "1.{1}".format(*oldest(ast))
    except cel.CompileError:
        known = None
    assert known == (first or ("1.38" if "includes" in text else None))
