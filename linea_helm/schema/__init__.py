"""Check values against a chart's values.schema.json: the verdict is Helm's, the words are for the user.

Helm 3.18.5 and later check with santhosh-tekuri/jsonschema v6, draft 2020-12 unless `$schema` names another.
tests/schema/test_verdict.py holds both majors' binaries against this package.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.finding import Problem
    from linea_helm.schema.failure import Json


class Verdict(NamedTuple):
    """What Helm would say: it accepts values without problems.

    `unfetched` names the documents on the network that the schema refers to. A lint never fetches them and counts what
    they ask for as given, while Helm fetches them at every render: say so in `Result.skipped`.
    """

    problems: tuple[Problem, ...]
    unfetched: tuple[str, ...] = ()


def explain(schema: Json, values: Json) -> Verdict:
    """Give every way in which merged values break a schema, sorted by path.

    `schema` is the JSON of values.schema.json, `values` the merged values of that chart; applying a sub-chart's schema
    to the sub-chart's values is the caller's. Numbers count as Helm's 64-bit floats: 1.0 is an integer.
    Errors: BadSchema when Helm cannot compile the schema, and so renders nothing.
    """
    from linea_helm.schema.check import check, numbers  # imports jsonschema: 65 ms
    from linea_helm.schema.words import problems

    failures, prepared = check(schema, numbers(values))
    told = {problem: None for failure in failures for problem in problems(failure, prepared.names)}
    return Verdict(tuple(sorted(told, key=_place)), tuple(sorted(prepared.unfetched)))


def _place(problem: Problem) -> tuple[list[tuple[int, str]], str]:
    parts = [(part, "") if isinstance(part, int) else (-1, part) for part in problem.path]
    return parts, problem.message
