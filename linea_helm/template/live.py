"""Which values have an effect while some switches are off: what stands only in blocks that they close has none.

As in `flow`, more counts than any one rendering reads. And whatever is tested, listed or written counts with all that
may stand in it, because a value below it makes that be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from linea_helm.template.action import Chain, Pipe, Word
from linea_helm.template.flow import Flow
from linea_helm.template.meaning import NOTHING, UNKNOWN, Map, Text, with_bases
from linea_helm.template.reads import ANY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from linea_helm.finding import Path
    from linea_helm.template.action import Operand
    from linea_helm.template.flow import ChartTexts
    from linea_helm.template.meaning import Meaning
    from linea_helm.template.scope import Scope


class Given(NamedTuple):
    """What is known of the values besides the switches that are off.

    `steady` has the paths that are of the same kind whether the values in question are set or not; true where they are
    as full or empty, too. `is_absent` says of a path that nothing is there.
    """

    steady: Mapping[Path, bool]
    is_absent: Callable[[Path], bool]


NOTHING_GIVEN = Given({}, lambda _: False)


def live(charts: Iterable[ChartTexts], off: frozenset[Path], given: Given = NOTHING_GIVEN) -> Live:
    """Walk what is rendered while all these switches are false. Errors: none."""
    flow = Live(list(charts), off, given)
    flow.run()
    return flow


class Live(Flow):
    """A walk that leaves out the blocks of `if .Values.x.enabled` whose switch is off, however templates reach it."""

    def __init__(self, charts: list[ChartTexts], off: frozenset[Path], given: Given) -> None:
        super().__init__(charts)
        self._off = off
        self._given = given
        self._changed: set[tuple[str, ...]] = set()
        #: What was taken to be absent.
        self._missed: set[Path] = set()
        #: What holds a switch is there, and not empty, whatever else it holds.
        self._there = {path[:length] for path in off for length in range(len(path))}

    def is_changed(self, path: Path) -> bool:
        """Tell whether a template changes the values at a path, around it, or where nothing was taken to be."""
        return any(one[: len(changed)] == changed for changed in self._changed for one in (path, *self._missed))

    def read(self, path: tuple[str, ...]) -> None:
        """Note nothing: what a template does with a value has an effect, to name it has none."""

    def ask(self, meaning: Meaning) -> None:
        """Note that it matters whether something is there, and not empty: a value in it would make it so."""
        paths = [one for one in with_bases(meaning) if isinstance(one, tuple)]
        texts = frozenset(one for one in meaning if isinstance(one, Text))
        self.test(texts.union(one for one in paths if one not in self._there and not self._given.steady.get(one)))

    def ask_kind(self, meaning: Meaning) -> None:
        """Note that it matters whether something is there, and of which kind."""
        self.ask(frozenset(one for one in meaning if not isinstance(one, Map) and one not in self._given.steady))

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
        """Tell whether a condition can be nothing but a switch that is off, or is an `and` with one.

        What an `and` has behind it is not evaluated; what comes before is, whatever it gives.
        """
        if len(pipe.commands) != 1:
            return False
        head, *others = pipe.commands[0]
        if not isinstance(head, Word):
            return not others and self._is_off(head, scope)
        for each in others if head.name == "and" else ():
            if self._is_off(each, scope):
                return True
            self.operand(each, scope)
        return False

    def child(self, meaning: Meaning, key: str) -> Meaning:
        """Give what stands at a key; what could not be followed stays something that could be anything."""
        is_open = any(isinstance(one, str) for one in with_bases(meaning))
        return super().child(meaning, key) | (UNKNOWN if is_open else NOTHING)

    def _is_off(self, operand: Operand, scope: Scope) -> bool:
        if isinstance(operand, Pipe):
            return self.is_skipped(operand, scope)
        if not isinstance(operand, Chain) or not operand.fields:
            return False
        meaning = self.operand(operand, scope)
        paths = (one for one in meaning if isinstance(one, tuple) and ANY not in one)
        missed = [path for path in paths if self._given.is_absent(path)]
        if meaning & self._off and meaning <= self._off.union(missed):
            self._missed.update(missed)
            return True
        return False
