"""Policies that judge facts: what they see, and where their findings stand."""

from __future__ import annotations

from fact_releases import besu
from marking import place
from policytexts import RELEASE, VALUES, policy

from linea_helm.lint.helm import Output
from linea_helm.lint.rendering import release as read_release
from linea_helm.policies.engine import Terms, judge_release, judge_values
from linea_helm.source import Source
from linea_helm.values.chart import load_chart
from linea_helm.values.values import compute

NO_ADMIN = """\
each: {each}
validations:
  - expression: "!has({one}.options) || {one}.options['rpc-http-api'].all(api, api != 'ADMIN' && api != 'DEBUG')"
    message: ADMIN
"""
CONFIG = 'rpc-http-enabled = true\nrpc-http-api = ["ADMIN", "DEBUG"]\n'


def test_a_finding_about_a_node_stands_on_the_line_of_its_configuration(tmp_path):
    """Two bad elements of one option are one finding, at the value in the ConfigMap."""
    judge = policy(tmp_path, NO_ADMIN.format(each="nodes", one="node"), kind=RELEASE)
    text = besu('["--config-file=/etc/besu/besu.toml"]', config=CONFIG)
    release, broken = read_release(Output(0, text, ""), "linea", "default", "helm template")
    assert broken == []
    (finding,) = judge_release([judge], release, Terms(), None)
    assert (finding.subject.kind, finding.path) == ("ConfigMap", ("data", "besu.toml"))
    assert finding.rendered.source.text[finding.rendered.start : finding.rendered.end] == '["ADMIN", "DEBUG"]'


def test_a_finding_about_a_configuration_stands_on_its_line_in_the_values_file(tmp_path):
    """Inside a block of TOML, at the user's own line."""
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: demo\nversion: 1.0.0\n")
    text = "besu:\n  config: |\n    rpc-http-port = 8545\n    rpc-http-api = ['ADMIN']\n"
    values = compute(load_chart(str(tmp_path / "chart")), [Source("prod.yaml", text)], {}, (4, 3, 1))
    judge = policy(tmp_path, NO_ADMIN.format(each="configs", one="config"), kind=VALUES)
    (finding,) = judge_values([judge], values, Terms(), {"name": "r", "namespace": "n"})
    assert place(finding.location) == (4, 20, "['ADMIN']")


def test_all_facts_may_be_asked_at_once(tmp_path):
    """A fact that decided is pointed at, as an object would be."""
    judge = policy(
        tmp_path, "validations: [{expression: \"nodes.all(n, n.program != 'besu')\", message: m}]", kind=RELEASE
    )
    release, _ = read_release(Output(0, besu(), ""), "linea", "default", "helm template")
    (finding,) = judge_release([judge], release, Terms(), None)
    assert (finding.subject.name, finding.path) == ("rpc", ("spec", "template", "spec", "containers", 0))
