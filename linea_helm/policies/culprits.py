"""Which of all paths that decided an expression a user should look at. On the fast path: imports nothing."""

from __future__ import annotations

from linea_helm.facts import OF_RELEASE, OF_VALUES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cel.origin import Blame
    from linea_helm.finding import Path

#: What is judged, and what it is compared with.
_JUDGED = ("object", *OF_RELEASE.values(), *OF_VALUES.values())
_OTHERS = ("resources", "values", *OF_RELEASE, *OF_VALUES)


def culprits(blames: list[Blame]) -> list[tuple[Path, bool]]:
    """Choose one place for each element that failed, of a list or of a map that `all` went through, else one in all.

    `!has(c.env) || c.env.all(e, e.name != 'KEY' || e.value == '')` is decided by `env`, each `name` and each `value`.
    What holds another blamed path says nothing new, and of what is left authors write guards first and the judged
    thing last.
    Shapes: (path, missing) in the order of the expression; `missing` as in Blame.
    """
    # What the judged object itself holds is the better place to look at than what it was compared with.
    own = any(_is_inside(blame, _JUDGED) for blame in blames)
    chosen: dict[Path, tuple[Path, bool]] = {}
    for blame in blames:
        if _is_inside(blame, _JUDGED if own else _OTHERS):
            element = max(_element(blame.path), blame.path[: blame.entry], key=len)
            kept = chosen.get(element)
            if kept is None or not _holds(blame.path, kept[0]):
                chosen[element] = (blame.path, blame.missing)
    return [found for element, found in chosen.items() if not any(_holds(element, other) for other in chosen)]


def _is_inside(blame: Blame, roots: tuple[str, ...]) -> bool:
    return blame.path[0] in roots and len(blame.path) > 1


def _element(path: Path) -> Path:
    """Give the path of the list element that a path leads through last, () for none."""
    for length in range(len(path), 0, -1):
        if isinstance(path[length - 1], int):
            return path[:length]
    return ()


def _holds(outer: Path, inner: Path) -> bool:
    return len(outer) < len(inner) and inner[: len(outer)] == outer
