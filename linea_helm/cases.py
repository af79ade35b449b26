"""The cases beside a policy (`<id>.test.yaml`): read them, run them, and say what they leave untried."""

from __future__ import annotations

import os
from typing import NamedTuple

from linea_helm.catalogue import files
from linea_helm.config import problems
from linea_helm.engine import Terms, admission
from linea_helm.errors import ConfigError
from linea_helm.finding import dotted
from linea_helm.load import load, read
from linea_helm.manifest import Manifest, objects
from linea_helm.policy import Policy
from linea_helm.policyfile import compile_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_ANY: dict[str, Any] = {"*": object}

#: The shape of a case file, as in `config.SHAPE`.
SHAPE: dict[str, Any] = {
    "cases": [
        {
            "name": str,
            "near-miss": bool,
            "profile": ("prod", "dev"),
            "namespace": str,
            "values": object,
            "object": object,
            "resources": object,
            "expect": [{"path": str, "message": str, "object": str}],
        },
    ],
}


class Said(NamedTuple):
    """One verdict in the words of a case: the object ("Kind/name" or ""), the path in it, the message."""

    object: str
    path: str
    message: str


class Case(NamedTuple):
    """A case and what came of it; `wrong` is empty when all is as expected."""

    name: str
    near_miss: bool
    expected: tuple[Said, ...]
    said: tuple[Said, ...]
    wrong: tuple[str, ...]


class Tried(NamedTuple):
    """A policy's cases, and what no case of it tries."""

    id: str
    cases: tuple[Case, ...]
    untried: tuple[str, ...]


def run(folder: str) -> Iterator[Tried]:
    """Run the cases of every policy of a folder.

    Errors: ConfigError for a policy or a case file that is wrong.
    """
    for path in files(folder):
        policies = [Policy(document) for document in compile_file(path)]
        beside = path[: -len(".yaml")] + ".test.yaml"
        if not os.path.exists(beside):
            yield Tried(policies[0].id, (), (f"there is no {os.path.basename(beside)}",))
            continue
        reached: set[tuple[int, int]] = set()
        cases = tuple(_case(case, policies, reached) for case in _read(beside))
        yield Tried(policies[0].id, cases, tuple(_untried(policies, cases, reached)))


def _read(path: str) -> list[dict[str, Any]]:
    source = read(path)
    data = load(source)
    for place, problem in problems(data, SHAPE):
        from linea_helm.document import compose

        at = next((found for d in compose(source) if (found := d.locate(place))), None)
        raise ConfigError(problem, at=at, fix="see docs/writing-a-policy.md")
    cases = data.get("cases") if isinstance(data, dict) else None
    if not cases or not all(case.get("name") and "expect" in case for case in cases):
        raise ConfigError(f"{path} needs `cases`, each with a `name` and `expect`", fix="see docs/writing-a-policy.md")
    return list(cases)


def _case(case: dict[str, Any], policies: list[Policy], reached: set[tuple[int, int]]) -> Case:
    said = []
    for number, policy in enumerate(policies):
        for validation, verdict in _verdicts(policy, case):
            said.append(verdict)
            reached.add((number, validation))
    expected = tuple(Said(e.get("object", ""), e.get("path", ""), e.get("message", "")) for e in case["expect"] or ())
    wrong = (*(f"not said: {_shown(e)}" for e in expected if not any(_meets(s, e) for s in said)),
             *(f"not expected: {_shown(s)}" for s in said if not any(_meets(s, e) for e in expected)))  # fmt: skip
    return Case(case["name"], bool(case.get("near-miss")), expected, tuple(said), wrong)


def _verdicts(policy: Policy, case: dict[str, Any]) -> Iterator[tuple[int, Said]]:
    shared: dict[str, Any] = {
        "release": {"name": "linea", "namespace": case.get("namespace", "default")},
        "profile": case.get("profile", Terms().profile),
    }
    if policy.view == "values":
        if "values" in case:
            yield from _said(policy, {**shared, "object": case["values"]}, None, [])
        return
    manifests = _manifests(case)
    shared |= {"resources": [m.data for m in manifests], "values": case.get("values") or {}}
    for manifest in manifests:
        if policy.selects(manifest):
            yield from _said(policy, {**shared, **admission(manifest, "default")}, manifest, manifests)
    if not policy.is_per_object and manifests:
        yield from _said(policy, shared, None, manifests)


def _manifests(case: dict[str, Any]) -> list[Manifest]:
    given = [case["object"]] if "object" in case else case.get("resources") or []
    try:
        return [manifest for data in given for manifest in objects(data, "", 0, "")]
    except ValueError as error:
        raise ConfigError(f"case {case['name']!r}: {error}") from error


def _said(
    policy: Policy, bindings: dict[str, Any], judged: Manifest | None, manifests: list[Manifest]
) -> Iterator[tuple[int, Said]]:
    for verdict in policy.judge(bindings):
        manifest, path = judged, verdict.path[1:]
        if verdict.path[0] == "resources" and path and isinstance(path[0], int):
            manifest, path = manifests[path[0]], path[1:]
        name = f"{manifest.kind}/{manifest.name}" if manifest else ""
        yield verdict.validation, Said(name, dotted(path), verdict.message)


def _meets(said: Said, expected: Said) -> bool:
    return (
        expected.path == said.path and expected.message in ("", said.message) and expected.object in ("", said.object)
    )


def _shown(said: Said) -> str:
    return " ".join(
        part for part in (said.object, said.path or "(the whole)", said.message and f'"{said.message}"') if part
    )


def _untried(policies: list[Policy], cases: tuple[Case, ...], reached: set[tuple[int, int]]) -> Iterator[str]:
    if not any(not case.expected for case in cases):
        yield "no case passes"
    if not any(case.near_miss for case in cases):
        yield "no case is a near-miss"
    for number, policy in enumerate(policies):
        for validation in range(policy.size):
            if (number, validation) not in reached:
                yield f"no case makes validation {validation} of its {policy.view} document fail"
