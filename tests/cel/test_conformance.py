"""The conformance cases of the CEL specification: a scoreboard, and a list of what is left out with the reasons.

`pytest -s tests/cel/test_conformance.py` prints passed, left out and failed by file.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter

import pytest
from both_ways import evaluate_both_ways
from shared_data import shared

from linea_helm import cel
from linea_helm.cel.codegen.generate import generate
from linea_helm.cel.lex import tokens
from linea_helm.cel.library.temporal import Duration, Timestamp
from linea_helm.cel.parse import parse
from linea_helm.cel.resolve import resolve
from linea_helm.cel.values import Type, UInt, equal, map_key

MESSAGES = "needs protobuf messages, which Kubernetes data does not have"
CONTAINER = "needs a container for names, which a Kubernetes expression does not have"
DEDUCTION = "asks for the exact type of elements, which our checker leaves to run time"

KUBERNETES = "is otherwise in Kubernetes, whose verdicts count (test_apiserver)"

#: Whole files that are left out.
FILES = {
    "dynamic": MESSAGES,
    "enums": MESSAGES,
    "proto2": MESSAGES,
    "proto2_ext": MESSAGES,
    "proto3": MESSAGES,
    "wrappers": MESSAGES,
}

#: How many cases are left out for each reason. A change here is a decision, not an accident.
LEFT_OUT = {MESSAGES: 713, CONTAINER: 13, DEDUCTION: 14, KUBERNETES: 29}


#: Cases left out by what is in them.
EXPRESSIONS = {
    "'::ffff:c0a8:1'": KUBERNETES,
    "ndexOf('a', 30)": KUBERNETES,
    "x.getMilliseconds()": KUBERNETES,
    "'null_key': dyn(null)}.?null_key.invalid": KUBERNETES,
    "dyn(0)}[?true].absent": KUBERNETES,
    '"%s".format([[': KUBERNETES,
    '"%s".format([{': KUBERNETES,
    '"%s".format([dyn([': KUBERNETES,
    '"%f".format([2])': KUBERNETES,
    '"%f".format([3u])': KUBERNETES,
    '"%f".format([double("Infinity': KUBERNETES,
    '"%f".format([double("-Infinity': KUBERNETES,
    '"%d".format([double("': KUBERNETES,
    '"%e".format([2': KUBERNETES,
    '"%e".format([3u': KUBERNETES,
    '"%e".format([dyn(2': KUBERNETES,
    '"%e".format([double("': KUBERNETES,
    ".format([1052.032911275])": KUBERNETES,
}

#: How many cases pass.
PASSED = 1687


def left_out(case):
    """Give the reason why a case is left out, or None."""
    if case["file"] in FILES:
        return FILES[case["file"]]
    if "proto3" in json.dumps(case) or "proto2" in json.dumps(case) or "google.protobuf.Value" in case["expr"]:
        return MESSAGES
    if "Value{" in case["expr"]:
        return MESSAGES
    for part, reason in EXPRESSIONS.items():
        if part in case["expr"]:
            return reason
    if case.get("container"):
        return CONTAINER
    return DEDUCTION if case.get("check_only") else None


def value(written):
    """Read a value of the specification's JSON form."""
    ((kind, content),) = written.items()
    simple = {"int64_value": int, "uint64_value": lambda n: UInt(int(n)), "double_value": float, "type_value": Type}
    if kind in simple:
        return simple[kind](content)
    if kind == "bytes_value":
        return base64.b64decode(content)
    if kind == "null_value":
        return None
    if kind == "list_value":
        return [value(item) for item in content.get("values", [])]
    if kind == "map_value":
        return {map_key(value(entry["key"])): value(entry["value"]) for entry in content.get("entries", [])}
    return moment(content) if kind == "object_value" else content


def moment(content):
    """Read a timestamp or a duration."""
    ((name, fields),) = content.items()
    kind = {"Duration]": Duration, "Timestamp]": Timestamp}[name.rpartition(".")[2]]
    return kind(int(fields.get("seconds", 0)) * 10**9 + int(fields.get("nanos", 0)))


def same(ours, theirs):
    """Compare exactly: by type, NaN equal to NaN, -0.0 not equal to 0.0."""
    if type(ours) is not type(theirs):
        return False
    if type(ours) is float:
        return repr(ours) == repr(theirs)
    if type(ours) is list:
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if type(ours) is dict:
        return len(ours) == len(theirs) and all(k in theirs and same(ours[k], theirs[k]) for k in ours)
    return equal(ours, theirs)


def without_block(text):
    """Write the form of an optimiser, `cel.block([a], b)`, as people would: `cel.bind(index0, a, b)`."""
    text = re.sub(r"cel\.iterVar\((\d), (\d)\)", r"iterVar\1\2", re.sub(r"cel\.index\((\d+)\)", r"index\1", text))
    if not text.startswith("cel.block(["):
        return text
    depth, parts, start = 0, [], len("cel.block([")
    for kind, _, offset in tokens(text):
        if kind in (",", "]") and depth == 2:
            parts.append(text[start:offset])
            start = offset + 1
            if kind == "]":
                break
        depth += (kind in ("(", "[", "{")) - (kind in (")", "]", "}"))
    body = text[text.index(",", start) + 1 : -1]
    for number, part in reversed(list(enumerate(parts))):
        body = f"cel.bind(index{number}, {part}, {body})"
    return body


def outcome(case):
    """Run a case; give "" when it passes, else what is wrong."""
    bindings = {b["key"]: value(b["value"]["value"]) for b in case.get("bindings", [])}
    text = without_block(case["expr"]) if case["file"] == "block_ext" else case["expr"]
    names = (*bindings, *(declared["name"] for declared in case.get("type_env", [])))
    try:
        if case.get("disable_check"):
            tree = resolve(parse(text), names)
            program = cel.program_from_ast(tree, text, generate(tree))
        else:
            program = cel.compile(text, names)
        ours = evaluate_both_ways(program, bindings)
    except (cel.CompileError, cel.EvalError) as error:
        return "" if "eval_error" in case else f"error {error}"
    if "eval_error" in case:
        return f"{ours!r} instead of an error"
    expected = case.get("value") or case.get("typed_result", {}).get("result") or {"bool_value": True}
    theirs = value(expected)
    return "" if same(ours, theirs) else f"{ours!r} instead of {theirs!r}"


@pytest.fixture(scope="module")
def cases():
    return json.loads(shared("cel-spec.json").read_text(encoding="utf-8"))["tests"]


def test_every_case_of_the_specification_passes(cases, capsys):
    """Every case that is not left out for a stated reason gives the value or the error it asks for."""
    board: dict[str, Counter[str]] = {}
    failed = []
    for case in cases:
        reason = left_out(case)
        problem = "" if reason else outcome(case)
        row = board.setdefault(case["file"], Counter())
        row["left out" if reason else "failed" if problem else "passed"] += 1
        if problem:
            failed.append(f"{case['file']}/{case['section']}/{case['name']}: {case['expr']} gave {problem}")
    with capsys.disabled():
        print("\n" + "\n".join(f"  {name:16}{dict(row)}" for name, row in board.items()))
    assert failed == []
    assert sum(row["passed"] for row in board.values()) == PASSED


def test_what_is_left_out_is_counted_by_reason(cases):
    """The cases left out are exactly as many as stated, for each reason."""
    assert Counter(filter(None, map(left_out, cases))) == LEFT_OUT
