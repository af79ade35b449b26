"""`helm linea policy list | explain | test`."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from linea_helm import rules
from linea_helm.bundled import POLICIES
from linea_helm.catalogue import policies as catalogue
from linea_helm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.cases import Tried


class Check(NamedTuple):
    """A policy or a rule, as far as people ask for it; `severities` by profile."""

    id: str
    kind: str
    severities: dict[str, str]
    why: str
    docs: str


def list_checks(folders: list[str]) -> int:
    """Print a table of all policies and rules."""
    from rich.console import Console  # 40 ms
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("id", "prod", "dev", "kind", "why"):
        table.add_column(column, no_wrap=column != "why")
    for check in checks(folders):
        table.add_row(check.id, check.severities["prod"], check.severities["dev"], check.kind, check.why)
    Console().print(table)
    return 0


def explain(wanted: str, folders: list[str]) -> int:
    """Print the documentation of one check.

    Errors: UsageError for an id that nobody has, with the nearest one.
    """
    from rich.console import Console  # 40 ms
    from rich.markdown import Markdown

    known = {check.id: check for check in checks(folders)}
    if wanted not in known:
        from difflib import get_close_matches

        near = get_close_matches(wanted, known, 1)
        raise UsageError(
            f"no policy or rule is called {wanted!r}",
            fix=f"did you mean {near[0]!r}?" if near else "see: helm linea policy list",
        )
    check = known[wanted]
    console = Console()
    severities = check.severities
    console.print(f"[bold]{check.id}[/bold]  {check.kind}, {severities['prod']} in prod, {severities['dev']} in dev\n")
    console.print(Markdown(check.docs))
    return 0


def test(folder: str | None) -> int:
    """Run the cases of a folder's policies, print what went wrong, and give the exit code."""
    from linea_helm.cases import run

    failed = total = 0
    for tried in run(folder or (POLICIES if not os.path.isdir("policies") else "policies")):
        sys.stdout.write(_told(tried))
        total += len(tried.cases)
        failed += sum(bool(case.wrong) for case in tried.cases)
    sys.stdout.write(f"{total - failed} passed, {failed} failed\n")
    return 1 if failed else 0


def checks(folders: list[str]) -> list[Check]:
    """Give all policies and rules, by id."""
    found = {p.id: Check(p.id, "policy", p.severities, p.why, p.docs) for p in catalogue(folders, os.environ)}
    found |= {r.ID: Check(r.ID, "rule", r.SEVERITY, r.WHY, r.DOCS) for r in rules.RULES}
    return [found[id_] for id_ in sorted(found)]


def _told(tried: Tried) -> str:
    lines = [f"{tried.id}: {len(tried.cases)} cases"]
    for case in tried.cases:
        lines += [f"  FAILED {case.name}", *(f"    {wrong}" for wrong in case.wrong)] if case.wrong else []
    lines += [f"  note: {untried}" for untried in tried.untried]
    return "\n".join(lines) + "\n"
