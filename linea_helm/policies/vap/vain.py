"""Why a cluster's policy selects nothing that a release could hold, or a name in one of its rules nothing at all.

A cluster takes such rules and never says a word; to refuse them here would be to refuse what a cluster has.
"""

from __future__ import annotations

from linea_helm.finding import dotted
from linea_helm.policies.targets import mistakes
from linea_helm.policies.vap.selectors import constraints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    from linea_helm.finding import Path

    #: Groups, versions, resources, names, scope: a rule as `constraints.Constraints` takes it.
    Rule = tuple[Any, ...]

_NAMES = ("apiGroups", "apiVersions", "resources")


def nothing(own: dict[str, Any], match: dict[str, Any]) -> str:
    """Say why nothing is selected by matchConstraints within a binding's matchResources, "" when something may be."""
    if not own.get("resourceRules"):
        return "it has no resourceRules, so that it selects nothing"
    rules, within = constraints(own)[0], constraints(match, everything=True)[0]
    if not rules:
        return ""  # what is asked of changes alone is told of all policies (engine.py)
    if not within:
        return "its binding selects only changes to what is in a cluster"
    dead = _dead("matchConstraints", own) or _dead("matchResources", match)
    return dead or _apart(rules, within, [*constraints(own)[1], *constraints(match)[1]])


def _apart(rules: Collection[Rule], within: Collection[Rule], excluded: Collection[Rule]) -> str:
    """Say whether rules and those of a binding have nothing in common, or nothing that is not excluded."""
    common = [(rule, bound) for rule in rules for bound in within if _meet(rule, bound)]
    if not common:
        return "its binding selects nothing of what its rules select"
    if all(any(_covers(out, rule) or _covers(out, bound) for out in excluded) for rule, bound in common):
        return "excludeResourceRules leave out all that its rules select"
    return ""


def gaps(own: dict[str, Any], match: dict[str, Any]) -> Iterator[str]:
    """Name what stands in vain in rules that select something else."""
    for where, each in (("matchConstraints", own), ("matchResources", match)):
        for path, problem in _mistakes(each.get("resourceRules", ())):
            yield f"{_place(where, path)} selects nothing: {problem}"


def _dead(where: str, selecting: dict[str, Any]) -> str:
    """Say what is wrong with rules of which none selects anything."""
    rules = selecting.get("resourceRules", ())
    found = list(_mistakes(rules))
    wrong = [[path for path, _ in found if path[0] == number] for number in range(len(rules))]
    if not rules or not all(map(_is_dead, rules, wrong)):
        return ""
    path, problem = found[0]
    return f"its rules select nothing: {_place(where, path)}: {problem}"


def _is_dead(rule: dict[str, Any], wrong: Collection[Path]) -> bool:
    """Tell whether all groups of a rule are wrong, or all versions, or all resources; or what it is as a whole."""
    keys = [path[1] for path in wrong]
    return "scope" in keys or any(keys.count(key) >= max(len(rule.get(key, ())), 1) for key in _NAMES)


def _mistakes(rules: list[dict[str, Any]]) -> Iterator[tuple[Path, str]]:
    for number, rule in enumerate(rules):
        for key in _NAMES:
            if not rule.get(key):
                yield (number, key), "it is empty"
        for path, problem in mistakes({**dict.fromkeys(_NAMES, ()), **rule}):
            yield (number, *path), problem


def _place(where: str, path: Path) -> str:
    return dotted((where, "resourceRules", *path))


def _meet(one: Rule, other: Rule) -> bool:
    """Tell whether two rules may select the same object."""
    lists = [(one[0], other[0]), (one[1], other[1]), (_whole(one[2]), _whole(other[2]))]
    names = one[3], other[3]
    return (
        all("*" in a or "*" in b or set(a) & set(b) for a, b in lists)
        and (not all(names) or bool(set(names[0]) & set(names[1])))
        and ("*" in (one[4], other[4]) or one[4] == other[4])
    )


def _covers(one: Rule, other: Rule) -> bool:
    """Tell whether a rule selects all that another one does."""
    lists = [(one[0], other[0]), (one[1], other[1]), (_whole(one[2]), _whole(other[2]))]
    return (
        all("*" in a or set(b) <= set(a) for a, b in lists)
        and (not one[3] or (bool(other[3]) and set(other[3]) <= set(one[3])))
        and one[4] in ("*", other[4])
    )


def _whole(resources: Collection[str]) -> set[str]:
    """Give the resources without their subresources, which are in no manifest; `pods/*` has the pods, too."""
    parts = [resource.partition("/") for resource in resources]
    return {name for name, slash, sub in parts if not slash or sub == "*"}
