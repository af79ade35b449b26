"""Write small charts as texts and ask which of their values the templates read."""

from __future__ import annotations

from linea_helm.template.flow import ChartTexts, follow


def reads_of(*templates, strings=(), subcharts=()):
    """Follow the templates of one chart; `subcharts` are (name, template) of each sub-chart."""
    own = ChartTexts((), [("file.yaml", template) for template in templates], strings)
    return follow([own, *(ChartTexts((name,), [("file.yaml", text)]) for name, text in subcharts)])


def known(reads, *paths):
    """Give those of the dotted paths that are read."""
    return [path for path in paths if reads.knows(tuple(path.split(".")))]
