"""linea_helm.lint.names: what Helm and Kubernetes take for a name."""

from __future__ import annotations

import os

import pytest
from helm_oracle import CHART, write_chart
from helms import ALL, helm

from linea_helm.lint.helm import start
from linea_helm.lint.names import api_problem, namespace_problem, release_problem

WORDS = "lower-case letters, digits and -, with a letter or digit at both ends"
RELEASES = ["a", "a-b", "a.b", "0", "a" * 53, "A", "a_b", "-a", "a-", "a..b", ".a", "a" * 54, "ä", "a b", "a/b"]


@pytest.mark.helm
@pytest.mark.parametrize("version", ALL)
def test_helm_takes_the_same_names_for_a_release(tmp_path, version):
    """A release has a good name exactly when Helm renders under it."""
    chart = write_chart(tmp_path / "top", {"Chart.yaml": CHART})
    good = [n for n in RELEASES if not start(str(helm(version)), ["template", n, str(chart)], os.environ).wait().code]
    assert [name for name in RELEASES if not release_problem(name)] == good
    assert len(good) == 5


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("chain-1", ""),
        ("a" * 63, ""),
        ("a" * 64, "the name of a namespace has at most 63 characters, not 64"),
        ("a.b", f'"a.b" is no name for a namespace: {WORDS}'),
        ("Chain", f'"Chain" is no name for a namespace: {WORDS}'),
        ("-", f'"-" is no name for a namespace: {WORDS}'),
    ],
)
def test_names_of_namespaces(name, problem):
    """A namespace has the name of a DNS label; Helm renders into any, and the cluster refuses it."""
    assert namespace_problem(name) == problem


@pytest.mark.parametrize("text", ["v1", "apps/v1", "apps/v1/Deployment", "v1/Pod"])
def test_apis(text):
    """The forms that templates ask for with .Capabilities.APIVersions.Has."""
    assert api_problem(text) == ""


@pytest.mark.parametrize("text", ["", "/v1", "apps//Deployment", "a/b/c/d", "apps/v1 "])
def test_texts_that_name_no_api(text):
    """A typing error makes no template see an API."""
    assert api_problem(text) == f'"{text}" names no API: write v1, apps/v1 or apps/v1/Deployment'


def test_the_names_of_releases_are_explained():
    """The message says which letters, or which length."""
    assert release_problem("My_App") == f'"My_App" is no name for a release: {WORDS}; dots between'
    assert release_problem("a" * 60) == "the name of a release has at most 53 characters, not 60"
