"""Why a chart does not render: where that is, whose template it is, and whether it asks a cluster for something.

Loaded when Helm refuses.
"""

from __future__ import annotations

from linea_helm.finding import Problem
from linea_helm.lint import builtin, chartfault, known, required
from linea_helm.lint.helmerror import without_line
from linea_helm.lint.rendering import released, rendered_by
from linea_helm.lint.templates import Templates, template_named
from linea_helm.values.claims import lookup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linea_helm.finding import Template
    from linea_helm.lint.helmerror import Refusal
    from linea_helm.lint.inspection import Inspection
    from linea_helm.source import Location
    from linea_helm.values.values import Values

_LOOKUP_WHY = (
    "{} asks the cluster with `lookup`, which finds nothing where there is none: it may render in a cluster, and the "
    "policies for manifests could not look"
)
_LOOKUP_FIX = "set the value that replaces what it looks up, if there is one; else let the template do without"
_VALUE = "give the value that the message asks for; where it asks for none, "
_PRINTED = "look at the value that it prints there; where that is right, "
_AUTHORS = "the template is wrong, so tell its authors"


def tell(look: Inspection, values: Values, refused: Refusal) -> None:
    """Point at a value that Helm's message names, best one that the user set; where output is no YAML at the output.

    Errors: UsageError or ConfigError for an option that Helm refuses.
    """
    if refused.option:
        raise look.request.wrong(refused.option, refused.message, refused.fix)
    if refused.about or refused.file:
        told, at = Problem((), refused.message), chartfault.about(look.chart, refused)
        why, fix = refused.why or builtin.CHART.WHY, refused.fix or builtin.CHART.FIX
        look.add(builtin.CHART, told, at, why=why, help=fix)
        return
    template = template_named(refused.template)
    keys = sorted(refused.keys, key=lambda key: lookup(values.user, key) is None)
    path, location = next(((key, found) for key in keys if (found := values.place(key))), ((), None))
    templates = Templates(values.charts())
    if template and location is None:
        path = required.key(templates.found(template)) or ()
        location = values.place(path)
    rendered, message = _place(look, refused) if refused.is_yaml else (None, refused.message)
    where = {"template": template, "rendered": rendered}
    if refused.is_schema:
        look.add(builtin.SCHEMA, Problem(path, message), location, **where)
        return
    why, fix = _advice(look, templates, refused, template, is_named=location is not None)
    look.add(builtin.NOT_RENDERED, Problem(path, message), location, why=why, help=fix, **where)


def _place(look: Inspection, refused: Refusal) -> tuple[Location | None, str]:
    """Find what is no YAML in what Helm renders, and say so without Helm's own line where there is a place."""
    output = rendered_by(refused.template, look.request.start(look.environ, "--debug").wait())
    _, broken = released(output, look.request, "--debug")
    place = next((document.at for document in broken if document.template == refused.template), None)
    return place, without_line(refused.message) if place else refused.message


def _advice(
    look: Inspection, templates: Templates, refused: Refusal, template: Template | None, *, is_named: bool
) -> tuple[str, str]:
    asking = _asking(known.texts(look.chart), templates.place(template.name), template.line) if template else ""
    own = None if template is None or look.request.is_bundled else templates.found(template)
    return advice(refused, own, asking, is_named=is_named)


def _asking(texts: Mapping[str, str], place: str, line: int | None) -> str:
    """Say which template looks something up in the cluster when the one at a place is rendered, "" for none."""
    if not any("lookup" in text for text in texts.values()):
        return ""
    from linea_helm.template.included import Included

    templates = {path: text for path, text in texts.items() if "/templates/" in path}
    caller = Included(templates).caller("lookup", place, line)
    if not caller:
        return "the template" if caller == "" else ""
    return f'"{caller.rpartition("/")[2] if caller in templates else caller}", which the template includes,'


def advice(refused: Refusal, template: Template | None, asking: str, *, is_named: bool) -> tuple[str, str]:
    """Give why it matters that a template did not render, and what to do.

    `template` is located; `asking` names what looks something up in a cluster, "" for nothing; `is_named` says that
    the message names a value that the user or the chart has.
    """
    if asking and not (is_named or refused.is_syntax):
        return _LOOKUP_WHY.format(asking), _LOOKUP_FIX
    is_own = template is not None and template.file is not None and not template.is_packed
    last = _mending(template) if template and is_own else _AUTHORS
    first = "" if refused.is_syntax else _PRINTED if refused.is_yaml else _VALUE
    return builtin.NOT_RENDERED.WHY, refused.fix or first + last


def _mending(template: Template) -> str:
    return "mend the template" if template.line is None else "mend the template at that line"
