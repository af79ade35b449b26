"""`.linea.yaml` is found upwards, held to its shape, and its mistakes are shown at their place."""

from __future__ import annotations

import os

import pytest
from marking import marked, place

from linea_helm.config import NAME, find, from_file
from linea_helm.errors import ConfigError, InputError
from linea_helm.yaml.document import YamlError

FULL = """\
chart: ../charts/linea-stack
profile: dev
failOn: warning
policies: [./policies]
severity: {pdb-missing: off, values-schema: note}
release: {name: my-linea, namespace: chain}
kubeVersion: "1.31"
apiVersions: [monitoring.coreos.com/v1]
postRender:
  gate: enforce
  defaults: false
  report: out/report.txt
  labels: {team: chain}
  resources:
  - match: {component: besu, kind: StatefulSet, container: besu}
    requests: {cpu: 500m, memory: 2Gi}
    limits: {cpu: 2}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder, text):
    """Write a configuration and give its path."""
    path = folder / NAME
    path.write_bytes(text.encode())
    return str(path)


def test_every_key_is_read(here):
    """What the file says is what the program gets."""
    config = from_file(written(here, FULL))
    assert config.data["postRender"]["resources"][0]["limits"] == {"cpu": 2}
    assert set(config.data) == {
        "chart", "profile", "failOn", "policies", "severity", "release", "kubeVersion", "apiVersions", "postRender",
    }  # fmt: skip


def test_off_without_quotes_is_off(here):
    """YAML 1.1, which Helm reads, has it mean false."""
    config = from_file(written(here, "severity: {a: off, b: 'off', c: error}\npostRender: {gate: off}\n"))
    assert config.data == {"severity": {"a": "off", "b": "off", "c": "error"}, "postRender": {"gate": "off"}}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n---\n"])
def test_an_empty_file_says_nothing(here, text):
    """It may be there for later."""
    config = from_file(written(here, text))
    assert (config.data, config.path) == ({}, str(here / NAME))


def test_without_a_file_there_is_nothing():
    """Paths are then relative to the current folder."""
    config = from_file(None)
    assert (config.data, config.path, config.resolve("a/../b")) == ({}, "", "b")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "«profiel»: dev\n",
            (
                'unknown key "profiel"; did you mean "profile"? Known keys: chart, profile, failOn, policies, '
                "severity, baseline, ignore, release, overrides, kubeVersion, apiVersions, postRender"
            ),
        ),
        ("profile: «production»\n", 'profile must be one of prod, dev, not "production"'),
        ("failOn: «fatal»\n", 'failOn must be one of error, warning, note, not "fatal"'),
        ("severity:\n  pdb-missing: «none»\n", 'pdb-missing must be one of error, warning, note, off, not "none"'),
        ("severity: {pdb-missing: «true»}\n", "pdb-missing must be one of error, warning, note, off, not true"),
        ("policies: «./mine»\n", 'policies must be a list, not "./mine"'),
        ("policies:\n  - a\n  - «5»\n", "policies[1] must be a text, not 5; put quotes around it"),
        ("kubeVersion: «1.30»\n", "kubeVersion must be a text, not 1.3; put quotes around it"),
        ("release: {«nmae»: a}\n", 'unknown key "nmae"; did you mean "name"? Known keys: name, namespace'),
        (
            "overrides: [{files: [a], «profil»: dev}]\n",
            'unknown key "profil"; did you mean "profile"? Known keys: files, chart, profile, release',
        ),
        ("overrides:\n- «{profile: dev}»\n", "overrides[0] lacks the key files"),
        ("overrides: [{files: «a.yaml»}]\n", 'files must be a list, not "a.yaml"'),
        ("overrides: [{files: [a], profile: «test»}]\n", 'profile must be one of prod, dev, not "test"'),
        ("postRender:\n  labels:\n    team: «1»\n", "team must be a text, not 1; put quotes around it"),
        ("postRender:\n  «labels»:\n", "labels must be a mapping, not nothing; leave the key out"),
        (
            "postRender: {resources: [{requests: {cpu: «[1]»}}]}\n",
            "cpu must be a quantity such as 500m or 2Gi, not a list",
        ),
        ("«- a»\n", "the file must be a mapping, not a list"),
        ("profile: dev\n---\n«profile: prod»\n", "a second document starts here, and only one is read"),
        ("profile: dev\n«profile»: prod\n", 'key "profile" is on line 1 already; only this one on line 2 counts'),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_does_not_fit_is_refused_at_its_place(here, text, problem, line_end):
    """Nothing in the file is ignored."""
    expected = marked(text.replace("\n", line_end))
    with pytest.raises(ConfigError) as caught:
        from_file(written(here, expected.text))
    assert caught.value.problem == problem
    assert place(caught.value.at) == expected.place
    assert caught.value.fix == "see docs/configuration.md"


def test_a_severity_for_nobody_is_refused(here):
    """A misspelt id would switch off nothing."""
    expected = marked("severity:\n  pdb-missing: note\n  «pdb-mising»: off\n")
    config = from_file(written(here, expected.text))
    with pytest.raises(ConfigError) as caught:
        config.hold_ids({"pdb-missing", "values-schema"})
    assert caught.value.problem == 'no policy or rule is called "pdb-mising"; did you mean "pdb-missing"?'
    assert place(caught.value.at) == expected.place
    config.hold_ids({"pdb-missing", "pdb-mising"})


def test_a_severity_that_is_fixed_is_refused(here):
    """It is no misspelt id."""
    expected = marked("severity:\n  pdb-missing: note\n  «yaml-error»: off\n")
    config = from_file(written(here, expected.text))
    with pytest.raises(ConfigError) as caught:
        config.hold_ids({"pdb-missing"}, {"yaml-error"})
    assert caught.value.problem == '"yaml-error" cannot be switched off, nor have another severity'
    assert place(caught.value.at) == expected.place


def test_others_can_point_into_the_file(here):
    """What only they know to be wrong."""
    expected = marked("postRender:\n  labels: {team: «a b»}\n")
    error = from_file(written(here, expected.text)).error(("postRender", "labels", "team"), "no label")
    assert (error.problem, place(error.at)) == ("no label", expected.place)


def test_what_is_no_yaml_is_refused(here):
    """At its line."""
    with pytest.raises(YamlError) as caught:
        from_file(written(here, "profile: dev\nseverity: {\n"))
    assert caught.value.at.source.name == str(here / NAME)


def test_a_file_that_is_not_there_is_refused(here):
    """--config names one that must be there."""
    with pytest.raises(InputError) as caught:
        from_file("gone.yaml")
    assert caught.value.problem == "there is no file gone.yaml"


def test_it_is_found_upwards(here, monkeypatch):
    """From the folder of the values file; the nearest one counts, and its path is relative."""
    deep = here / "deploy" / "prod"
    deep.mkdir(parents=True)
    assert find("deploy/prod") is None
    written(here, "")
    assert find("deploy/prod") == NAME
    written(here / "deploy", "")
    assert find("deploy/prod") == f"deploy/{NAME}"
    monkeypatch.chdir(deep)
    assert find(".") == f"../{NAME}"
    assert find(str(here)) == f"../../{NAME}"


def test_what_has_the_name_counts(here):
    """A folder and a link to nowhere are found, and reading them says what they are."""
    (here / NAME).mkdir()
    assert find(".") == NAME
    with pytest.raises(InputError) as caught:
        from_file(NAME)
    assert caught.value.problem == ".linea.yaml is a folder, not a file"
    (here / NAME).rmdir()
    (here / NAME).symlink_to("nowhere")
    assert find(".") == NAME
    with pytest.raises(InputError) as caught:
        from_file(NAME)
    assert caught.value.problem == ".linea.yaml is a link to nowhere, which is not there"


def test_a_pipe_of_that_name_is_not_waited_for(here):
    """Nobody would ever write into it."""
    os.mkfifo(here / NAME)
    with pytest.raises(InputError) as caught:
        find(".")
    assert (caught.value.problem, caught.value.fix) == (".linea.yaml is no regular file", "make it one, or remove it")


def test_paths_start_where_the_file_is(here, monkeypatch):
    """Not where somebody happens to be."""
    (here / "deploy").mkdir()
    written(here / "deploy", "chart: ../charts/a\npolicies: [mine, /abs]\n")
    config = from_file(find("deploy"))
    assert [config.resolve(path) for path in ("../charts/a", "mine", "/abs")] == ["charts/a", "deploy/mine", "/abs"]
    monkeypatch.chdir(here / "deploy")
    assert from_file(find(".")).resolve("../charts/a") == os.path.join("..", "charts", "a")


@pytest.mark.parametrize("beside", [True, False])
def test_another_ending_is_told(tmp_path, monkeypatch, beside):
    """`.linea.yml` was ignored without a word; one above or beside a `.linea.yaml` does no harm."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    (tmp_path / "a" / ".linea.yml").write_text("profile: dev\n", "utf-8")
    if beside:
        (tmp_path / "a" / ".linea.yaml").write_text("profile: dev\n", "utf-8")
        assert find(".") == "../.linea.yaml"
        return
    with pytest.raises(
        InputError, match=r"\.\./\.linea\.yml is read by nobody: a configuration is called \.linea\.yaml"
    ):
        find(".")
