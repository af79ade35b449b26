"""Ignores in the annotations of an object: for everything that is found in that object."""

from __future__ import annotations

from linea_helm.ignores.ignore import Ignore, Mistake, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linea_helm.finding import Finding
    from linea_helm.policies.manifest import Manifest
    from linea_helm.policies.release import Release
    from linea_helm.source import Location

ANNOTATION = "helm-linea/ignore"


def ignores(release: Release) -> Iterator[Ignore | tuple[Mistake, Location]]:
    """Give the ignores of the objects of a release, and the mistakes with their places."""
    for manifest in release.manifests:
        text = manifest.annotations.get(ANNOTATION)
        if isinstance(text, str):
            yield from _of(release, manifest, text)


def _of(release: Release, manifest: Manifest, text: str) -> Iterator[Ignore | tuple[Mistake, Location]]:
    def place(span: tuple[int, int]) -> Location:
        return release.place(manifest, ("metadata", "annotations", ANNOTATION), span)

    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        if not line.strip():
            continue
        try:
            ids, reason, until, end = parse(text, start, start + len(line.rstrip()))
        except Mistake as mistake:
            mistake.on = manifest
            yield mistake, place((mistake.start, mistake.end))
        else:
            yield Ignore(ids, reason, until, place((start, end)), _in(manifest), manifest)


def _in(manifest: Manifest) -> Callable[[Finding], bool]:
    mine = (manifest.api_version, manifest.kind, manifest.name, manifest.namespace)
    return lambda finding: tuple(finding.subject or ()) == mine
