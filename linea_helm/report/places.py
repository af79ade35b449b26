"""Say where something is, in words that a terminal or an editor can follow: `prod.yaml:12:5`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.finding import Template
    from linea_helm.source import Location, Source


def place(location: Location) -> str:
    """Say where a span begins: `prod.yaml:12:5`; a flag has no lines, its excerpt shows all of it."""
    source = location.source
    if source.kind == "flag":
        return source.name
    line, column = source.position(location.start)
    return f"{'<stdin>' if source.kind == 'stdin' else source.name}:{line}:{column}"


def template_place(template: Template) -> str:
    """Say where a template is: its file, the archive with Helm's name for it, or that name alone."""
    if template.file and not template.is_packed:
        return _with_line(template.file, template.line)
    name = _with_line(template.name, template.line)
    return f"{name} in {template.file}" if template.file else name


def command(stream: Source) -> str:
    """Give the command that shows a stream, each of its words without secrets."""
    from shlex import join, split  # 2 ms, and not every report names it

    return join(stream.veil.told(word) for word in split(stream.name))


def _with_line(name: str, line: int | None) -> str:
    return name if line is None else f"{name}:{line}"
