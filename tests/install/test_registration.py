"""The linea-post folder is written beside linea's, and only where nobody else's is."""

from __future__ import annotations

import pytest
import yaml

from linea_helm import __version__
from linea_helm.errors import LineaError
from linea_helm.install import registration


@pytest.fixture
def plugin(tmp_path):
    """Linea's folder in a plugin folder; its name holds what a name may hold."""
    folder = tmp_path / 'my "linea" é.git'
    folder.mkdir()
    return folder


def test_the_descriptor_names_the_launcher_by_linea_s_own_folder(plugin):
    """Helm 4 starts sh with the launcher, found from linea-post's folder."""
    registration.register(plugin)
    descriptor = yaml.safe_load((plugin.parent / "linea-post" / "plugin.yaml").read_text("utf-8"))
    launcher = "${HELM_PLUGIN_DIR}/../" + plugin.name + "/linea_helm/_helm/linea"
    assert descriptor == {
        "apiVersion": "v1",
        "type": "postrenderer/v1",
        "name": "linea-post",
        "version": __version__,
        "runtime": "subprocess",
        "runtimeConfig": {"platformCommand": [{"command": "sh", "args": [launcher, "post-render"]}]},
    }


def test_registering_twice_is_registering_once(plugin):
    """A second time changes no byte, and leaves no file of the way there."""
    registration.register(plugin)
    post = registration.folder(plugin)
    before = {path.name: path.read_bytes() for path in post.iterdir()}
    registration.register(plugin)
    assert {path.name: path.read_bytes() for path in post.iterdir()} == before
    assert set(before) == {".made-by-linea", "plugin.yaml"}
    assert before[".made-by-linea"].decode() == plugin.name + "\n"


def test_what_is_current_is_known(plugin):
    """Nothing there, the right thing there, an older one there."""
    assert not registration.is_current(plugin)
    registration.register(plugin)
    assert registration.is_current(plugin)
    descriptor = registration.folder(plugin) / "plugin.yaml"
    descriptor.write_text(descriptor.read_text("utf-8").replace(__version__, "0.0.1"), "utf-8")
    assert not registration.is_current(plugin)


def test_somebody_elses_is_not_touched(plugin):
    """Without our marker the folder is foreign, whatever is in it."""
    registration.folder(plugin).mkdir()
    assert registration.is_foreign(plugin)
    with pytest.raises(LineaError, match="was not made by linea"):
        registration.register(plugin)
    assert list(registration.folder(plugin).iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(plugin):
    """A file where the folder should be."""
    registration.folder(plugin).write_text("", "utf-8")
    with pytest.raises(LineaError) as caught:
        registration.register(plugin)
    assert caught.value.problem == f"linea-post cannot be written to {plugin.parent}/linea-post: File exists"
    assert caught.value.fix == f"make {plugin.parent} writable for you, then run: helm linea setup"
