"""Which values have an effect while some switches are off: what stands only in blocks that they close has none.

As in `flow`, more counts than any one rendering reads. And whatever is tested, listed or written counts with all that
may stand in it, because a value below it makes that be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linea_helm.template.action import Chain, Pipe, Word
from linea_helm.template.flow import Flow
from linea_helm.template.meaning import NOTHING, UNKNOWN, with_bases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linea_helm.finding import Path
    from linea_helm.template.action import Operand
    from linea_helm.template.flow import ChartTexts, Scope
    from linea_helm.template.meaning import Meaning


def live(charts: Iterable[ChartTexts], off: frozenset[Path]) -> Live:
    """Walk what is rendered while all these switches are false. Errors: none."""
    flow = Live(list(charts), off)
    flow.run()
    return flow


class Live(Flow):
    """A walk that leaves out the blocks of `if .Values.x.enabled` whose switch is off, however templates reach it."""

    def __init__(self, charts: list[ChartTexts], off: frozenset[Path]) -> None:
        super().__init__(charts)
        self._off = off
        self._changed: set[tuple[str, ...]] = set()
        #: What holds a switch is there, and not empty, whatever else it holds.
        self._there = {path[:length] for path in off for length in range(len(path))}

    def is_changed(self, path: Path) -> bool:
        """Tell whether a template changes the values at a path, or around it."""
        return any(path[: len(changed)] == changed for changed in self._changed)

    def ask(self, meaning: Meaning) -> None:
        """Note that it matters whether something is there: a value in it would make that be there."""
        self.test(frozenset(one for one in meaning if one not in self._there))

    def test(self, meaning: Meaning) -> None:
        """Note that it matters what is in something."""
        self.whole(meaning, contexts=False)

    def write(self, meaning: Meaning) -> None:
        """Note that something is written, be it a map."""
        self.whole(meaning)

    def change(self, meaning: Meaning) -> None:
        """Note that a template changes values."""
        self._changed |= {one for one in meaning if isinstance(one, tuple)}

    def is_skipped(self, pipe: Pipe, scope: Scope) -> bool:
        """Tell whether a condition can be nothing but a switch that is off, or is an `and` with one."""
        if len(pipe.commands) != 1:
            return False
        head, *others = pipe.commands[0]
        if isinstance(head, Word):
            return head.name == "and" and any(self._is_off(each, scope) for each in others)
        return not others and self._is_off(head, scope)

    def child(self, meaning: Meaning, key: str) -> Meaning:
        """Give what stands at a key; what could not be followed stays something that could be anything."""
        is_open = any(isinstance(one, str) for one in with_bases(meaning))
        return super().child(meaning, key) | (UNKNOWN if is_open else NOTHING)

    def _is_off(self, operand: Operand, scope: Scope) -> bool:
        if isinstance(operand, Pipe):
            return self.is_skipped(operand, scope)
        return isinstance(operand, Chain) and bool(operand.fields) and self.operand(operand, scope) <= self._off
