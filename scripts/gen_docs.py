"""Write the pages about policies and rules out of what they say themselves: an index and a page for each.

It also writes the list by which a lint knows that a policy is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

DOCS = ROOT / "docs"
IDS = ROOT / "linea_helm" / "data" / "policies.txt"
_POLICIES = """# Policies

What `helm linea lint` and the gate of `linea-post` judge releases by. A policy is a file in `policies/`, its cases are
beside it, and [writing-a-policy.md](writing-a-policy.md) shows how to add your own.
"""
_RULES = """# Rules

What `helm linea lint` finds besides the [policies](policies.md): to see it one needs the text of a file, the chart, or
Helm itself.
"""
_NOTE = """`severity` in [.linea.yaml](configuration.md) sets other severities; `helm linea policy explain ID` shows a
page in the terminal. Made by scripts/gen_docs.py; do not edit.
"""


class Page(NamedTuple):
    """What there is to say about one check."""

    id: str
    kind: str
    prod: str
    dev: str
    mandatory: bool
    why: str
    docs: str


def main() -> int:
    """Write the list and the pages, and remove those of checks that are gone."""
    IDS.write_text(ids(), "ascii")
    made = pages()
    for folder in ("policies", "rules"):
        (DOCS / folder).mkdir(exist_ok=True)
        for path in (DOCS / folder).glob("*.md"):
            if f"{folder}/{path.name}" not in made:
                path.unlink()
    for name, text in made.items():
        (DOCS / name).write_text(text, "utf-8")
    return 0


def ids() -> str:
    """Give the ids of the bundled policies, one a line."""
    from linea_helm.bundled import POLICIES
    from linea_helm.policies.catalogue import files

    return "".join(f"{Path(path).stem}\n" for path in files(POLICIES))


def pages() -> dict[str, str]:
    """Give the text of each page by its path below docs/."""
    made = {}
    for folder, head, checks in ("policies", _POLICIES, _policies()), ("rules", _RULES, _rules()):
        made[f"{folder}.md"] = _index(folder, head, checks)
        made |= {f"{folder}/{check.id}.md": _page(folder, check) for check in checks}
    return made


def _policies() -> list[Page]:
    from linea_helm.policies.catalogue import policies

    # Each document of a file says the same.
    found = {policy.id: policy for policy in policies([], {})}
    return [
        Page(id_, "policy", each.severities["prod"], each.severities["dev"], each.mandatory, each.why, each.docs)
        for id_, each in sorted(found.items())
    ]


def _rules() -> list[Page]:
    from linea_helm import rules
    from linea_helm.ignores import checks as ignores
    from linea_helm.lint import builtin

    found = [
        Page(rule.ID, "rule", rule.SEVERITY["prod"], rule.SEVERITY["dev"], False, rule.WHY, rule.DOCS)
        for rule in (*rules.RULES, *builtin.ALL, *ignores.ALL)
    ]
    return sorted(found)


def _index(folder: str, head: str, checks: list[Page]) -> str:
    rows = [
        f"| {checks[0].kind} | prod | dev | why |",
        "|---|---|---|---|",
        *(f"| [{check.id}]({folder}/{check.id}.md) | {check.prod} | {check.dev} | {check.why} |" for check in checks),
    ]
    return "\n".join([head, *rows, "", _NOTE])


def _page(folder: str, check: Page) -> str:
    facts = f"[{check.kind}](../{folder}.md) · {check.prod} in prod, {check.dev} in dev"
    if check.mandatory:
        facts += ", and nobody sets that in prod"
    return f"# {check.id}\n\n{facts}\n\n{check.why[0].upper()}{check.why[1:]}.\n\n{check.docs.strip()}\n"


if __name__ == "__main__":
    sys.exit(main())
