"""Each alert fires when it has to, and only then: promtool runs the rendered rules over made-up series."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from renders import CHART, find, manifests
from tools import tool

pytestmark = pytest.mark.helm

FLAGS = ("--set", "metrics.prometheusRule.enabled=true,backup.enabled=true,backup.storage.bucket=my-backups")
ALERTS = sorted(path.stem for path in (CHART / "files" / "rules").glob("*.yaml"))
SEQUENCER = 'ethereum_blockchain_height{namespace="default", service="linea-stack-sequencer-svc"}'
MEMORY = 'container_memory_working_set_bytes{namespace="default", pod="linea-stack-besu-0", container="besu"}'
LIMIT = (
    'kube_pod_container_resource_limits{namespace="default", pod="linea-stack-besu-0", container="besu", '
    'resource="memory"}'
)
FREE = 'kubelet_volume_stats_available_bytes{namespace="default", persistentvolumeclaim="%s"}'
SPACE = 'kubelet_volume_stats_capacity_bytes{namespace="default", persistentvolumeclaim="%s"}'
RESTARTS = 'kube_pod_container_status_restarts_total{namespace="default", pod="linea-stack-besu-0", container="besu"}'
NODES = (
    'kube_horizontalpodautoscaler_status_current_replicas{namespace="default", '
    'horizontalpodautoscaler="linea-stack-besu"}'
)
MOST = 'kube_horizontalpodautoscaler_spec_max_replicas{namespace="default", horizontalpodautoscaler="linea-stack-besu"}'
BACKED_UP = 'kube_cronjob_status_last_successful_time{namespace="default", cronjob="linea-stack-backup-maru"}'
BESU = '{namespace="default", service="linea-stack-besu-headless", pod="linea-stack-besu-0"}'
HTTP, SOCKETS = (f"besu_rpc_active_{kind}_connection_count{BESU}" for kind in ("http", "ws"))

#: Alert: the time to look at, series for which it fires, and like ones for which it does not.
CASES = {
    "LineaNodeNotReady": ("20m", {
        'kube_statefulset_status_replicas_ready{namespace="default", statefulset="linea-stack-maru"}': "0x40",
        'kube_statefulset_replicas{namespace="default", statefulset="linea-stack-maru"}': "1x40",
    }, {
        'kube_statefulset_status_replicas_ready{namespace="default", statefulset="linea-stack-maru"}': "1x40",
        'kube_statefulset_replicas{namespace="default", statefulset="linea-stack-maru"}': "1x40",
    }),
    "LineaTargetDown": ("10m", {
        'up{namespace="default", service="linea-stack-maru-svc", pod="linea-stack-maru-0"}': "0x20",
    }, {
        'up{namespace="default", service="linea-stack-maru-svc", pod="linea-stack-maru-0"}': "1x20",
        'up{namespace="other", service="linea-stack-maru-svc", pod="linea-stack-maru-0"}': "0x20",
    }),
    "LineaSequencerStalled": ("20m", {SEQUENCER: "7x30"}, {SEQUENCER: "7+1x30"}),
    "LineaFollowerBehind": ("20m", {
        SEQUENCER: "100+30x30", f"ethereum_blockchain_height{BESU}": "79+30x30",
    }, {
        SEQUENCER: "100+30x30", f"ethereum_blockchain_height{BESU}": "80+30x30",
    }),
    "LineaFollowerWithoutPeer": ("10m", {f"ethereum_peer_count{BESU}": "0x20"}, {f"ethereum_peer_count{BESU}": "1x20"}),
    "LineaRpcConnectionsAlmostUsed": (
        "10m",
        {HTTP: "161x20", SOCKETS: "0x20"},
        {HTTP: "160x20", SOCKETS: "64x20"},
    ),
    "LineaMemoryAlmostUsed": ("45m", {MEMORY: "95x60", LIMIT: "100x60"}, {MEMORY: "89x60", LIMIT: "100x60"}),
    "LineaVolumeAlmostFull": (
        "30m",
        {FREE % "data-linea-stack-besu-0": "9x60", SPACE % "data-linea-stack-besu-0": "100x60"},
        {FREE % "data-other-0": "9x60", SPACE % "data-other-0": "100x60"},
    ),
    "LineaPodRestarting": ("70m", {RESTARTS: "0+0.1x90"}, {RESTARTS: "0+0.04x90"}),
    "LineaAutoscalerAtMaximum": ("7h", {NODES: "3x500", MOST: "3x500"}, {NODES: "2x500", MOST: "3x500"}),
    "LineaBackupFailed": ("5m", {
        'kube_job_status_failed{namespace="default", job_name="linea-stack-backup-besu-29384"}': "1x20",
    }, {
        'kube_job_status_failed{namespace="default", job_name="linea-stack-backup-besu-29384"}': "0x20",
        'kube_job_status_failed{namespace="default", job_name="another"}': "1x20",
    }),
    "LineaBackupStale": ("19h", {BACKED_UP: "0x1200"}, {BACKED_UP: "21600x1200"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """The rendered rules as a file for Prometheus."""
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    spec = find(manifests(*FLAGS), "PrometheusRule", "linea-stack-alerts")["spec"]
    path.write_text(yaml.safe_dump(spec), "utf-8")
    return path


def fired(rules, alert: str, at: str, series: dict[str, str]) -> bool:
    """Whether the alert fires, asked by a promtool test that says it does not."""
    case = {
        "rule_files": [str(rules)],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "alert_rule_test": [{"eval_time": at, "alertname": alert, "exp_alerts": []}],
            }
        ],
    }
    path = rules.with_name(f"{alert}.yaml")
    path.write_text(yaml.safe_dump(case), "utf-8")
    done = subprocess.run([tool("promtool"), "test", "rules", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0 or f'alertname="{alert}"' in done.stdout + done.stderr, done.stdout + done.stderr
    return done.returncode != 0


def test_every_alert_has_cases():
    """No alert is without its test."""
    assert sorted(CASES) == ALERTS


def test_prometheus_takes_the_rules(rules):
    """promtool finds nothing wrong with the rendered rules, and all of them in it."""
    done = subprocess.run([tool("promtool"), "check", "rules", rules], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert f"SUCCESS: {len(ALERTS)} rules found" in done.stdout


@pytest.mark.parametrize("alert", ALERTS)
def test_alerts_fire_and_keep_still(rules, alert):
    """The alert fires for its series, and not for the like ones where nothing is wrong."""
    at, bad, good = CASES[alert]
    assert fired(rules, alert, at, bad)
    assert not fired(rules, alert, at, good)


def test_a_volume_of_ones_own_is_watched():
    """The alert about full volumes knows claims that the chart did not make, and no claim of another release."""
    flags = "metrics.prometheusRule.enabled=true,maru.persistence.existingClaim=mine"
    rules = find(manifests("--set", flags), "PrometheusRule", "linea-stack-alerts")["spec"]["groups"][0]["rules"]
    (expression,) = [rule["expr"] for rule in rules if rule["alert"] == "LineaVolumeAlmostFull"]
    claims = "data-linea-stack-sequencer-[0-9]+|mine|data-linea-stack-besu-[0-9]+"
    assert set(re.findall(r'persistentvolumeclaim=~"([^"]+)"', expression)) == {claims}


def test_connections_are_counted_against_the_nodes_own_limit(tmp_path):
    """What the values give, else what Besu takes by itself."""
    flags = "metrics.prometheusRule.enabled=true,besu.config.rpc-http-max-active-connections=1000000"
    spec = find(manifests("--set", flags), "PrometheusRule", "linea-stack-alerts")["spec"]
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump(spec), "utf-8")
    for series, fires in ((HTTP, False), (SOCKETS, True)):
        assert fired(path, "LineaRpcConnectionsAlmostUsed", "10m", {series: "200x20"}) == fires


def test_alerts_without_a_subject_are_left_out():
    """Where the values leave something out, there is no alert about it, and `disabled` leaves out more."""
    flags = ("metrics.prometheusRule.enabled=true,txSender.enabled=false,besu.autoscaling.enabled=false,"
             "metrics.prometheusRule.disabled={LineaPodRestarting}")  # fmt: skip
    spec = find(manifests("--set", flags), "PrometheusRule", "linea-stack-alerts")["spec"]
    left = {
        "LineaSequencerStalled",
        "LineaAutoscalerAtMaximum",
        "LineaBackupFailed",
        "LineaBackupStale",
        "LineaPodRestarting",
    }
    assert [rule["alert"] for rule in spec["groups"][0]["rules"]] == [alert for alert in ALERTS if alert not in left]


def asked(expression: str) -> list[tuple[str, set[str]]]:
    """The series that a query asks for, each with the labels that it picks by."""
    return [
        (metric, set(re.findall(r'(\w+)(?:=~|!~|!=|=)"', labels)))
        for metric, labels in re.findall(r"([a-z]+_[a-z_]+)\{([^}]*)\}", expression)
    ]


def test_queries_ask_for_series_that_exist():
    """Besu has each metric of an alert and of the dashboard, with the labels asked for; clusters the others."""
    lines = (Path(__file__).parent / "data" / "besu-metrics.txt").read_text("utf-8").splitlines()
    known = {name: set(labels) for name, *labels in map(str.split, lines) if name != "#"}
    config = find(manifests("--set", "metrics.dashboard.enabled=true"), "ConfigMap", "linea-stack-dashboard")
    dashboard = json.loads(config["data"]["linea-stack.json"])
    rules = "".join(path.read_text("utf-8") for path in (CHART / "files" / "rules").glob("*.yaml"))
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    of_prometheus = {"namespace", "pod", "service"}
    for metric, labels in asked("\n".join([rules, *queries])):
        if metric.startswith(("besu_", "ethereum_")):
            assert labels - of_prometheus <= known[metric], metric
        else:
            assert metric in rules or metric == "container_cpu_usage_seconds_total", metric


def test_prometheus_takes_the_queries(tmp_path):
    """promtool finds nothing wrong with a query of the dashboard."""
    panels = json.loads((CHART / "files" / "dashboards" / "linea-stack.json").read_text("utf-8"))["panels"]
    queries = [target["expr"] for panel in panels for target in panel["targets"]]
    rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)]
    path = tmp_path / "rules.yaml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}), "utf-8")
    done = subprocess.run([tool("promtool"), "check", "rules", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_panels_stand_beside_each_other():
    """Each has an id and a place of its own; Grafana moves what overlaps."""
    panels = json.loads((CHART / "files" / "dashboards" / "linea-stack.json").read_text("utf-8"))["panels"]
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    rows = range(0, 8 * (len(panels) // 2), 8)
    assert places == {(x, y) for x in (0, 12) for y in rows}
    assert {panel["id"] for panel in panels} == set(range(1, len(panels) + 1))
