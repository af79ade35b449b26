"""What to add to manifests: the configuration, checked once, and what follows from it for one document.

Imports nothing heavy, for the fast path.
"""

from __future__ import annotations

from linea_helm.errors import UsageError
from linea_helm.postrender.outline import MAP, NULL, Node, Unsure
from linea_helm.postrender.transforms import defaults, labels, resources
from linea_helm.postrender.workload import objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from linea_helm.config import Config
    from linea_helm.errors import ConfigError
    from linea_helm.finding import Path
    from linea_helm.postrender.insert import Tree
    from linea_helm.postrender.transforms.resources import Rule

_LABEL_FIX = 'write it as key: "value"; keys and values follow the rules for Kubernetes labels'
_RULE_FIX = "write match with component, kind or container, and requests or limits such as cpu: 500m"


class Additions:
    """Labels for all objects and pods, and rules for the resources of containers; both may be empty."""

    __slots__ = ("labels", "rules")

    def __init__(self, labels: Mapping[str, str], rules: Sequence[Rule]) -> None:
        self.labels = labels
        self.rules = rules

    def to(self, root: Node) -> Iterator[tuple[Node, Tree]]:
        """Yield what the objects of one document should have: (mapping, entries).

        Errors: Unsure when the document is no Kubernetes object, or not built like its kind.
        """
        if root.kind == NULL:
            return
        if root.kind != MAP:
            raise Unsure(f"it is a {root.kind}, not a Kubernetes object", root.start)
        for found in objects(root):
            if self.labels:
                yield from labels.additions(found, self.labels)
            if self.rules:
                yield from resources.additions(found, self.rules, self.labels)


def configured(found: Config | None, given: Sequence[str] = (), *, use_defaults: bool = True) -> Additions:
    """Read what to add: the `postRender` part of a configuration, and labels (`key=value`) of the command line.

    What is given wins over what is configured; configured rules are asked before the defaults'.
    Errors: ConfigError and UsageError for a label or a rule that Kubernetes would not accept, at its place.
    """
    asked = (found.data.get("postRender") or {}) if found else {}
    use_defaults = use_defaults and asked.get("defaults", True)
    own: dict[str, str] = {}
    rules: list[Rule] = []
    if found:
        own = _labels(found, asked.get("labels") or {})
        rules = [_rule(found, rule, number) for number, rule in enumerate(asked.get("resources") or ())]
    return Additions({**own, **dict(map(_given_label, given))}, (*rules, *(defaults.RESOURCES if use_defaults else ())))


def _labels(config: Config, found: dict[str, str]) -> dict[str, str]:
    for key, value in found.items():
        if wrong := labels.problem(key, value):
            raise _error(config, ("labels", key), wrong, _LABEL_FIX, key=bool(labels.problem(key, "")))
    return found


def _given_label(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"--label {text}: there is no = in it", fix="write --label key=value")
    if wrong := labels.problem(key, value):
        raise UsageError(f"--label {text}: {wrong}", fix="keys and values follow the rules for Kubernetes labels")
    return key, value


def _rule(config: Config, found: Mapping[str, Any], number: int) -> Rule:
    parts = {
        part: {name: _text(value) for name, value in (found.get(part) or {}).items()} for part in ("requests", "limits")
    }
    rule: Rule = {"match": found.get("match") or {}, "requests": parts["requests"], "limits": parts["limits"]}
    for path, wrong in resources.mistakes(rule):
        raise _error(config, ("resources", number, *path), wrong, _RULE_FIX)
    return rule


def _error(config: Config, path: Path, problem: str, fix: str, *, key: bool = False) -> ConfigError:
    error = config.error(("postRender", *path), problem, key=key)
    error.fix = fix
    return error


def _text(value: object) -> str:
    """Write a number the way it was meant: `cpu: 2`, `cpu: 0.5`."""
    return value if isinstance(value, str) else str(value)
