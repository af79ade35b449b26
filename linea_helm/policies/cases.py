"""The cases beside a policy (`<id>.test.yaml`): read them, run them, and say what they leave untried."""

from __future__ import annotations

import os
from typing import NamedTuple

from linea_helm.config import PROFILES
from linea_helm.errors import ConfigError, InputError
from linea_helm.finding import dotted
from linea_helm.policies.catalogue import files
from linea_helm.policies.engine import Terms, costs, values_verdicts, verdicts
from linea_helm.policies.fleet import Fleet, fleet_verdicts
from linea_helm.policies.manifest import objects
from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file
from linea_helm.policies.release import Release
from linea_helm.source import Location, Source
from linea_helm.yaml.load import read
from linea_helm.yaml.strict import parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from linea_helm.facts.fact import Place
    from linea_helm.finding import Path
    from linea_helm.policies.policy import Verdict
    from linea_helm.yaml.strict import Part

_FIX = "see docs/writing-a-policy.md"
_DATA = {"*": object}
#: From this share on, an object that is a few times as large is refused in a cluster.
_DEAR = 0.1

#: The shape of a case file (shape.py).
SHAPE: dict[str, Any] = {
    "cases!": [
        {
            "name!": str,
            "near-miss": bool,
            "profile": PROFILES,
            "namespace": str,
            "values": _DATA,
            "object": _DATA,
            "resources": [_DATA],
            "fleet": [{"file": str, "namespace": str, "resources!": [_DATA]}],
            "expect!": [{"path": str, "message": str, "object": str}],
        },
    ],
}

#: What a case may give a policy to judge.
_GIVEN = frozenset(("values", "object", "resources", "fleet"))

#: What the documentation of a policy has to say.
HEADINGS = ("## What it does", "## Why is this bad?", "## How to fix", "## Example")


class Said(NamedTuple):
    """One verdict in the words of a case: the object ("Kind/name" or ""), the path in it, the message."""

    object: str
    path: str
    message: str


class Case(NamedTuple):
    """A case and what came of it; `wrong` is empty when all is as expected, `at` is where the case stands.

    `costly` says what an API server would have come near to refusing for its cost.
    """

    name: str
    near_miss: bool
    expected: tuple[Said, ...]
    said: tuple[Said, ...]
    wrong: tuple[str, ...]
    at: Location | None
    costly: tuple[str, ...]


class Tried(NamedTuple):
    """A policy's cases, and what they and its documentation leave open.

    `costly` says which expressions come near to what an API server allows.
    """

    id: str
    cases: tuple[Case, ...]
    untried: tuple[str, ...]
    costly: tuple[str, ...]


def run(folder: str) -> Iterator[Tried]:
    """Run the cases of every policy of a folder.

    Errors: ConfigError for a policy or a case file that is wrong.
    """
    paths = files(folder)
    _refuse_orphans(folder, paths)
    for path in paths:
        policies = [Policy(document) for document in compile_file(path)]
        reached: set[tuple[int, int]] = set()
        cases = tuple(_cases(_beside(path), policies, reached))
        untried = _untried(policies, cases, reached) if cases else [_caseless(_beside(path))]
        costly = tuple(dict.fromkeys(text for case in cases for text in case.costly))
        yield Tried(policies[0].id, cases, (*untried, *_undocumented(policies[0])), costly)


def _caseless(path: str) -> str:
    name = os.path.basename(path)
    return f"{name} holds no case" if os.path.exists(path) else f"there is no {name}"


def _beside(path: str) -> str:
    return path.removesuffix(".yaml") + ".test.yaml"


def _refuse_orphans(folder: str, paths: list[str]) -> None:
    known = {os.path.basename(_beside(path)) for path in paths}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".test.yaml") and name not in known:
            raise ConfigError(f"{os.path.join(folder, name)} has no policy beside it", fix=_FIX)


def _cases(path: str, policies: list[Policy], reached: set[tuple[int, int]]) -> Iterator[Case]:
    if not os.path.exists(path):
        return
    documents = parts(read(path), _FIX)
    if not documents:
        raise ConfigError(f"{path} holds no cases", fix=_FIX)
    for part in documents:
        part.fit(SHAPE)
        for index in range(len(part.data["cases"])):
            yield _case(part, index, policies, reached)


def _case(part: Part, index: int, policies: list[Policy], reached: set[tuple[int, int]]) -> Case:
    case = part.data["cases"][index]
    if not _GIVEN & case.keys():
        problem = f'the case "{case["name"]}" has nothing to judge: it needs fleet, object, resources or values'
        raise part.error(("cases", index, "name"), problem)
    fleet = _fleet(part, index)
    said = []
    for number, policy in enumerate(policies):
        for verdict, place in _verdicts(policy, case, fleet):
            name = f"{place.manifest.kind}/{place.manifest.name}" if place.manifest else ""
            said.append(Said(name, dotted(place.path), verdict.message))
            if not verdict.failed:
                reached.add((number, verdict.validation))
    expected = [Said(e.get("object", ""), e.get("path", ""), e.get("message", "")) for e in case["expect"]]
    dear = list(_dear(policies, fleet))
    refused = [text for text, share in dear if share > 1]
    wrong = (*_differences(said, expected), *refused)
    at = part.locate(("cases", index, "name")) if wrong else None
    costly = tuple(text for text, share in dear if share <= 1)
    return Case(case["name"], case.get("near-miss", False), tuple(expected), tuple(said), wrong, at, costly)


def _dear(policies: list[Policy], fleet: Fleet) -> Iterator[tuple[str, float]]:
    """Say what costs much of what an API server allows, or more than that, and the share."""
    for policy in policies:
        for manifest, found in costs(policy, fleet.releases[0][0]):
            for path, units, limit in found:
                share, name = units / limit, f"{manifest.kind}/{manifest.name}: {dotted(path)}"
                if share > 1:
                    yield f"{name} costs more than the {limit} units that an API server allows", share
                elif share > _DEAR:
                    yield f"{name} costs {share:.0%} of the {limit} units that an API server allows", share


def _fleet(part: Part, index: int) -> Fleet:
    """Give the releases of a case: what it lists under `fleet`, or the one of its own objects."""
    case = part.data["cases"][index]
    where: Path = ("cases", index)
    if "fleet" not in case:
        key = "object" if "object" in case else "resources"
        objects_ = [case["object"]] if "object" in case else case.get("resources", [])
        return Fleet([(_release(part, (*where, key), objects_, case.get("namespace", "default")), "")])
    return Fleet(
        [
            (_release(part, (*where, "fleet", n), m["resources"], m.get("namespace", "default")), m.get("file", ""))
            for n, m in enumerate(case["fleet"])
        ]
    )


def _release(part: Part, where: Path, given: list[Any], namespace: str) -> Release:
    try:
        manifests = [manifest for data in given for manifest in objects(data, "", 0, "")]
    except InputError as error:
        raise part.error(where, error.problem, key=True) from error
    return Release(manifests, Source("", ""), "linea", namespace)


def _verdicts(policy: Policy, case: dict[str, Any], fleet: Fleet) -> Iterator[tuple[Verdict, Place]]:
    terms = Terms(case.get("profile", PROFILES[0]))
    release, _ = fleet.releases[0]
    if policy.view == "fleet":
        for verdict, place, _ in fleet_verdicts(policy, fleet, terms.profile):
            yield verdict, place
    elif policy.view == "values" and "values" in case:
        named = {"name": release.name, "namespace": release.namespace}
        yield from values_verdicts(policy, case["values"], terms, named, {})
    elif policy.view != "values" and release.manifests:
        yield from verdicts(policy, release, terms, case.get("values", {}))


def _differences(said: list[Said], expected: list[Said]) -> Iterator[str]:
    """Pair what was said with what was expected, each once, and tell what is left of both."""
    left = list(said)
    for wanted in expected:
        met = next((one for one in left if _meets(one, wanted)), None)
        if met is None:
            yield f"not said: {_shown(wanted)}"
        else:
            left.remove(met)
    for one in left:
        yield f"not expected: {_shown(one)}"


def _meets(said: Said, expected: Said) -> bool:
    message, object_ = expected.message in ("", said.message), expected.object in ("", said.object)
    return expected.path == said.path and message and object_


def _shown(said: Said) -> str:
    message = f'"{said.message}"' if said.message else ""
    return " ".join(part for part in (said.object, said.path or "(the whole)", message) if part)


def _untried(policies: list[Policy], cases: tuple[Case, ...], reached: set[tuple[int, int]]) -> Iterator[str]:
    if all(case.expected for case in cases):
        yield "no case passes"
    if not any(case.near_miss for case in cases):
        yield "no case is a near-miss"
    for number, policy in enumerate(policies):
        for validation in range(policy.size):
            if (number, validation) not in reached:
                yield f"no case makes validation {validation} of its {policy.view} document fail"


def _undocumented(head: Policy) -> Iterator[str]:
    for name, text in (("why", head.why), ("fix", head.help)):
        if not text:
            yield f"the annotation helm-linea/{name} is missing"
    for heading in HEADINGS:
        if f"{heading}\n" not in head.docs:
            yield f'helm-linea/docs lacks the heading "{heading}"'
