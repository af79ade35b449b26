"""Turn additions to a mapping into edits, in the style the mapping is written in.

The one invariant: what a mapping has stays as it is; the only bytes ever replaced are those of a written-out null.
Imports nothing heavy, for the fast path.
"""

from __future__ import annotations

from linea_helm.postrender.outline import MAP, NULL, Node, Unsure
from linea_helm.yaml.scalar import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Tree = Mapping[str, "str | Tree"]
    Edit = tuple[int, int, str]

_NUMBER_MARKS = frozenset("_eE")
_STEP = 2  # columns that a new inner mapping is indented by


def lacking(node: Node, new: Tree) -> Iterator[tuple[Node, Tree]]:
    """Yield the mappings and nulls, at every depth, that lack entries of `new`, and the entries.

    A key that is there keeps its value, even a null, unless `new` has a mapping for it.
    Errors: Unsure when something other than a mapping stands where `new` has one.
    """
    if node.kind == NULL:
        yield node, new
        return
    if node.kind != MAP:
        raise Unsure(f"there is a {node.kind}, not a mapping that could take {', '.join(new)}", node.start)
    missing = {}
    for key, value in new.items():
        old = node.get(key)
        if old is None:
            missing[key] = value
        elif not isinstance(value, str):
            yield from lacking(old, value)
    if missing:
        yield node, missing


def edit(text: str, node: Node, new: Tree) -> Edit:
    """Put entries into a mapping that has none of them, or in the place of a null; `text` is the chunk."""
    if node.kind == NULL:
        return _fill(text, node, new)
    if node.flow:
        after = node.start + 1
        comma = "" if not node.entries else "," if text[after : after + 1].isspace() else ", "
        return after, after, _flow_entries(new) + comma
    if node.tail >= 0:
        end, newline = _line_end(text, node.tail)
        return end, end, "".join(newline + line for line in _lines(new, node.column))
    _, newline = _line_end(text, node.start)
    lines = "".join(line + newline for line in _lines(new, node.column))
    return node.start, node.start, lines[node.column :] + " " * node.column


def _fill(text: str, node: Node, new: Tree) -> Edit:
    if node.flow or node.start != node.end:
        space = " " if node.start == node.end else ""
        return node.start, node.end, space + "{" + _flow_entries(new) + "}"
    end, newline = _line_end(text, node.end)
    return end, end, "".join(newline + line for line in _lines(new, node.column + _STEP))


def _lines(new: Tree, column: int) -> Iterator[str]:
    pad = " " * column
    for key, value in new.items():
        if isinstance(value, str):
            yield f"{pad}{_WRITTEN[key]}: {_WRITTEN[value]}"
        else:
            yield f"{pad}{_WRITTEN[key]}:"
            yield from _lines(value, column + _STEP)


def _flow_entries(new: Tree) -> str:
    """Write entries with all quotes, so that a JSON document stays one."""
    return ", ".join(
        f'"{key}": ' + (f'"{value}"' if isinstance(value, str) else f"{{{_flow_entries(value)}}}")
        for key, value in new.items()
    )


class _Written(dict[str, str]):
    """How a label key, a label value or a quantity is written: texts of letters, digits and `-_./`, checked before."""

    def __missing__(self, text: str) -> str:
        written = self[text] = f'"{text}"' if _needs_quotes(text) else text
        return written


_WRITTEN = _Written()


def _needs_quotes(text: str) -> bool:
    """Tell whether some reader would take the plain text for something else than a text.

    Helm's own takes dates, `1_.5` and `12e5678` for texts; kyaml, YAML 1.1 and JavaScript do not.
    """
    if not isinstance(resolve(text), str):
        return True
    is_number_like = text[0].isdigit() and not text.strip("0123456789-_.eE")
    return is_number_like and (text.count("-") == 2 or not _NUMBER_MARKS.isdisjoint(text))


def _line_end(text: str, offset: int) -> tuple[int, str]:
    """Give where the line of an offset ends, and with which bytes lines end there."""
    end = text.find("\n", offset)
    if end < 0:
        return len(text), "\r\n" if "\r\n" in text else "\n"
    return (end - 1, "\r\n") if text[end - 1 : end] == "\r" else (end, "\n")
