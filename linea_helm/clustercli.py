"""`helm linea policy export | import`: our policies for a cluster, and those of a cluster here."""

from __future__ import annotations

import os
from typing import NamedTuple

from linea_helm.called import program
from linea_helm.config import PROFILES, find, from_file
from linea_helm.errors import UsageError
from linea_helm.nearest import nearest
from linea_helm.policies.catalogue import policies as catalogue
from linea_helm.policies.engine import Terms, unjudged
from linea_helm.policies.policy import Policy
from linea_helm.policies.vap.export import Enforced, Left, export, written
from linea_helm.policies.vap.members import is_cluster, members
from linea_helm.report.places import place
from linea_helm.report.save import save

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO


class Wish(NamedTuple):
    """What to export: ids (none for all), folders beside the bundled one, the profile or None, the file or None.

    Without a profile it is that of `.linea.yaml`, else prod; without a file the YAML goes to standard output.
    """

    ids: list[str]
    folders: list[str]
    profile: str | None
    file: str | None


def export_policies(wish: Wish, environ: Mapping[str, str], stdout: TextIO, stderr: TextIO) -> int:
    """Write the policies for `kubectl apply`, and say on stderr which stay here and why.

    Errors: ConfigError for a wrong policy, UsageError for an id that nobody has and when nothing can be exported.
    """
    config = from_file(find(os.curdir))
    folders = [*config.policy_folders(), *wish.folders]
    terms = Terms(wish.profile or config.data.get("profile", PROFILES[0]), config.data.get("severity", {}))
    found = [each for policy in _wanted(wish.ids, catalogue(folders, environ)) for each in _exported(policy, terms)]
    for each in found:
        if isinstance(each, Left):
            where = f" ({place(each.at)})" if each.at else ""
            stderr.write(f"not exported: {each.id} ({each.kind}) {each.why}{where}\n")
    if not any(isinstance(each, Enforced) for each in found):
        raise UsageError("a cluster can enforce none of these policies", fix="see docs/in-the-cluster.md")
    text = written(found, terms.profile)
    if wish.file:
        save(wish.file, text)
    else:
        stdout.write(text)
    return 0


def explain_import(folder: str, stdout: TextIO) -> int:
    """Say of each policy of a cluster in a folder how it is judged here, or why not.

    Errors: ConfigError for an object that is none, UsageError for a folder that is none or binds no policy, and when
    none of them can be judged.
    """
    from linea_helm.policies.vap.folder import compile_folder

    if not os.path.isdir(folder):
        problem = f"{folder} is a file, not a folder" if os.path.exists(folder) else f"there is no folder {folder}"
        raise UsageError(problem, fix="name a folder with what kubectl get -o yaml gave of policies and their bindings")
    if not is_cluster(folder):
        raise UsageError(
            f"no ValidatingAdmissionPolicyBinding in {folder}",
            fix="without a binding no policy does anything in a cluster",
        )
    found = [Policy(compiled) for compiled in compile_folder(members(folder))]
    widest = max(len(policy.id) for policy in found)
    obstacles = [next((why for _, why in unjudged([policy], with_values=True)), "") for policy in found]
    for policy, why in zip(found, obstacles, strict=True):
        told = f"skipped  {why}" if why else f"{policy.severities['prod']:<7}  {_counted(policy)}"
        stdout.write(f"{policy.id:<{widest}}  {told}\n")
    if all(obstacles):
        raise UsageError(f"none of the policies in {folder} can be judged here", fix="see docs/in-the-cluster.md")
    return 0


def _counted(policy: Policy) -> str:
    params = policy.fixed.get("params")
    with_ = f" with the {params['kind']} {params['metadata']['name']}" if params else ""
    count, what = (policy.size, "validation") if policy.size else (policy.annotations, "audit annotation")
    return f"{count} {what}{'s' * (count != 1)}{with_}"


def _wanted(ids: list[str], policies: list[Policy]) -> list[Policy]:
    """Give one document of each policy that is asked for, in the order of their ids."""
    known = {policy.id: policy for policy in reversed(policies)}
    for id_ in ids:
        if id_ not in known:
            near = nearest(id_, known)
            fix = f'did you mean "{near}"?' if near else f"{program()} policy list names them"
            raise UsageError(f'no policy is called "{id_}"', fix=fix)
    return [known[id_] for id_ in sorted({*ids} or known)]


def _exported(policy: Policy, terms: Terms) -> Iterator[Enforced | Left]:
    severity = terms.of(policy.id, policy.severities, mandatory=policy.mandatory)
    if severity is None:
        yield Left(policy.id, "policy", "is off in .linea.yaml")
    else:
        yield from export(policy.file, severity, terms.profile)
