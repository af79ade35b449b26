"""linea_helm.lint.expected: the types that a chart wants."""

from __future__ import annotations

import pytest

from linea_helm.lint.expected import types_at
from linea_helm.rules.unknown_key import Known

SCHEMA = {
    "properties": {
        "port": {"$ref": "#/$defs/port"},
        "mode": {"oneOf": [{"type": "string"}, {"type": ["integer", "null"]}]},
        "tag": {"type": "string"},
    },
    "$defs": {"port": {"type": "integer"}},
}
DEFAULTS = {
    "tag": 1.1,
    "on": True,
    "share": 0.5,
    "count": 3,
    "name": "x",
    "empty": None,
    "args": [1],
    "db": {"size": 1},
}
KNOWN = Known(DEFAULTS, SCHEMA, charts={"db": Known({"enabled": True})})


@pytest.mark.parametrize(
    ("path", "types"),
    [
        (("port",), {"integer"}),
        (("mode",), {"string", "integer", "null"}),
        (("tag",), {"string"}),
        (("on",), {"boolean"}),
        (("share",), {"integer", "number"}),
        (("count",), {"integer", "number"}),
        (("name",), {"string"}),
        (("empty",), set()),
        (("args", 0), set()),
        (("nobody", "knows"), set()),
        (("db", "enabled"), {"boolean"}),
        (("db", "size"), {"integer", "number"}),
    ],
)
def test_the_schema_wins_over_the_default(path, types):
    """Of a sub-chart its own word comes first, then that of the chart around it."""
    assert types_at(KNOWN, path) == types
