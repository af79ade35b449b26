"""What an API server would count for evaluating expressions: the units that its limits for policies are made of.

Source: k8s.io/apiserver pkg/apis/cel/config.go. Slow: for whoever writes policies, not for verdicts.
"""

from __future__ import annotations

from linea_helm.cel.check import types_of
from linea_helm.cel.errors import BudgetError
from linea_helm.cel.outcome import Failure
from linea_helm.cel.walk import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linea_helm.cel.outcome import Outcome
    from linea_helm.cel.program import Lazy, Program
    from linea_helm.cel.tree import Value
    from linea_helm.cel.types import StaticType

#: Units that one expression may cost, those of a policy together, and its match conditions together.
CALL_LIMIT, POLICY_LIMIT, CONDITIONS_LIMIT = 1_000_000, 10_000_000, 2_500_000


class Meter:
    """Evaluates the expressions of one policy for one object, and keeps what each of them cost.

    `types` are those of the variables. A variable that is a program is evaluated, and costs, once. `spent` has a
    program and its units for every evaluation; more than CALL_LIMIT: an API server would have stopped it.
    """

    def __init__(self, types: Mapping[str, StaticType]) -> None:
        self._types = types
        self._variables: dict[int, tuple[Outcome, int]] = {}
        self.spent: list[tuple[Program, int]] = []

    def evaluate(self, program: Program, bindings: dict[str, Value]) -> Outcome:
        """Give the value of a program, or how it failed."""
        walk = Walk(bindings, types_of(program.ast, self._types), self._variable, CALL_LIMIT)
        try:
            outcome = walk.evaluate(program.ast, {})
        except BudgetError:
            outcome = Failure(f"it costs more than the {CALL_LIMIT} units that an API server allows", 0)
        except RecursionError:
            outcome = Failure("the values nest too deeply", 0)
        self.spent.append((program, walk.cost))
        return outcome

    def of_variable(self, lazy: Lazy) -> int | None:
        """Give what a variable cost, None when nobody has read it."""
        known = self._variables.get(id(lazy))
        return known and known[1]

    def _variable(self, lazy: Lazy) -> Outcome:
        if id(lazy) not in self._variables:
            outcome = self.evaluate(lazy.program, lazy.bindings)
            if isinstance(outcome, Failure) and outcome.variable is None:
                outcome.variable = lazy.program
            self._variables[id(lazy)] = outcome, self.spent[-1][1]
        return self._variables[id(lazy)][0]


def fault(program: Program, bindings: dict[str, Value]) -> tuple[Program, int] | None:
    """Say where a program fails: the program whose text that is, itself or a variable, and the offset in it.

    None when it does not fail where it is evaluated node by node.
    """
    outcome = Meter({}).evaluate(program, bindings)
    return (outcome.variable or program, outcome.offset) if isinstance(outcome, Failure) else None
