"""linea_helm.lint.request: what a command line and `.linea.yaml` ask for, and what is wrong with that."""

from __future__ import annotations

import os

import pytest
from marking import marked, place

from linea_helm import cli
from linea_helm.errors import ConfigError, InputError, UsageError
from linea_helm.lint.request import requests, strictest
from linea_helm.options import LINT, parse

NAME = "1 to 63 letters, digits, - _ or . that begin and end with a letter or digit"
LABEL = "lower-case letters, digits and -, with a letter or digit at both ends"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run beside a chart, with no configuration above it."""
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart" / "Chart.yaml").write_text("name: top\nversion: 1.0.0\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(*words):
    return requests(parse([*words], LINT), {})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("release: {name: «My_App»}\n", f'"My_App" is no name for a release: {LABEL}; dots between'),
        ("release:\n  namespace: «a.b»\n", f'"a.b" is no name for a namespace: {LABEL}'),
        ("apiVersions:\n- v1\n- «a b»\n", '"a b" names no API: write v1, apps/v1 or apps/v1/Deployment'),
        ("chart: «nosuch»\n", "there is no chart nosuch"),
        ("policies: [chart, «nosuch»]\n", "the policies folder nosuch is not there"),
        (
            "postRender:\n  labels:\n    a: «b c»\n",
            f"label 'a': the value 'b c' must be {NAME}",
        ),
        ("postRender: {labels: {«a b»: c}}\n", f"label 'a b': the name must be {NAME}"),
        (
            "postRender:\n  resources:\n  - limits: {memory: «2 GB»}\n",
            "memory: '2 GB' is not a quantity such as 500m, 2 or 4Gi",
        ),
    ],
)
def test_what_is_wrong_in_the_configuration_has_a_place(here, text, problem):
    """Names, paths and what only linea-post uses are shown at their lines."""
    source = marked(text)
    (here / ".linea.yaml").write_text(source.text, encoding="utf-8")
    (here / "chart" / "own.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        asked(*([] if text.startswith("chart") else ["chart"]))
    assert place(caught.value.at) == source.place
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    ("words", "problem", "flag"),
    [
        (["--release-name", "A_b"], f'"A_b" is no name for a release: {LABEL}; dots between', "--release-name"),
        (["-n", "A_b"], f'"A_b" is no name for a namespace: {LABEL}', "--namespace"),
        (["-a", "v1", "-a", "a//b"], '"a//b" names no API: write v1, apps/v1 or apps/v1/Deployment', "--api-versions"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_in_its_flag(words, problem, flag):
    """The flag is shown with its value, whatever `.linea.yaml` says."""
    with pytest.raises(UsageError) as caught:
        asked("chart", *words)
    at = caught.value.at
    assert (caught.value.problem, at.source.kind, at.source.name) == (problem, "flag", flag)
    assert (at.source.text, at.start, at.end) == (words[-1], 0, len(words[-1]))


def test_an_option_that_helm_refuses_is_placed_later(here):
    """What only Helm knows of is placed with the same words: at the flag, else at its line, with the fix."""
    (here / ".linea.yaml").write_text("kubeVersion: new\n", encoding="utf-8")
    (configured,) = asked("chart")
    error = configured.wrong("kube_version", "no version", "write it as 1.31")
    assert (place(error.at), error.fix) == ((1, 14, "new"), "write it as 1.31")
    (given,) = asked("chart", "--kube-version", "old")
    error = given.wrong("kube_version", "no version", "write it as 1.31")
    assert (place(error.at), error.at.source.name, error.fix) == ((1, 1, "old"), "--kube-version", "write it as 1.31")


def test_a_pipe_is_no_chart(here):
    """Helm would wait for it."""
    os.mkfifo(here / "pipe")
    with pytest.raises(InputError) as caught:
        asked("pipe")
    assert caught.value.problem == "pipe is no folder and no archive"


DEV = 'overrides:\n- files: ["*"]\n  profile: dev\n  release: {name: small, namespace: sandbox}\n'


def test_settings_for_some_files_are_those_of_the_request(here):
    """The command line wins over them."""
    (here / ".linea.yaml").write_text(DEV, encoding="utf-8")
    (here / "a.yaml").write_text("{}\n", encoding="utf-8")
    (request,) = asked("chart", "-f", "a.yaml")
    assert (request.terms.profile, request.release_name, request.namespace) == ("dev", "small", "sandbox")
    (request,) = asked("chart", "-f", "a.yaml", "--profile", "prod", "--release-name", "big")
    assert (request.terms.profile, request.release_name, request.namespace) == ("prod", "big", "sandbox")


def test_a_name_in_them_is_refused_at_its_place(here):
    """As one for all files is."""
    source = marked("release: {name: fine}\noverrides:\n- files: [a.yaml]\n  release: {name: «A_b»}\n")
    (here / ".linea.yaml").write_text(source.text, encoding="utf-8")
    (here / "a.yaml").write_text("{}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        asked("chart", "-f", "a.yaml")
    assert place(caught.value.at) == source.place


def test_what_has_no_name_fits_no_pattern(here, monkeypatch):
    """Standard input may hold anything, and so may a pipe."""
    (here / ".linea.yaml").write_text(DEV, encoding="utf-8")
    (here / "a.yaml").write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr("linea_helm.lint.request.standard_input", lambda: b"{}")
    assert [request.terms.profile for request in asked("chart", "-f", "a.yaml", "-f", "-")] == ["prod"]
    reader, writer = os.pipe()
    os.close(writer)
    assert [request.terms.profile for request in asked("chart", "-f", f"/dev/fd/{reader}", "-f", "a.yaml")] == ["prod"]
    os.close(reader)


@pytest.mark.parametrize("files", [["dev.yaml", "prod.yaml"], ["prod.yaml", "dev.yaml"]])
def test_of_several_requests_the_strictest_is_for_all(here, files):
    """Whichever came first."""
    (here / ".linea.yaml").write_text("overrides: [{files: [dev.yaml], profile: dev}]\n", encoding="utf-8")
    for file in files:
        (here / file).write_text("{}\n", encoding="utf-8")
    found = asked("--chart", "chart", "--each", *files)
    assert {request.terms.profile for request in found} == {"dev", "prod"}
    assert strictest(found).profile == "prod"
    assert strictest([request for request in found if request.terms.profile == "dev"]).profile == "dev"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--set", "a"], '--set a: key "a" has no value'),
        (["--set", ","], '--set ,: key "" has no value'),
        (["--set-string", "a"], '--set-string a: key "a" has no value'),
        (["--set-json", "a"], '--set-json a: key "a" has no value'),
    ],
)
def test_a_flag_without_an_equals_sign_is_told_of(here, words, problem, capsys):
    """What hides the secrets of an error finds none where no key is named."""
    (here / "chart" / "values.yaml").write_text("a: 1\n", encoding="utf-8")
    assert cli.main(["lint", "chart", "--no-render", *words]) == 2
    assert capsys.readouterr().err.startswith(f"error: {problem}\n  --> {words[0]}")


def test_the_command_that_shows_what_was_rendered(here):
    """All that Helm gets is in it, quoted for a shell; a secret is not."""
    (here / ".linea.yaml").write_text("kubeVersion: '1.31'\nrelease: {namespace: chain}\n", encoding="utf-8")
    words = ["chart", "-f", '"a,b.yaml"', "--set", "n=5,db.password=hunter2x", "--set-json", "a={}"]
    (request,) = asked(*words, "--release-name", "mine", "-a", "v1")
    assert request.command("--debug") == (
        """helm template mine chart --values '"a,b.yaml"' --set-json 'a={}' --set 'n=5,db.password=<redacted>' """
        "--namespace chain --kube-version 1.31 --api-versions v1 --debug"
    )


@pytest.mark.parametrize("file", ["values.yaml", "missing.yml", "v.json"])
def test_values_in_place_of_a_chart(here, file):
    """Somebody forgot -f."""
    (here / "values.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        asked(file)
    assert (caught.value.problem, caught.value.fix) == (f"{file} is no chart", f"if it is a values file: -f {file}")


def test_each_and_fleet_exclude_each_other():
    """It was told that there are too few files, or --each was ignored."""
    for files in (["v.yaml"], ["a.yaml", "b.yaml"]):
        with pytest.raises(UsageError) as caught:
            asked("--each", "--fleet", *files)
        assert caught.value.problem == "--each and --fleet exclude each other"
        assert caught.value.fix == "--fleet alone lints each release, and compares them"


def test_a_plugin_names_the_same_command_as_the_console_script(here):
    """Helm tells it of a namespace, and reports are the same whoever makes them."""
    (plugin,) = requests(parse(["chart"], LINT), {"HELM_NAMESPACE": "default"})
    assert plugin.command() == asked("chart")[0].command() == "helm template linea chart"
    assert plugin.arguments()[-2:] == ["--namespace", "default"]
