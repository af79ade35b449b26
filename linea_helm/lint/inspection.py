"""One lint from values to findings: read and merge, check the texts, take what Helm rendered, let policies judge."""

from __future__ import annotations

from linea_helm import rules
from linea_helm.called import explain
from linea_helm.concealed import Secrets, conceal
from linea_helm.errors import InputError
from linea_helm.finding import Finding, Problem
from linea_helm.ignores import checks as ignores
from linea_helm.keys import derive
from linea_helm.lint import builtin, chartfault, crds, exponents, helm, known, schemas, supplied
from linea_helm.lint.expected import types_at
from linea_helm.lint.meanwhile import get_ready
from linea_helm.lint.rendering import released
from linea_helm.lint.templates import Templates, template_named
from linea_helm.policies.catalogue import policies as catalogue
from linea_helm.policies.engine import judge_fleet, judge_release, judge_values, unjudged
from linea_helm.policies.fleet import Fleet
from linea_helm.result import Result, Skip, ordered
from linea_helm.source import Location, Source
from linea_helm.values import cutoff
from linea_helm.values.chart import load_chart
from linea_helm.values.coalesce import ways
from linea_helm.values.drops import Unmergeable
from linea_helm.values.metadata import ChartError
from linea_helm.values.values import compute, read_values
from linea_helm.yaml.document import YamlError, compose
from linea_helm.yaml.load import STDIN, decode, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.lint.helm import Output, Run
    from linea_helm.lint.helmerror import Refusal
    from linea_helm.lint.request import Request
    from linea_helm.lint.together import Member, Together
    from linea_helm.values.coalesce import Ways
    from linea_helm.values.values import Values
    from linea_helm.yaml.document import Document

_UNREAD = "nothing of these values was checked"
#: What --no-render merges like.
NEWEST = (4, 3, 1)


class Inspection:
    """What is known of one request while it is looked at, and what was found so far."""

    def __init__(self, request: Request, environ: Mapping[str, str], together: Together) -> None:
        self.request = request
        self.together = together
        self.environ = environ
        self.chart = load_chart(request.chart)
        self.sources = [_read(file, request) for file in request.files]
        self.policies = catalogue(request.policies, environ)
        together.know(self.policies)
        ids = {*(policy.id for policy in self.policies), *(rule.ID for rule in rules.RULES)}
        request.config.hold_ids(ids, {check.ID for check in (*builtin.ALL, *ignores.ALL)})
        self.findings: list[Finding] = []
        self.secrets = Secrets()
        self.skipped: list[Skip] = []
        self.objects = 0
        self.judged: set[str] = set()
        self.version = _version(request, environ)

    def add(self, check: Any, problem: Problem, location: Location | None, **more: Any) -> None:  # noqa: ANN401
        """Stamp what a rule or the pipeline found; `check` is a rule's module or one of `builtin`."""
        # What keeps a lint from looking is no matter of taste: a run that could not look must not be green.
        own = check.SEVERITY[self.request.terms.profile]
        severity = own if check in builtin.ALL else self.request.terms.of(check.ID, check.SEVERITY)
        if severity:
            path, message, _ = problem
            told = {"why": check.WHY, "help": check.FIX, "docs": explain(check.ID), **more}
            self.findings.append(Finding(check.ID, severity, message, path, location, **told))

    def skip(self, what: str, why: str) -> None:
        """Say what was not checked."""
        self.skipped.append(Skip(what, why))

    def result(self) -> Result:
        """Give what was found and what was looked at."""
        self.together.judged(self.judged)
        if self.together.compares:
            self.together.secrets.append(self.secrets)
        found = conceal(_without_echoes(self.findings), self.secrets)
        checked: dict[str, int | str | list[str]] = {
            "values files": [source.name for source in self.sources],
            "objects": self.objects,
            "policies": len(self.judged),
            "rules": len(rules.RULES),
            "chart": self.chart.name,
            "profile": self.request.terms.profile,
            **({"configuration": self.request.config.path} if self.request.config.path else {}),
        }
        return Result(ordered(found), checked, tuple(self.skipped))


def inspect(request: Request, run: Run | None, environ: Mapping[str, str], together: Together) -> Result:
    """Check one request; `run` is its `helm template`, already started, or None to check the values alone.

    `together` collects what can only be said when all requests of a run are inspected.
    Errors: LineaError when something cannot be read or a policy is wrong.
    """
    try:
        look = Inspection(request, environ, together)
    except ChartError as error:
        if run:
            run.wait()
        left_out = Skip("values and manifests", "the chart cannot be loaded")
        return chartfault.stopped(request, error, builtin.CHART, left_out)
    values = _values(look)
    together.read_values(look.sources or _own_defaults(look), values)
    if values is None:
        for source in look.sources:
            look.secrets.learn_text(source)
        if run:
            run.wait()
        look.skip("schema, policies and manifests", "the values cannot be read")
        return look.result()
    for data in values.written_data():
        look.secrets.learn(data)
    _check_values(look, values)
    if not derive.available():
        look.skip("public development keys", f"pycryptodome is not installed; {derive.remedy()}")
    if run is None:
        schemas.explain(look, values)
        look.skip("manifests", "--no-render leaves Helm out")
    else:
        get_ready(look.policies, run)
        _check_render(look, values, run.wait())
        if not look.request.is_bundled:  # whose templates are not the user's
            look.findings = [*map(Templates(values.charts()).located, look.findings)]
    _hold_nothing(look, values)
    return look.result()


def _is_empty(values: object) -> bool:
    return isinstance(values, dict) and all(map(_is_empty, values.values()))


def _hold_nothing(look: Inspection, values: Values) -> None:
    if look.objects or look.findings or not _is_empty(values.computed):
        return
    what = (
        f"the chart {look.request.chart} renders no object" if look.request.renders else "--no-render leaves Helm out"
    )
    why = "a run that looked at nothing must not look like one that found nothing"
    raise InputError(
        f"nothing to check: {what}, and there are no values", why=why, fix="name the right chart or values"
    )


def unreadable(request: Request, error: InputError) -> Result:
    """Make a finding of an error that ends one request of several, at the file that it is about."""
    file = next((file for file in request.files if file in error.problem), request.files[-1])
    error.at, error.why = error.at or Location(Source(file, ""), 0, 0), error.why or _UNREAD
    return chartfault.stopped(request, error, builtin.YAML_ERROR, Skip(request.files[-1], "it cannot be read"))


def _read(file: str, request: Request) -> Source:
    if request.stdin is not None and file == STDIN:
        return Source(file, decode(request.stdin, "standard input"), "stdin")
    return Source(file, decode(request.piped[file], file)) if file in request.piped else read(file)


def _values(look: Inspection) -> Values | None:
    """Look at the texts and merge them; None when one of them cannot be read, which is then a finding."""
    how = ways(look.version)
    readable = [_reads(look, source, how) for source in look.sources]
    for source in look.sources or _own_defaults(look):
        _check_text(look, source)
    if not all(readable):
        return None
    try:
        return compute(look.chart, look.sources, look.request.flags(), look.version)
    except YamlError as error:
        _cannot_read(look, error)
    except Unmergeable as error:
        look.add(builtin.UNMERGED, Problem(error.path, error.problem), error.at, help=error.fix)
    return None


def _own_defaults(look: Inspection) -> list[Source]:
    """Give the chart's values.yaml when the chart itself is what the user asks about."""
    return [look.chart.values] if look.chart.values and not look.request.is_given else []


def _reads(look: Inspection, source: Source, how: Ways) -> bool:
    try:
        read_values(source, how)
    except YamlError as error:
        _cannot_read(look, error)
        return False
    return True


def _cannot_read(look: Inspection, error: YamlError) -> None:
    why = error.why or builtin.YAML_ERROR.WHY
    look.add(builtin.YAML_ERROR, Problem((), error.problem), error.at, why=why, help=error.fix)


def _check_text(look: Inspection, source: Source) -> None:
    asked = [rule for rule in rules.TEXT if rule.suspicious(source.text)]
    if not asked:
        return
    try:
        documents = compose(source)  # ruamel.yaml: 21 ms, and only for a suspicion
    except YamlError:
        documents = _cut_off(look, source)
    for rule in asked:
        found = rule.check(documents, _types(look)) if rule is rules.type_trap else rule.check(documents)
        for document, problem in found:
            look.add(rule, problem, document.locate(problem.path, key=problem.key_only))


def _cut_off(look: Inspection, source: Source) -> list[Document]:
    """Tell what Helm drops of a text that is YAML only up to a place; give what it reads."""
    try:
        read, dropped = cutoff.cut_off(source, ways(look.version))
    except YamlError:  # Helm does not read it either, which is told already
        return []
    for problem, place, fix in dropped:
        look.add(builtin.CUT_OFF, Problem((), problem), place, help=fix)
    return read


def _types(look: Inspection) -> Callable[[Path], frozenset[str]]:
    """Tell the trap rule what the chart wants: `enabled: yes` is none where that is a boolean."""
    chart = known.known(look.chart, supplied.defaults(look))
    return lambda path: types_at(chart, path)


def _check_values(look: Inspection, values: Values) -> None:
    supplied.check(look, values)
    where = {"name": look.request.release_name, "namespace": look.request.namespace or "default"}
    look.judged |= {policy.id for policy in look.policies if policy.view == "values"}
    look.findings += judge_values(look.policies, values, look.request.terms, where)


def _check_render(look: Inspection, values: Values, output: Output) -> None:
    """Read what Helm rendered; when it refused, say why, and look at what it renders without the schema."""
    flags: tuple[str, ...] = ()
    if look.request.leads_out:
        schemas.explain(look, values)
    elif output.code and _refusal(output).is_schema and schemas.explain(look, values):
        flags = ("--skip-schema-validation",)
        output = look.request.start(look.environ, *flags).wait()
    if output.code:
        from linea_helm.lint import unrendered

        unrendered.tell(look, values, _refusal(output))
        look.skip("manifests", "the chart does not render with these values")
        return
    rendered, broken = released(output, look.request, *flags)
    if broken:
        look.secrets.learn_text(rendered.stream)
    for document in broken:
        look.add(
            builtin.BAD_MANIFEST,
            Problem((), document.problem),
            None,
            why=document.why or builtin.BAD_MANIFEST.WHY,
            template=template_named(document.template),
            rendered=document.at,
        )
    exponents.check(look, values, rendered.stream.text)
    for problem, location in crds.broken(look.chart.path):
        look.add(builtin.BAD_MANIFEST, Problem((), problem), location, help=builtin.BROKEN_CRD)
    look.objects = len(rendered.manifests)
    for manifest in rendered.manifests:
        look.secrets.learn_object(manifest.data)
    look.findings += judge_release(look.policies, rendered, look.request.terms, values)
    look.together.read_release(rendered)
    _join_fleet(look, (rendered, ", ".join(source.name for source in look.sources)))
    look.judged |= {policy.id for policy in look.policies}
    for policy, why in unjudged(look.policies, with_values=True):
        look.skip(f"policy {policy}", why)
    for what, why in rendered.unread():
        look.skip(what, why)


def _join_fleet(look: Inspection, member: Member) -> None:
    if look.together.compares:
        look.together.members.append(member)
    else:
        look.findings += judge_fleet(look.policies, Fleet([member]), look.request.terms)


def _refusal(output: Output) -> Refusal:
    from linea_helm.lint.helmerror import refusal  # 3 ms, and only when Helm refuses

    return refusal(output)


def _version(request: Request, environ: Mapping[str, str]) -> tuple[int, int, int]:
    """Give the version of the Helm that will render; without one, the newest way of merging."""
    return helm.cached_version(request.program(environ), environ) if request.renders else NEWEST


def _without_echoes(findings: list[Finding]) -> list[Finding]:
    """Leave out a type trap where the schema tells of the type, and the unknown keys of a map that has no place."""
    refused = {finding.location for finding in findings if finding.id == builtin.SCHEMA.ID}
    misplaced = {finding.path for finding in findings if finding.id == rules.value_dropped.ID}
    echoes = {
        id(finding)
        for finding in findings
        if (finding.id == rules.type_trap.ID and finding.location in refused)
        or (finding.id == rules.unknown_key.ID and _is_below(finding.path, misplaced))
    }
    return [finding for finding in findings if id(finding) not in echoes]


def _is_below(path: Path, others: set[Path]) -> bool:
    return any(path[:length] in others for length in range(1, len(path)))
