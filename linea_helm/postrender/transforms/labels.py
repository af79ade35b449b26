"""Labels for every object, the job of a CronJob and every pod; one that is there keeps its value.

Selectors, volumeClaimTemplates and serviceName stay as they are: Kubernetes refuses to change them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linea_helm.postrender.insert import Tree
    from linea_helm.postrender.outline import Node
    from linea_helm.postrender.workload import Object

#: What a label's name is, and its value unless it is empty.
_RULE = "1 to 63 letters, digits, - _ or . that begin and end with a letter or digit"
_LONGEST_NAME = 63
_LONGEST_PREFIX = 253
_ALNUM = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_NAME = _ALNUM | frozenset("-_.")
_DNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")


def additions(found: Object, labels: Mapping[str, str]) -> Iterator[tuple[Node, Tree]]:
    """Yield what gives an object and its pods the labels."""
    for node in found.labelled():
        yield node, {"metadata": {"labels": labels}}


def problem(key: str, value: object) -> str:
    """Say what Kubernetes would not accept about a label; "" when it is fine.

    Source: k8s.io/apimachinery/pkg/util/validation, IsQualifiedName and IsValidLabelValue.
    """
    prefix, slash, name = key.rpartition("/")
    if slash and not _is_dns(prefix):
        return (
            f"label {key!r}: what stands before the / is no lower-case DNS name of at most {_LONGEST_PREFIX} characters"
        )
    if not _is_name(name):
        return f"label {key!r}: the name must be {_RULE}"
    if not isinstance(value, str):
        return f"label {key!r}: {value!r} is not a text; write it in quotes"
    if value and not _is_name(value):
        return f"label {key!r}: the value {value!r} must be {_RULE}"
    return ""


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and text[0] in _ALNUM and text[-1] in _ALNUM and _NAME.issuperset(text)


def _is_dns(text: str) -> bool:
    parts = text.split(".")
    return (
        len(text) <= _LONGEST_PREFIX
        and _DNS.issuperset(text)
        and all(p and p[0] != "-" and p[-1] != "-" for p in parts)
    )
