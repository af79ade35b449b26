"""Match a pattern in linear time: an automaton of threads, and a cache of what each set of threads does with a
character.

A state is the tuple of threads that wait for the next character, in the order of their priority, and the kind of the
character before it, which `^` and `\\b` look at. States are made when first reached, as in RE2.
"""

from __future__ import annotations

from linea_helm.cel.re2.charset import WORD, contains, of_ranges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from linea_helm.cel.re2.instructions import Instruction

_MOST_STATES = 2_000
_WORD = of_ranges(WORD)


class _State:
    """Threads before a character; `after` caches where each character leads."""

    __slots__ = ("after", "before", "threads")

    def __init__(self, threads: tuple[int, ...], before: str) -> None:
        self.threads = threads
        self.before = before
        self.after: dict[str, _State] = {}


_MATCHED = _State((), "")


class Pattern:
    """A compiled pattern, of what `instructions.instructions` gives."""

    def __init__(self, code: tuple[Instruction, ...]) -> None:
        self._code = code
        self._reads_lines: bool | None = None
        self._states: dict[tuple[tuple[int, ...], str], _State] = {}

    def reads_lines(self) -> bool:
        """Tell whether it matches a text when, and only when, it matches one of its lines alone."""
        if self._reads_lines is None:
            self._reads_lines = not any(
                (kind == "chars" and contains(rest[0], "\n")) or (kind == "edge" and rest[0] in ("begin", "end"))
                for kind, *rest in self._code
            )
        return self._reads_lines

    def search(self, text: str) -> bool:
        """Tell whether the pattern matches anywhere in the text."""
        state = self._state((0,), "")
        for character in text:
            state = state.after.get(character) or self._step(state, character)
            if state is _MATCHED:
                return True
        return self._closure(state.threads, state.before, "")[1]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the half-open offsets of the leftmost matches that do not overlap, of several the preferred one."""
        start, last = 0, -1
        while start <= len(text):
            span = self._first(text, start)
            if span is None:
                return
            if span[0] != span[1] or span[0] != last:
                yield span
                last = span[1]
            start = span[1] + (span[0] == span[1])

    def _first(self, text: str, start: int) -> tuple[int, int] | None:
        """Find the leftmost match from an offset on: every thread carries the offset at which it started."""
        threads: list[tuple[int, int]] = []
        found: tuple[int, int] | None = None
        for at in range(start, len(text) + 1):
            if found is None:
                threads.append((0, at))
            before, after = text[at - 1 : at] if at else "", text[at : at + 1]
            threads, matched = self._advance(threads, before, after)
            if matched is not None:
                found = (matched, at)
            if not threads and found:
                break
        return found

    def _advance(
        self, threads: list[tuple[int, int]], before: str, after: str
    ) -> tuple[list[tuple[int, int]], int | None]:
        following: dict[int, int] = {}
        for thread, started in threads:
            consuming, matched = self._closure((thread,), before, after)
            for number in consuming:
                if after and contains(self._code[number][1], after):
                    following.setdefault(number + 1, started)
            if matched:
                return list(following.items()), started
        return list(following.items()), None

    def _state(self, threads: tuple[int, ...], before: str) -> _State:
        key = (threads, before)
        if key not in self._states:
            if len(self._states) >= _MOST_STATES:
                self._states.clear()
            self._states[key] = _State(threads, before)
        return self._states[key]

    def _step(self, state: _State, character: str) -> _State:
        consuming, matched = self._closure(state.threads, state.before, character)
        following = _MATCHED
        if not matched:
            threads = [number + 1 for number in consuming if contains(self._code[number][1], character)]
            following = self._state(tuple(dict.fromkeys([*threads, 0])), _kind(character))
        if len(state.after) < _MOST_STATES:
            state.after[character] = following
        return following

    def _closure(self, threads: tuple[int, ...], before: str, after: str) -> tuple[list[int], bool]:
        """Follow what consumes nothing: the instructions that wait for a character, up to a match."""
        consuming: list[int] = []
        seen: set[int] = set()
        pending = list(reversed(threads))
        while pending:
            number = pending.pop()
            if number in seen:
                continue
            seen.add(number)
            instruction = self._code[number]
            kind = instruction[0]
            if kind == "chars":
                consuming.append(number)
            elif kind == "match":
                return consuming, True
            elif kind == "split":
                pending += reversed(instruction[1])
            elif _holds(instruction[1], before, after):
                pending.append(number + 1)
        return consuming, False


def _kind(character: str) -> str:
    """Give a character that `^` and `\\b` cannot tell from this one."""
    if character == "\n":
        return "\n"
    return "w" if contains(_WORD, character) else " "


def _holds(edge: str, before: str, after: str) -> bool:
    if edge in ("begin", "line-begin"):
        return not before or (before == "\n" and edge == "line-begin")
    if edge in ("end", "line-end"):
        return not after or (after == "\n" and edge == "line-end")
    between = (bool(before) and contains(_WORD, before)) is not (bool(after) and contains(_WORD, after))
    return between is (edge == "word")
