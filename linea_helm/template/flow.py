"""Follow the values through a chart's templates: which of them reach the output, a test or another template.

Nothing is rendered. Each block is walked once, whatever its condition; what a variable or the dot may be is a set. So
more counts as read than any one rendering reads, never less, and a key that counts as unread is read by nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from linea_helm.template import functions
from linea_helm.template.action import Chain, Literal, Pipe, Word
from linea_helm.template.calls import Calls
from linea_helm.template.meaning import EMPTY, NOTHING, UNKNOWN, Map, Text, behind, turns_of, union, with_bases
from linea_helm.template.reads import ANY, Reads
from linea_helm.template.scope import Box, Scope
from linea_helm.template.tree import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from linea_helm.template.action import Operand
    from linea_helm.template.meaning import Meaning, One, Turns
    from linea_helm.template.tree import Node

#: Levels of values; charts have about half of it, what has more goes in circles.
_DEEPEST = 12
#: Values that one expression may mean; charts have a tenth of it, what has more counts as used whole.
_WIDEST = 500
#: A map that grows after it was read makes those be walked again that read it; mostly once is enough.
_ROUNDS = 4


class ChartTexts(NamedTuple):
    """The texts of one chart whose values stand at `prefix`.

    `templates` are those of the files in templates/ by file name. `strings` are all others that may reach `tpl`.
    """

    prefix: tuple[str, ...]
    templates: Sequence[tuple[str, str]]
    strings: Sequence[str] = ()


def follow(charts: Iterable[ChartTexts]) -> Reads:
    """Give all paths that the templates of a chart and of its sub-charts read. Errors: none."""
    flow = Flow(list(charts))
    flow.run()
    return flow.reads


class Flow:
    """One walk through all templates of a release; `live` has another that leaves out what is not rendered."""

    def __init__(self, charts: Sequence[ChartTexts]) -> None:
        self.reads = Reads()
        self.calls = Calls()
        self.prefix: tuple[str, ...] = ()
        self._asked: dict[tuple[tuple[str, ...], str], Meaning] = {}
        self._maps: dict[object, Map] = {}
        self._parser = Parser()
        self._files: list[tuple[tuple[str, ...], list[Node]]] = []
        #: All charts of a release share their named templates; which one of a name wins is left open.
        self._defined: dict[str, list[list[Node]]] = {}
        self._prefixes = {chart.prefix for chart in charts}
        seen: set[str] = set()
        for chart in charts:
            self._files += [(chart.prefix, nodes) for nodes in self._parsed(chart, seen)]

    def _parsed(self, chart: ChartTexts, seen: set[str]) -> Iterable[list[Node]]:
        files = [*chart.templates, *(("", text) for text in chart.strings if "{{" in text)]
        for name, text in files:
            is_partial = name.startswith("_")
            if is_partial and text in seen:
                continue  # sub-charts bring the same library again
            seen.add(text)
            tree = self._parser.tree(text)
            for template, nodes in tree.defined.items():
                self._defined.setdefault(template, []).append(nodes)
            if not is_partial:
                yield tree.top

    def run(self) -> None:
        """Walk all files, each from the context that Helm gives those of its chart."""
        pending: Iterable[int] = range(len(self._files))
        for _ in range(_ROUNDS):
            for file in pending:
                self._walk(file)
            pending = self.calls.forget()

    def _walk(self, file: int) -> None:
        self.prefix, nodes = self._files[file]
        root = self._root(self.prefix)
        self.write(self.calls.make(file, lambda: self._body(nodes, root), UNKNOWN))

    def read(self, path: tuple[str, ...]) -> None:
        """Note that a template names the value at a path, whatever it does with it."""
        self.reads.read(path)

    def ask(self, meaning: Meaning) -> None:
        """Note that it matters whether something is there, or empty: a key is read by then all the same."""

    def ask_kind(self, meaning: Meaning) -> None:
        """Note that it matters whether something is there, and of which kind."""

    def test(self, meaning: Meaning) -> None:
        """Note that it matters what is in something."""

    def change(self, meaning: Meaning) -> None:
        """Note that a template changes a map."""

    def is_skipped(self, _pipe: Pipe, _scope: Scope) -> bool:
        """Tell whether a condition certainly fails: every block is walked here."""
        return False

    def _root(self, prefix: tuple[str, ...]) -> Meaning:
        inside = [each for each in self._prefixes if len(each) == len(prefix) + 1 and each[: len(prefix)] == prefix]
        fields: dict[str, Meaning] = {"Values": frozenset({prefix})}
        if inside:
            subcharts = {each[-1]: self._root(each) for each in inside}
            fields["Subcharts"] = frozenset({self.map(self, subcharts)})
        return frozenset({self.map(self, fields)})

    def _body(self, nodes: Sequence[Node], dot: Meaning) -> Meaning:
        return self._block(nodes, Scope({".": Box(dot, 0), "$": Box(dot, 0)}))

    # What blocks do

    def _block(self, nodes: Sequence[Node], scope: Scope) -> Meaning:
        written: Meaning = NOTHING
        for node in nodes:
            written = behind(written, self._node(node, scope))
        return written

    def _node(self, node: Node, scope: Scope) -> Meaning:
        action = node.action
        if action.kind == "range":
            return self._range(node, scope.inner(sure=True)) | self._block(node.other, scope.inner()) | EMPTY
        inner = scope.inner() if action.names and action.kind != "print" else scope
        skipped = not action.names and action.kind != "print" and self.is_skipped(action.pipe, inner)
        meaning = NOTHING if skipped else self.pipe(action.pipe, inner)
        if action.names:
            inner.assign(action, (meaning,))
        if action.kind == "print":
            return NOTHING if action.names else meaning
        self.ask(meaning)
        written = (
            self._block([] if skipped else node.body, inner.inner(meaning if action.kind == "with" else None)) or EMPTY
        )
        return written | ((self._block(node.other, inner.inner()) if node.other else NOTHING) or EMPTY)

    def _range(self, node: Node, scope: Scope) -> Meaning:
        over = self.pipe(node.action.pipe, scope)
        self.test(frozenset(one for one in over if not isinstance(one, Map) or one.bases))
        element = self.child(over, ANY)
        turns = turns_of(over)
        if turns is not None:
            return self._alternatives(node, scope, turns)
        written, before = NOTHING, None
        while before != (
            before := [box.meaning for box in scope.names.values()]
        ):  # a later turn sees what one assigned
            written |= self._turn(node, scope.inner(element), UNKNOWN, element)
        return written

    def _alternatives(self, node: Node, scope: Scope, lists: list[Turns]) -> Meaning:
        """Go through each of the lists that `range` may have, from the same start, and join what comes of them."""
        boxes = list(scope.names.values())
        start = [box.meaning for box in boxes]
        written, ends = NOTHING, [NOTHING] * len(boxes)
        for turns in lists:
            for box, meaning in zip(boxes, start, strict=True):
                box.meaning = meaning
            made: Meaning = NOTHING
            for key, element in turns:
                made = behind(made, self._turn(node, scope.inner(element, sure=True), key, element))
            written |= made
            ends = [end | box.meaning for end, box in zip(ends, boxes, strict=True)]
        for box, meaning in zip(boxes, ends, strict=True):
            box.meaning = meaning
        return written

    def _turn(self, node: Node, scope: Scope, key: Meaning, element: Meaning) -> Meaning:
        scope.assign(node.action, (element,) if len(node.action.names) < 2 else (key, element))
        return self._block(node.body, scope)

    # What expressions mean

    def pipe(self, pipe: Pipe, scope: Scope) -> Meaning:
        """Give what a pipeline means; each command gets the one before as its last argument."""
        last: list[Meaning] = []
        for command in pipe.commands:
            head = command[0]
            if isinstance(head, Word):
                arguments = [self.operand(each, scope) for each in command[1:]] + last
                last = [functions.call(self, head.name, arguments, command)]
            else:
                self.test(union([self.operand(each, scope) for each in command[1:]] + last))  # .Files.Get .Values.x
                last = [self.operand(head, scope)]
        return last[0] if last else NOTHING

    def operand(self, operand: Operand, scope: Scope) -> Meaning:
        """Give what a value or an argument means."""
        if isinstance(operand, Chain):
            base, fields = operand
            if isinstance(base, str):
                box = scope.names.get(base)
                meaning = box.meaning if box else UNKNOWN
            else:
                meaning = self.pipe(base, scope)
            for field in fields:
                meaning = self.child(meaning, field)
            return meaning
        if isinstance(operand, Literal):
            return UNKNOWN if operand.text is None else frozenset({operand.text})
        return UNKNOWN if isinstance(operand, Word) else self.pipe(operand, scope)

    # What functions ask for

    def child(self, meaning: Meaning, key: str) -> Meaning:
        """Give what stands at a key, or with ANY at all keys, and note that it is read."""
        found: set[One] = set()
        for one in with_bases(meaning):
            if isinstance(one, tuple):
                found |= self._below(one, key)
            elif isinstance(one, Map):
                self.calls.read(one, key)
                found |= one.at(key)
            elif key == "Values":  # a context that could not be followed
                found.add(self.prefix)
        if len(found) > _WIDEST:
            self.whole(frozenset(found))
            return UNKNOWN
        return frozenset(found) or UNKNOWN

    def _below(self, path: tuple[str, ...], key: str) -> Meaning:
        """Give the value at a key of the one at a path; the same one is asked for again and again."""
        asked = (path, key)
        if asked not in self._asked:
            self._asked[asked] = frozenset({self._read(path, key)})
        return self._asked[asked]

    def _read(self, path: tuple[str, ...], key: str) -> tuple[str, ...]:
        if key == "AsMap":  # a method of Helm's values
            return path
        below = ("global",) if key == "global" and path in self._prefixes else (*path, key)
        if len(below) > _DEEPEST:
            self.reads.whole(path)
            return path
        self.read(below)
        return below

    def whole(self, meaning: Meaning, *, contexts: bool = True) -> None:
        """Note that something is used with all that may stand in it; without `contexts`, not what `.Values` holds."""
        pending: list[One] = list(meaning)
        seen: set[Map] = set()
        while pending:
            one = pending.pop()
            if isinstance(one, Text):
                pending.append(one.of)
            elif isinstance(one, tuple):
                self.reads.whole(one)
            elif isinstance(one, Map) and one not in seen:
                seen.add(one)
                self.calls.read(one, ANY)
                fields = [field for key, field in one.fields.items() if contexts or key != "Values"]
                pending += [each for field in (*fields, one.bases) for each in field]

    def write(self, meaning: Meaning) -> None:
        """Note that something is written; of what is no text that can only be a scalar, as Go writes `map[a:b]`."""
        written = [one for one in meaning if isinstance(one, Text)]
        if written:
            self.whole(frozenset(written))

    def map(self, made_by: object, fields: Mapping[str, Meaning], bases: Meaning = NOTHING) -> Map:
        """Give the map that a command makes of these fields, always the same one."""
        key = (id(made_by), frozenset(fields.items()), bases)
        if key not in self._maps:
            self._maps[key] = Map(dict(fields), bases)
        return self._maps[key]

    def grow(self, map_: Map, fields: Mapping[str, Meaning], bases: Meaning = NOTHING) -> None:
        """Put more into a map."""
        for key, meaning in fields.items():
            if not meaning <= map_.fields.get(key, NOTHING):
                self.calls.grew(map_, [key])
                map_.fields[key] = map_.fields.get(key, NOTHING) | meaning
        if not bases <= map_.bases | {map_}:
            self.calls.grew(map_, [ANY])
            map_.bases |= bases - {map_}

    def include(self, names: Meaning, context: Meaning) -> Meaning:
        """Walk the named templates; what they write is given as it is when that is values and nothing else."""
        written: Meaning = NOTHING
        for name in self._named(names):
            written |= self._called(name, context)
        strings = frozenset(one for one in written if isinstance(one, str))
        if strings <= EMPTY:
            return written or UNKNOWN
        self.write(written)
        return strings if strings == written else UNKNOWN

    def _named(self, names: Meaning) -> Iterable[str]:
        for name in names:
            if not isinstance(name, str):
                yield from self._defined
            elif ANY in name:
                pattern = ".*".join(re.escape(part) for part in name.split(ANY))
                yield from (each for each in self._defined if re.fullmatch(pattern, each))
            else:
                yield name

    def _called(self, name: str, context: Meaning) -> Meaning:
        call = (name, context)
        known = self.calls.get(call)
        if known is not None:
            return known
        if name not in self._defined or self.calls.is_deep(name):
            self.whole(context, contexts=False)
            return self.calls.make(call, lambda: UNKNOWN, UNKNOWN)
        bodies = self._defined[name]
        return self.calls.make(call, lambda: union([self._body(nodes, context) for nodes in bodies]), UNKNOWN)

    def expand(self, texts: Meaning, context: Meaning) -> Meaning:
        """Do as `tpl`: walk texts that are written out; others come from values and files, which are walked anyway."""
        written: Meaning = NOTHING
        for text in texts:
            if isinstance(text, str) and "{{" in text:
                written |= self._body(self._parser.tree(text).top, context)
        self.whole(context, contexts=False)
        return written
