"""What judging one object by a policy costs in a cluster, expression by expression.

What costs too much is an error there, and `failurePolicy: Fail` makes a refusal of it.
Source: k8s.io/apiserver pkg/admission/plugin/policy/validating/validator.go, plugin/cel/condition.go, composition.go.
"""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.cel.check import check
from linea_helm.cel.cost import CALL_LIMIT, CONDITIONS_LIMIT, POLICY_LIMIT, Meter
from linea_helm.cel.types import kept_in_variable
from linea_helm.policies.expression import unpacked
from linea_helm.policies.vap.declarations import TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.cel.types import StaticType
    from linea_helm.finding import Path
    from linea_helm.policies.policy import Parts


class Cost(NamedTuple):
    """Units that an expression, or all expressions at a path in the document, cost, and how many they may."""

    path: Path
    units: int
    limit: int


def costs(parts: Parts, bound: dict[str, Any]) -> Iterator[Cost]:
    """Give what each expression that a cluster evaluates costs, then what they cost together.

    Variables cost once for the validations, once more for the messages, which are evaluated even when all is well, and
    once more for the audit annotations, which have a limit of their own.
    """
    types = _types(parts)
    total, passed = 0, True
    for index, (_, test) in enumerate(parts.conditions):
        meter = Meter(types)
        passed = meter.evaluate(test, bound) is True and passed
        yield Cost(("spec", "matchConditions", index, "expression"), meter.spent[-1][1], CALL_LIMIT)
        total += meter.spent[-1][1]
    yield Cost(("spec", "matchConditions"), total, CONDITIONS_LIMIT)
    if not passed:
        return
    tried: dict[str, list[Any]] = {
        "expression": [test for test, _, _ in parts.validations],
        "messageExpression": [spoken and unpacked(spoken) for _, _, spoken in parts.validations],
    }
    yield from _together("validations", tried, parts, types, bound)
    if parts.annotations:
        audits = {"valueExpression": [value for _, value in parts.annotations]}
        yield from _together("auditAnnotations", audits, parts, types, bound)


def _together(
    where: str,
    groups: dict[str, list[Any]],
    parts: Parts,
    types: dict[str, StaticType],
    bound: dict[str, Any],
) -> Iterator[Cost]:
    total = 0
    for key, expressions in groups.items():
        meter = Meter(types)
        for index, expression in enumerate(expressions):
            if expression:
                meter.evaluate(expression, bound)
                yield Cost(("spec", where, index, key), meter.spent[-1][1], CALL_LIMIT)
        yield from _of_variables(parts, meter, bound)
        total += sum(units for _, units in meter.spent)
    yield Cost(("spec", where), total, POLICY_LIMIT)


def _of_variables(parts: Parts, meter: Meter, bound: dict[str, Any]) -> Iterator[Cost]:
    for index, name in enumerate(parts.variables):
        units = meter.of_variable(bound[name])
        if units is not None:
            yield Cost(("spec", "variables", index, "expression"), units, CALL_LIMIT)


def _types(parts: Parts) -> dict[str, StaticType]:
    types: dict[str, StaticType] = dict(TYPES)
    for name, (expression, _) in parts.variables.items():
        types[name] = kept_in_variable(check(expression.ast, types))
    return types
