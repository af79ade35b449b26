"""Which namespace a release goes into: Helm does not tell a post-renderer, and objects need not name it.

On the fast path: imports nothing heavy.
"""

from __future__ import annotations

from linea_helm.policies.kinds import CLUSTER_SCOPED, pod_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from linea_helm.policies.manifest import Manifest

#: What Helm's variable says also where nobody named a namespace.
_ANY = ("", "default")


def home(manifests: Sequence[Manifest], environ: Mapping[str, str]) -> tuple[str, str]:
    """Give the namespace of a release whose user names none, "" for an unknown one; and what is doubtful, or "".

    The namespace that its workloads and Services name, or else any of its objects; where they name several, Helm's, or
    the one that most of them name. Helm's variable comes second: for a post-renderer that is a plugin Helm 3 sets it by
    the flags of the plugin and the current context, not by the flags of the release.
    """
    named = _named(_core(manifests)) or _named(manifests)
    several = list(dict.fromkeys(named))
    helm = environ.get("HELM_NAMESPACE", "")
    found = max(several, key=named.count, default=helm) if len(several) == 1 or helm in _ANY else helm
    if len(several) < 2 or found == helm or not any(map(_is_homeless, manifests)):
        return found, ""
    return found, f"objects name {', '.join(several)}, and others none: these are taken to be in {found}"


def _named(manifests: Iterable[Manifest]) -> list[str]:
    return sorted(manifest.namespace for manifest in manifests if manifest.namespace)


def _core(manifests: Iterable[Manifest]) -> Iterable[Manifest]:
    """Leave out what is often put elsewhere, such as a ServiceMonitor."""
    return (each for each in manifests if each.kind == "Service" or pod_path(each.api_version, each.kind) is not None)


def _is_homeless(manifest: Manifest) -> bool:
    return not manifest.namespace and manifest.kind not in CLUSTER_SCOPED
