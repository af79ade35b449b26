"""Where a user finds the template that Helm names.

Helm builds its names from the names of charts ("parent/charts/alias/templates/x.yaml"), whatever their folders are
called (helm: pkg/chart/v2/chart.go, ChartFullPath). An alias is the name of a chart; below it Helm 3 goes on with the
chart's own name (pkg/chart/v2/util/dependencies.go, getAliasDependency: the copy's children keep their parent).
"""

from __future__ import annotations

import os

from linea_helm.finding import Template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from linea_helm.finding import Finding, Path
    from linea_helm.values.chart import Chart


def template_named(name: str | None) -> Template | None:
    """Read what Helm says: "chart/templates/x.yaml", or with a line "chart/templates/x.yaml:12"."""
    name, _, line = (name or "").partition(":")
    return Template(name, int(line) if line else None) if name else None


class Templates:
    """The templates of a chart and of its enabled sub-charts, as `Values.charts` gives them."""

    def __init__(self, charts: Iterable[tuple[Path, Chart]]) -> None:
        self._paths: dict[str, str] = {}
        called: dict[Path, tuple[str, str]] = {}
        for names, chart in charts:
            parent, own_parent = (f"{each}/charts/" if each else "" for each in called.get(names[:-1], ("", "")))
            name = str(names[-1]) if names else chart.name
            called[names] = parent + name, own_parent + chart.name
            for each in (parent, own_parent):
                self._paths.setdefault(each + name, chart.path)

    def located(self, finding: Finding) -> Finding:
        """Say of a finding where its template's file is, if it has one."""
        return finding._replace(template=self.found(finding.template)) if finding.template else finding

    def found(self, template: Template) -> Template:
        """Say where a template's file is, if it is in one of these charts."""
        path = self.place(template.name)
        holder = _existing(path)
        if not path:
            return template
        if holder != path and os.path.isfile(holder):
            return template._replace(file=holder, is_packed=True)
        return template._replace(file=path)

    def place(self, name: str) -> str:
        """Give the path of a template, which may lead into an archive; "" when it is in none of these charts."""
        owner = name
        while owner and owner not in self._paths:
            owner = owner.rpartition("/")[0]
        return self._paths[owner] + name[len(owner) :] if owner else ""


def _existing(path: str) -> str:
    """Give the part of a sub-chart's path that is there: the chart's folder, or the archive that it is in."""
    while path and not os.path.exists(path):
        path = os.path.dirname(path)
    return path
