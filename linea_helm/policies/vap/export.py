"""Write our policies as objects with which a cluster enforces them itself: a policy and its binding each.

A cluster sees one object at a time and nothing else, so only what is written as ValidatingAdmissionPolicy can go there.
Source: Kubernetes API reference, admissionregistration.k8s.io/v1.
"""

from __future__ import annotations

from typing import NamedTuple

from linea_helm.policies.policyfile import compile_file
from linea_helm.policies.policyshape import KUBERNETES, POLICY, PREFIX, VIEWS
from linea_helm.policies.vap.portable import Obstacle, needs, on_one_line
from linea_helm.yaml.load import read
from linea_helm.yaml.strict import parts
from linea_helm.yaml.write import document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from linea_helm.cel.library.versions import Version
    from linea_helm.source import Location
    from linea_helm.yaml.strict import Part

#: What a cluster does with a violation; a note should trouble nobody, and an audit log keeps it.
ACTIONS = {"error": ["Deny"], "warning": ["Warn", "Audit"], "note": ["Audit"]}

#: The label by which a namespace asks to be judged: nobody else's namespaces are ever concerned.
LABEL = {"helm-linea/policies": "enforced"}

_WHOLE = {
    "values": "judges values, which a cluster never sees",
    "fleet": "compares releases, and a cluster sees one object at a time",
}


class Enforced(NamedTuple):
    """A policy in the form of a cluster: its two objects, and the first version of Kubernetes that takes them."""

    id: str
    kubernetes: Version
    objects: tuple[dict[str, Any], dict[str, Any]]


class Left(NamedTuple):
    """A document that stays here: the policy, its kind, why, and the place of the reason where there is one."""

    id: str
    kind: str
    why: str
    at: Location | None = None


def export(path: str, severity: str, profile: str) -> list[Enforced | Left]:
    """Turn each document of a policy file into what a cluster takes, or say why it cannot be.

    `severity` is the policy's in the `profile`: it decides what the binding does.
    Errors: ConfigError for a policy that is wrong.
    """
    found: list[Enforced | Left] = []
    number = 0
    for part, compiled in zip(parts(read(path), ""), compile_file(path), strict=True):
        if compiled["view"] != "object":
            found.append(_left(part, compiled))
        else:
            number += 1
            name = compiled["id"] if number == 1 else f"{compiled['id']}-{number}"
            found.append(_enforced(part, name, severity, profile))
    return found


def written(found: Sequence[Enforced | Left], profile: str) -> str:
    """Write what came of several policies as one stream of YAML that kubectl applies; what is left is a comment."""
    label = "=".join(*LABEL.items())
    head = [
        f"# Made by helm linea policy export --profile {profile}.",
        f"# A namespace is judged when it has the label: kubectl label namespace NAME {label}",
        *sorted({f"# Not here: {each.id} ({each.kind}) {each.why}" for each in found if isinstance(each, Left)}),
    ]
    objects = [made for each in found if isinstance(each, Enforced) for made in each.objects]
    return "\n".join(head) + "\n" + "".join(f"---\n{document(made)}" for made in objects)


def _left(part: Part, compiled: dict[str, Any]) -> Left:
    kind, view = str(part.data["kind"]), compiled["view"]
    read_ = sorted({*compiled["needs"], *([compiled["each"]] if compiled["each"] else [])} - {"object"})
    why = _WHOLE.get(view) or f"reads {' and '.join(read_) or 'a whole release'}; a cluster sees one object at a time"
    return Left(compiled["id"], kind, why)


def _enforced(part: Part, name: str, severity: str, profile: str) -> Enforced | Left:
    id_ = part.data["metadata"]["name"]
    version = needs(part.data)
    if isinstance(version, Obstacle):
        at = part.locate(version.path, inner=version.offset)
        return Left(id_, str(part.data["kind"]), f"is refused by a cluster: {version.why}", at)
    return Enforced(id_, version, (_policy(part.data, name, version), _binding(name, severity, profile)))


def _policy(data: dict[str, Any], name: str, version: Version) -> dict[str, Any]:
    annotations = {**data["metadata"].get("annotations", {}), KUBERNETES: f">={version[0]}.{version[1]}"}
    validations = [_spoken(validation) for validation in data["spec"]["validations"]]
    return {
        **data,
        "metadata": {**data["metadata"], "name": name, "annotations": annotations},
        "spec": {**data["spec"], "validations": validations},
    }


def _spoken(validation: dict[str, Any]) -> dict[str, Any]:
    """Give a validation without a message an expression of one line, which is its message."""
    if validation.get("message", "").strip():
        return validation
    return {**validation, "expression": on_one_line(validation["expression"])}


def _binding(name: str, severity: str, profile: str) -> dict[str, Any]:
    (api,) = (api for (api, kind) in VIEWS if kind == POLICY)
    return {
        "apiVersion": api,
        "kind": f"{POLICY}Binding",
        "metadata": {"name": name, "annotations": {f"{PREFIX}profile": profile}},
        "spec": {
            "policyName": name,
            "validationActions": ACTIONS[severity],
            "matchResources": {"namespaceSelector": {"matchLabels": LABEL}},
        },
    }
