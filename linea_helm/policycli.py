"""`helm linea policy list | explain | test`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from linea_helm import rules
from linea_helm.bundled import POLICIES
from linea_helm.called import program
from linea_helm.config import find, from_file
from linea_helm.errors import UsageError
from linea_helm.ignores import checks as ignores
from linea_helm.lint import builtin
from linea_helm.nearest import nearest
from linea_helm.policies.catalogue import policies as catalogue
from linea_helm.policies.engine import Terms
from linea_helm.policies.vap.members import is_cluster
from linea_helm.report.places import place
from linea_helm.report.terminal import columns, printable, wants_color, wrap
from linea_helm.report.text import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TextIO

    from linea_helm.policies.cases import Tried


#: Cells that a sentence needs to be read well in a column of its own.
_READABLE = 40


class Check(NamedTuple):
    """A policy or a rule, as far as people ask for it; `prod` and `dev` are severities or "off"."""

    id: str
    kind: str
    prod: str
    dev: str
    why: str
    fix: str
    docs: str


def checks(folders: list[str], environ: Mapping[str, str]) -> list[Check]:
    """Give all policies and rules by id, with what the `.linea.yaml` above the current folder sets.

    Errors: ConfigError for a wrong policy or configuration.
    """
    config = from_file(find(os.curdir))
    configured = config.policy_folders()
    policies = catalogue([*configured, *folders], environ)
    found = {p.id: ("policy", p.severities, p.mandatory, p.why, p.help, p.docs) for p in policies}
    found |= {r.ID: ("rule", r.SEVERITY, False, r.WHY, r.FIX, r.DOCS) for r in rules.RULES}
    severity = config.data.get("severity", {})
    fixed = {b.ID: ("rule", b.SEVERITY, False, b.WHY, b.FIX, b.DOCS) for b in (*builtin.ALL, *ignores.ALL)}
    config.hold_ids(found, fixed)  # as a lint does
    found |= fixed
    return [
        Check(
            id_,
            kind,
            Terms("prod", severity).of(id_, severities, mandatory=mandatory) or "off",
            Terms("dev", severity).of(id_, severities) or "off",
            *texts,
        )
        for id_, (kind, severities, mandatory, *texts) in sorted(found.items())
    ]


def bundled_policies() -> list[str]:
    """Give the ids of the policies that come along, for completion: those of their files, of which none is read."""
    return sorted(path.stem for path in Path(POLICIES).glob("*.yaml") if not path.name.endswith(".test.yaml"))


def bundled_checks() -> list[str]:
    """Give the ids of all policies and rules that come along, for completion."""
    own = [check.ID for check in (*rules.RULES, *builtin.ALL, *ignores.ALL)]
    return sorted([*bundled_policies(), *own])


def list_checks(folders: list[str], environ: Mapping[str, str], stdout: TextIO) -> int:
    """Print a line for each policy and rule; a narrow terminal gets what they are about below them."""
    found = checks(folders, environ)
    style, widest = _style(environ, stdout), max(len(check.id) for check in found)
    column = widest + 20
    beside = style.width is None or style.width - column >= _READABLE
    stdout.write(style.paint("bold", f"{'id':<{widest}}  prod     dev{'      why' * beside}\n"))
    for check in found:
        prod = style.paint(check.prod, check.prod) + " " * (7 - len(check.prod))
        start = " " * (9 - len(check.dev)) if beside else "\n    "
        why = wrap(printable(check.why), style.width, column if beside else 4, column if beside else 4)
        stdout.write(f"{check.id:<{widest}}  {prod}  {style.paint(check.dev, check.dev)}{start}{why}".rstrip() + "\n")
    return 0


def explain(wanted: str, folders: list[str], environ: Mapping[str, str], stdout: TextIO) -> int:
    """Print the documentation of one check: set for a terminal, else as the Markdown that it is.

    Errors: UsageError for an id that nobody has, with the nearest one.
    """
    known = {check.id: check for check in checks(folders, environ)}
    if wanted not in known:
        near = nearest(wanted, known)
        fix = f'did you mean "{near}"?' if near else f"{program()} policy list names them"
        raise UsageError(f'no policy or rule is called "{wanted}"', fix=fix)
    check, style = known[wanted], _style(environ, stdout)
    docs = check.docs or "\n\n".join(text for text in (check.why, check.fix) if text)
    facts = f"{check.kind}, {check.prod} in prod, {check.dev} in dev"
    if stdout.isatty():
        stdout.write(f"{style.paint('bold', check.id)}  {facts}\n\n")
        _set(docs, style, stdout)
    else:
        stdout.write(f"# {check.id}\n\n{facts}\n\n{docs.strip()}\n")
    return 0


def _set(markdown: str, style: Style, stdout: TextIO) -> None:
    from rich.console import Console  # 40 ms
    from rich.markdown import Markdown
    from rich.theme import Theme

    # Without the dark boxes behind code, which suit only dark terminals.
    theme = Theme({"markdown.code": "bold", "markdown.code_block": "none", "markdown.h2": "bold"})
    console = Console(file=stdout, no_color=not style.color, width=style.width, theme=theme)
    console.print(Markdown(markdown, code_theme="ansi_light"))


def test(folder: str | None, environ: Mapping[str, str], stdout: TextIO) -> int:
    """Run the cases of a folder's policies, print what went wrong, and give the exit code.

    Without a folder it is `policies` here, else the bundled one.
    Errors: ConfigError for a wrong policy or case file, UsageError when there is no case at all.
    """
    from linea_helm.policies.cases import run

    folder = folder or ("policies" if os.path.isdir("policies") else POLICIES)
    if is_cluster(folder):
        fix = f"{program()} policy import {folder} says how each of them is judged"
        raise UsageError(f"{folder} holds policies of a cluster, which have no cases", fix=fix)
    style, failed, total = _style(environ, stdout), 0, 0
    for tried in run(folder):
        stdout.writelines(f"{line}\n" for line in _told(tried, style))
        total += len(tried.cases)
        failed += sum(bool(case.wrong) for case in tried.cases)
    if not total:
        raise UsageError(f"there is no case in {folder}", fix="see docs/writing-a-policy.md")
    stdout.write(f"{total - failed} passed, {failed} failed\n")
    return 1 if failed else 0


def _told(tried: Tried, style: Style) -> Iterator[str]:
    bad = [case for case in tried.cases if case.wrong]
    verdict = style.paint("error", "FAILED") if bad else style.paint("good", "ok")
    count = f"{len(tried.cases)} case{'s' * (len(tried.cases) != 1)}"
    yield f"{style.paint('bold', tried.id)}: {count}, {verdict}"
    for case in bad:
        where = f" ({place(case.at)})" if case.at else ""
        yield f"  {printable(case.name)}{where}"
        yield from (f"    {printable(wrong)}" for wrong in case.wrong)
    yield from (f"  {style.paint('note', 'note')}: {printable(text)}" for text in (*tried.untried, *tried.costly))


def _style(environ: Mapping[str, str], stdout: TextIO) -> Style:
    return Style(wants_color("auto", stdout, environ), columns(stdout, environ))
