"""Blame through macros: the rounds that decided, and where the elements of what a macro gives come from.

Part of `blame`; a round is the scope of one element.
"""

from __future__ import annotations

from linea_helm.cel.alike import FEW, coarse
from linea_helm.cel.origin import Blame, Elements, Traced, deciding, outside, union
from linea_helm.cel.values import map_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from linea_helm.cel.blame import Handler, Scope, Tracer
    from linea_helm.cel.tree import Node, Value

#: Where no element is as asked for, so many that go the same way through the test tell what they were compared with: a
#: release in which all objects are wrong would else be gone through once more for each of them.
EXAMPLES = 12


def _macro(tracer: Tracer, node: Node, scope: Scope, result: Traced) -> Traced:
    source = tracer.trace(node[2], scope)
    if source.error is not None or not isinstance(source.value, (list, dict)):
        return result.from_other(source)
    return _MACROS[node[0]](Rounds(tracer, node, scope, source), result)


class Rounds:
    """The rounds of one macro by their positions; what nobody asks for is not made."""

    __slots__ = ("_keys", "_outer", "count", "node", "source", "tracer")

    def __init__(self, tracer: Tracer, node: Node, scope: Scope, source: Traced) -> None:
        self.tracer = tracer
        self.node = node
        self.source = source
        self.count = len(source.value)
        self._outer = scope
        self._keys = [source.key(key) for key in source.value] if isinstance(source.value, dict) else None

    def element(self, position: int) -> Traced:
        """Give the last of the macro's variables."""
        if self._keys is None:
            return self.source.child(position)
        key = self._keys[position]
        return key if len(self.node[3]) == 1 else self.source.child(map_key(key.value))

    def scope(self, position: int) -> Scope:
        """Give what the macro's variables are, and those around it."""
        element, names = self.element(position), self.node[3]
        if len(names) == 1:
            return self._outer | {names[0]: element}
        first = Traced(position) if self._keys is None else self._keys[position]
        return self._outer | {names[0]: first, names[1]: element}

    def groups(self) -> Sequence[Value]:
        """Give a key for each round, equal only for rounds that the test cannot tell apart."""
        if self.count < FEW or self._keys is not None or len(self.node[3]) > 1:
            return range(self.count)
        outer = {name: traced.value for name, traced in self._outer.items()}
        return self.tracer.known.sight(self.node).keys(self.source.value, outer, self.tracer.bindings)

    def tests(self) -> list[Traced]:
        """Evaluate the test in every round; nobody knows yet where the values come from."""
        groups = self.groups()
        found: dict[Value, Traced] = {}
        for position, group in enumerate(groups):
            if group not in found:
                found[group] = self.tracer.evaluate(self.node[4], self.scope(position))
        return [found[group] for group in groups]

    def reasons(self, positions: Iterable[int], *, are_false: bool = False) -> tuple[Blame, ...]:
        """Give what decided the test in these rounds; what no data decided is blamed on the element.

        `are_false` says that the test is false in all of them.
        """
        return union(self._reasons(self.scope(position), are_false=are_false) for position in positions)

    def _reasons(self, scope: Scope, *, are_false: bool) -> tuple[Blame, ...]:
        known = Traced(False) if are_false else None
        return self.tracer.trace(self.node[4], scope, known).reasons or scope[self.node[3][-1]].reasons

    def entries(self, positions: Iterable[int]) -> tuple[Blame, ...]:
        """Give the same and, of a map, how far the path of each reason leads to the entry that it lies in."""
        where = self.source.path
        if self._keys is None or where is None:
            return self.reasons(positions)
        own = len(where) + 1
        return tuple(
            Blame(reason.path, missing=reason.missing, entry=max(reason.entry, own))
            if len(reason.path) >= own and reason.path[: own - 1] == where
            else reason
            for reason in self.reasons(positions)
        )

    def absence(self, *, are_false: bool = False) -> tuple[Blame, ...]:
        """No element is as asked for: blame what they were compared with, or the list when that is no data."""
        groups = self.groups()
        positions = list(range(self.count))
        if self.source.path is not None and self.source.items is None:  # the elements lie in it, and are not blamed
            positions = sorted(dict(zip(reversed(groups), reversed(positions), strict=True)).values())
        chosen = _examples(positions, groups) if len(positions) > EXAMPLES else positions
        found = outside(self.reasons(chosen, are_false=are_false), self.source.path) or self.source.reasons
        # Each element may have failed at another entry of what it was compared with, and one that fits is enough.
        return tuple(Blame(reason.path, missing=reason.missing) for reason in found)

    def kept(self, result: list[Value]) -> list[int]:
        """Give the rounds whose elements are in what was filtered: those that are the same objects, in their order."""
        found: list[int] = []
        for position, item in enumerate(self.source.value if type(self.source.value) is list else ()):
            if len(found) == len(result):
                break
            if item is result[len(found)]:
                found.append(position)
        if len(found) == len(result):
            return found
        return [position for position, test in enumerate(self.tests()) if test.value is True]


def _examples(positions: list[int], groups: Sequence[Value]) -> list[int]:
    """Take the first few of the rounds that differ only in what makes no other way through the test."""
    taken: dict[Value, int] = {}
    chosen = []
    for position in positions:
        manner = coarse(groups[position])
        taken[manner] = taken.get(manner, 0) + 1
        if taken[manner] <= EXAMPLES:
            chosen.append(position)
    return chosen


def _quantifier(rounds: Rounds, result: Traced) -> Traced:
    """Blame the rounds that gave the result; when no element did what `exists` asks for, see `absence`."""
    value, error = result.value, result.error
    return result.because(lambda: _decision(rounds, value, error))


def _decision(rounds: Rounds, value: Value, error: str | None) -> tuple[Blame, ...]:
    kind = rounds.node[0]
    if kind == "exists" and value is False:
        return rounds.absence(are_false=True)
    tests = rounds.tests()
    decided = deciding(tests, Traced(value, error))
    if kind == "exists_one" and error is None:
        decided = [i for i, test in enumerate(tests) if test.value is True]
    if kind == "all" and value is False:
        return rounds.entries(decided)
    return rounds.reasons(decided) if decided or (kind == "all" and tests) else rounds.absence()


def _filter(rounds: Rounds, result: Traced) -> Traced:
    """A list that was filtered is decided by what passed, or by the whole list when nothing did."""
    if result.error is not None:
        failure = Traced(error=result.error)
        return result.because(lambda: rounds.reasons(deciding(rounds.tests(), failure)))
    kept = rounds.kept(result.value)
    result.items = Elements(len(kept), lambda number: rounds.element(kept[number]))
    return result.because(lambda: rounds.reasons(kept) or rounds.source.reasons)


def _collect(rounds: Rounds, result: Traced) -> Traced:
    chosen: Sequence[int] = range(rounds.count)
    undecided: list[int] = []
    if rounds.node[4] is not None:
        tests = rounds.tests()
        undecided = [i for i, test in enumerate(tests) if type(test.value) is not bool]
        chosen = [i for i, test in enumerate(tests) if test.value is True]
    made = Elements(len(chosen), lambda number: rounds.tracer.trace(rounds.node[5], rounds.scope(chosen[number])))
    parts = (made[number] for number in range(len(chosen)))
    if result.error is not None:
        return result.because(
            lambda: rounds.reasons(undecided) or union(part.reasons for part in parts if part.error is not None)
        )
    result.items = made if type(result.value) is list else None
    return result.because(lambda: union(part.reasons for part in parts) or rounds.source.reasons)


_MACROS: dict[str, Callable[[Rounds, Traced], Traced]] = {
    **dict.fromkeys(("all", "exists", "exists_one"), _quantifier),
    "filter": _filter,
    **dict.fromkeys(("collect", "transformMap", "transformMapEntry"), _collect),
}

#: The handlers of `blame` for all macros.
ROUNDS: dict[str, Handler] = dict.fromkeys(_MACROS, _macro)
