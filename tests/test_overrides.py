"""`overrides`: settings for some values files alone, which no other file may inherit."""

from __future__ import annotations

import pytest
from marking import marked, place

from linea_helm.config import NAME, from_file
from linea_helm.errors import ConfigError
from linea_helm.overrides import settled

ABROAD = f" fits no file: a pattern starts in the folder of deploy/{NAME}"


@pytest.fixture
def config(tmp_path, monkeypatch):
    """Write a configuration into `deploy/` and read it from beside that."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deploy").mkdir()

    def written(text):
        (tmp_path / "deploy" / NAME).write_text(text, "utf-8")
        return from_file(f"deploy/{NAME}")

    return written


def profile(config, *files):
    """The profile that a release with these files is judged by."""
    return settled(config, files).data.get("profile", "prod")


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("dev.yaml", ["deploy/dev.yaml", "deploy/sub/../dev.yaml"], ["dev.yaml", "deploy/sub/dev.yaml"]),
        ("./dev-*.yaml", ["deploy/dev-.yaml", "deploy/dev-a.yaml"], ["deploy/dev-a/b.yaml", "deploy/Dev-a.yaml"]),
        ("*/dev.yaml", ["deploy/a/dev.yaml"], ["deploy/dev.yaml", "deploy/a/b/dev.yaml", "dev.yaml"]),
        ("**/dev.yaml", ["deploy/dev.yaml", "deploy/a/b/dev.yaml"], ["dev.yaml", "deploy/a/dev.yaml.bak"]),
        ("dev/**", ["deploy/dev/a.yaml", "deploy/dev/a/b.yaml"], ["deploy/dev.yaml", "deploy/a/dev/b.yaml"]),
        ("**", ["deploy/a.yaml", "deploy/a/b.yaml"], ["a.yaml", "../a.yaml"]),
        ("../common/*.yaml", ["common/a.yaml"], ["deploy/a.yaml", "common/a/b.yaml"]),
        ("values-[ab].yaml", ["deploy/values-a.yaml"], ["deploy/values-c.yaml"]),
    ],
)  # fmt: skip
def test_a_pattern_starts_where_the_file_is(config, tmp_path, pattern, fitting, others):
    """`*` stays within one folder, `**` is any number of them, and neither leads out."""
    found = config(f'overrides: [{{files: ["{pattern}"], profile: dev}}]\n')
    assert {profile(found, file) for file in fitting} == {"dev"}
    assert {profile(found, file) for file in others} == {"prod"}
    assert {profile(found, str(tmp_path / file)) for file in fitting} == {"dev"}


def test_all_files_of_a_release_must_fit(config):
    """In any order: what is meant for production is not judged more mildly because of what it is joined with."""
    found = config("overrides: [{files: [base.yaml, dev-*.yaml], profile: dev}, {files: [ci/*], profile: dev}]\n")
    assert profile(found, "deploy/base.yaml", "deploy/dev-a.yaml") == "dev"
    assert profile(found, "deploy/prod.yaml", "deploy/dev-a.yaml") == "prod"
    assert profile(found, "deploy/dev-a.yaml", "deploy/prod.yaml") == "prod"
    assert profile(found, "deploy/ci/a.yaml", "deploy/dev-a.yaml") == "prod"


def test_without_a_file_nothing_fits(config):
    """All of none is no reason to be mild."""
    assert profile(config('overrides: [{files: ["**"], profile: dev}]\n')) == "prod"


def test_the_last_entry_wins_setting_by_setting(config):
    """A release's name and its namespace are two settings; what the file says for all stays for the others."""
    found = config(
        "profile: dev\nrelease: {name: all, namespace: chain}\noverrides:\n"
        "- {files: [a.yaml], profile: prod, release: {name: first}}\n"
        "- {files: ['*'], chart: charts/x, release: {name: last}}\n"
    )
    data = settled(found, ["deploy/a.yaml"]).data
    assert (data["profile"], data["chart"]) == ("prod", "charts/x")
    assert data["release"] == {"name": "last", "namespace": "chain"}
    assert found.data["release"] == {"name": "all", "namespace": "chain"}


def test_a_mistake_is_shown_where_the_setting_stands(config):
    """Not at the one for all files, which it replaces."""
    expected = marked("chart: a\noverrides:\n- files: [a.yaml]\n  chart: «b»\n  release: {name: c}\n")
    error = settled(config(expected.text), ["deploy/a.yaml"]).error(("chart",), "there is no chart b")
    assert (error.problem, place(error.at)) == ("there is no chart b", expected.place)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("overrides:\n- files: «[]»\n", "files holds no pattern, and fits no file"),
        ("overrides:\n- files: [a, «/b.yaml»]\n", f'"/b.yaml"{ABROAD}'),
        ("overrides:\n- files: [«''»]\n", f'""{ABROAD}'),
    ],
)
def test_a_pattern_that_fits_nothing_is_refused(config, text, problem):
    """Whichever files are asked about: nothing in the file is ignored."""
    expected = marked(text)
    found = config(expected.text)
    with pytest.raises(ConfigError) as caught:
        settled(found, [])
    assert (caught.value.problem, place(caught.value.at)) == (problem, expected.place)
