"""The words of a finding or an error where there is neither excerpt nor colour."""

from __future__ import annotations

from linea_helm.redact import redact
from linea_helm.report.terminal import printable


def plain(lines: list[str], why: str, fix: str) -> str:
    """Give lines, and below them why it matters and what to do; each is printable and holds no key material."""
    remarks = [f"{label}: {text}" for label, text in (("why", why), ("fix", fix)) if text]
    return "\n".join(printable(redact(line)) for line in [*lines, *remarks])
