"""What keeps Helm from finding linea is said when linea is installed."""

from __future__ import annotations

import pytest

from linea_helm.errors import LineaError
from linea_helm.install import discovery


@pytest.fixture
def plugin(tmp_path):
    """Linea's folder in a plugin folder."""
    return folder(tmp_path / "plugins" / "helm-linea", "linea")


def folder(path, name):
    """Make a plugin."""
    path.mkdir(parents=True)
    (path / "plugin.yaml").write_text(f"# of a test\nname: {name}\nversion: 0.1.0\n", "utf-8")
    return path


def test_the_place_that_helm_plugins_names_is_searched(plugin, tmp_path):
    """It may name several, and through links, as Helm resolves them."""
    link = tmp_path / "link"
    link.symlink_to(plugin.parent)
    for named in ("", str(plugin.parent), f"/mine:{plugin.parent}/", str(link)):
        discovery.check_searched(plugin, {"HELM_PLUGINS": named})
    discovery.check_searched(plugin, {})


def test_another_place_is_not_searched(plugin):
    """Helm 4 installs a folder into its data folder all the same."""
    with pytest.raises(LineaError) as caught:
        discovery.check_searched(plugin, {"HELM_PLUGINS": "/mine:/others"})
    place = plugin.parent
    assert (
        caught.value.problem
        == f"Helm will not find linea: it looks in HELM_PLUGINS, /mine:/others, and installed linea in {place}"
    )
    assert caught.value.fix == f"unset HELM_PLUGINS, or set it to {place}"


def test_other_plugins_are_no_second_linea(plugin):
    """Neither linea-post, nor somebody's plugin, nor what is no plugin."""
    folder(plugin.parent / "linea-post", "linea-post")
    folder(plugin.parent / "diff", "diff")
    (plugin.parent / "linea-0.1.0.tgz").write_bytes(b"")
    discovery.check_alone(plugin, works=True)


def test_a_second_linea_is_named(plugin):
    """As after an install from the URL with `.git` and one from the URL without; the command copes with spaces."""
    other = folder(plugin.parent / "my linea", "linea")
    with pytest.raises(LineaError) as caught:
        discovery.check_alone(plugin, works=True)
    assert caught.value.problem == f"there is another linea, {other}, beside {plugin}"
    assert caught.value.fix == f"rm -r '{other}'"


def test_of_two_the_one_that_works_is_kept(plugin):
    """This one could not be set up, so it is this one that goes; linea-post is then the other's again."""
    folder(plugin.parent / "linea", "linea")
    with pytest.raises(LineaError) as caught:
        discovery.check_alone(plugin, works=False)
    assert caught.value.fix == f"rm -r {plugin}, then run: helm linea setup"
