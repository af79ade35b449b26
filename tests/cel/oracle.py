"""Evaluate expressions with Google's C++ engine; a process of its own, because its binding loses references to None.

stdin: {"object": ..., "expressions": [...]}, stdout: [[kind, value or message], ...]; kind is value, error or compile.
"""

from __future__ import annotations

import json
import os
import sys

from cel_expr_python import cel
from cel_expr_python.ext import ext_bindings, ext_encoders, ext_math, ext_optional, ext_strings

KEPT = [None] * 10_000_000  # each evaluation of a null takes a reference too many; at zero the interpreter aborts


def plain(value):
    """Write a value as JSON keeps it: bytes, double and map marked, uint as int."""
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": value.hex()}
    if isinstance(value, float):
        return {"double": repr(value)}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {"map": sorted(([plain(k), plain(v)] for k, v in value.items()), key=repr)}
    return value if value is None or isinstance(value, (bool, int, str)) else {"other": "a time"}


def outcome(env, data, text):
    try:
        expression = env.compile(text)
    except Exception as error:  # noqa: BLE001 - the binding raises classes of its own
        return ["compile", str(error)]
    value = expression.eval(data=data)
    if value.type().name() == "ERROR":
        return ["error", str(value.plain_value())]
    return ["value", plain(value.plain_value())]


def main():
    task = json.load(sys.stdin)
    extensions = [
        *(ext_bindings.ExtBindings(), ext_optional.ExtOptional(), ext_strings.ExtStrings()),
        *(ext_math.ExtMath(), ext_encoders.ExtEncoders()),
    ]
    env = cel.NewEnv(variables={"o": cel.Type.DYN}, extensions=extensions)
    data = {"o": task["object"]}
    json.dump([outcome(env, data, text) for text in task["expressions"]], sys.stdout)
    sys.stdout.flush()
    os._exit(0)


main()
