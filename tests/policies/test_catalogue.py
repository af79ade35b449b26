"""The policies of a run: bundled ones and a user's, compiled once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from policytexts import ALL, VALUES, text, write

from linea_helm.bundled import POLICIES
from linea_helm.errors import ConfigError
from linea_helm.policies import catalogue, policyfile
from linea_helm.policies.catalogue import files, policies, ship

GOOD = ALL + "validations: [{expression: object.kind == 'Pod', message: m}]\n"


@pytest.fixture
def mine(tmp_path):
    """A folder with one policy."""
    folder = tmp_path / "mine"
    folder.mkdir()
    write(folder, text(GOOD))
    return folder


@pytest.fixture
def environ(tmp_path):
    """An environment with a cache of its own."""
    return {"HELM_CACHE_HOME": str(tmp_path / "cache")}


@pytest.fixture
def compiled(monkeypatch):
    """The names of the files that were compiled."""
    seen = []
    compile_file = policyfile.compile_file
    monkeypatch.setattr(policyfile, "compile_file", lambda path: seen.append(Path(path).name) or compile_file(path))
    return seen


def bundled():
    """Give the ids of the bundled policies."""
    return {path.name.split(".")[0] for path in Path(POLICIES).iterdir()}


def test_bundled_policies_are_always_there(environ):
    """In the order of their ids, all documents of each."""
    ids = [policy.id for policy in policies([], environ)]
    assert set(ids) == bundled()
    assert ids == sorted(ids)
    assert ids.count("tx-sender-plaintext-key") == 3


def test_a_users_policies_join(mine, environ):
    """Each knows the file that it came from."""
    found = {policy.id: policy.file for policy in policies([str(mine)], environ)}
    assert set(found) == bundled() | {"demo"}
    assert found["demo"] == str(mine / "demo.yaml")


def test_a_folder_that_is_named_twice_counts_once(mine, environ):
    """In .linea.yaml and on the command line, or by two paths; also the bundled one."""
    folders = [str(mine), f"{mine}/../mine", POLICIES]
    assert [policy.id for policy in policies(folders, environ)].count("demo") == 1


def test_the_second_run_compiles_nothing(mine, environ, compiled):
    """And gives the same."""
    first = [policy.id for policy in policies([str(mine)], environ)]
    assert "demo.yaml" in compiled
    compiled.clear()
    assert [policy.id for policy in policies([str(mine)], environ)] == first
    assert compiled == []


def test_a_changed_policy_is_compiled_anew(mine, environ, compiled):
    """It alone, also when it has the same size as before."""
    write(mine, text(GOOD, name="another"), "another")
    policies([str(mine)], environ)
    compiled.clear()
    write(mine, text(GOOD.replace("message: m", "message: k")))
    os.utime(mine / "demo.yaml", ns=(1, 1))
    (judge,) = (policy for policy in policies([str(mine)], environ) if policy.id == "demo")
    assert [verdict.message for verdict in judge.judge({"object": {"kind": "Node"}})] == ["k"]
    assert compiled == ["demo.yaml"]


def test_a_new_policy_is_compiled(mine, environ, compiled):
    """Those that were there are kept."""
    policies([str(mine)], environ)
    compiled.clear()
    write(mine, text(GOOD, name="another"), "another")
    assert {"another", "demo"} <= {policy.id for policy in policies([str(mine)], environ)}
    assert compiled == ["another.yaml"]


def test_a_policy_that_is_gone_is_forgotten(mine, environ, compiled):
    """It judges no more, and when it comes back it is compiled."""
    write(mine, text(GOOD, name="another"), "another")
    policies([str(mine)], environ)
    (mine / "another.yaml").rename(mine / "another.off")
    compiled.clear()
    assert "another" not in {policy.id for policy in policies([str(mine)], environ)}
    assert compiled == []
    (mine / "another.off").rename(mine / "another.yaml")
    assert "another" in {policy.id for policy in policies([str(mine)], environ)}
    assert compiled == ["another.yaml"]


def test_other_folders_cost_the_bundled_policies_nothing(mine, environ, compiled):
    """They are kept folder by folder."""
    policies([], environ)
    compiled.clear()
    policies([str(mine)], environ)
    assert compiled == ["demo.yaml"]


def another_compiler(tmp_path, monkeypatch):
    for package in ("codegen", "library", "re2"):
        (tmp_path / "cel" / package).mkdir(parents=True)
    monkeypatch.setattr(catalogue.cel, "__file__", str(tmp_path / "cel" / "__init__.py"))


@pytest.mark.slow
def test_another_linea_compiles_anew(mine, environ, compiled, monkeypatch, tmp_path):
    """`helm plugin update` brings another compiler, often with the same version number."""
    policies([str(mine)], environ)
    compiled.clear()
    another_compiler(tmp_path, monkeypatch)
    policies([str(mine)], environ)
    assert "demo.yaml" in compiled


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """The compiled policies that setup leaves beside the bundled ones."""
    path = tmp_path / "policies.bin"
    monkeypatch.setattr(catalogue, "COMPILED", str(path))
    ship(POLICIES, str(path))
    return path


@pytest.mark.usefixtures("shipped")
def test_a_first_run_compiles_nothing_that_is_shipped(mine, environ, compiled):
    """The policies are the same as compiled ones, and are kept."""
    (mine / "demo.yaml").unlink()
    write(mine, text(GOOD, name="another"), "another")
    first = [(policy.id, policy.file, policy.why) for policy in policies([str(mine)], environ)]
    assert compiled == ["another.yaml"]
    assert [(policy.id, policy.file, policy.why) for policy in policies([str(mine)], environ)] == first
    assert compiled == ["another.yaml"]
    assert {file for id_, file, _ in first if id_ == "pdb-missing"} == {f"{POLICIES}/pdb-missing.yaml"}


def test_what_is_shipped_can_be_compared(shipped, tmp_path):
    """With the policies of a folder as they are now: doctor tells how many are gone, and which were changed."""
    folder, count = tmp_path / "policies", len(bundled())
    shutil.copytree(POLICIES, folder)
    assert catalogue.shipped(str(folder), str(shipped)) == (count, [])
    (folder / "jwt-inline.yaml").unlink()
    edited = folder / "pdb-missing.yaml"
    edited.write_text(edited.read_text("utf-8") + "# mine\n", "utf-8")
    assert catalogue.shipped(str(folder), str(shipped)) == (count, [str(edited)])


def test_bundled_policies_that_are_gone_are_to_be_installed_again(tmp_path, monkeypatch):
    """Nobody has to write them."""
    monkeypatch.setattr(catalogue, "POLICIES", str(tmp_path / "gone"))
    with pytest.raises(ConfigError) as caught:
        policies([], {"LINEA_NO_CACHE": "1"})
    assert caught.value.fix == "a part of helm-linea is missing: install it again"


@pytest.fixture
def gappy(tmp_path, monkeypatch):
    """A copy of the bundled policies, which somebody may delete."""
    folder = tmp_path / "bundled"
    shutil.copytree(POLICIES, folder)
    monkeypatch.setattr(catalogue, "POLICIES", str(folder))
    return folder


def test_a_bundled_policy_that_is_gone_ends_a_run(gappy, environ):
    """Whether it was there before and is kept or not: a run that is weaker must not look like one that is not."""
    policies([], environ)
    (gappy / "pdb-missing.yaml").unlink()
    for settings in (environ, environ, {"LINEA_NO_CACHE": "1"}):
        with pytest.raises(ConfigError) as caught:
            policies([], settings)
        assert caught.value.problem == f"{gappy / 'pdb-missing.yaml'} is gone"
        assert caught.value.fix == "a part of helm-linea is missing: install it again"
    (gappy / "jwt-inline.yaml").unlink()
    (gappy / "mine.yaml").write_text(text(GOOD, name="mine"), "utf-8")
    with pytest.raises(ConfigError, match=r"jwt-inline.yaml and 1 more is gone"):
        policies([], environ)


def test_without_its_list_nobody_knows_whether_policies_are_gone(monkeypatch, tmp_path):
    """Which is no better."""
    monkeypatch.setattr(catalogue, "IDS", str(tmp_path / "gone"))
    with pytest.raises(ConfigError, match="gone cannot be read: No such file or directory"):
        policies([], {"LINEA_NO_CACHE": "1"})


def test_what_is_kept_needs_no_list(environ, monkeypatch, tmp_path):
    """It was whole, and is read on the fast path."""
    policies([], environ)
    monkeypatch.setattr(catalogue, "IDS", str(tmp_path / "gone"))
    assert {policy.id for policy in policies([], environ)} == bundled()


@pytest.mark.usefixtures("shipped")
def test_nothing_need_be_kept(compiled):
    """In an image whose folders are read-only what is shipped is enough."""
    assert {policy.id for policy in policies([], {"LINEA_NO_CACHE": "1"})} == bundled()
    assert compiled == []


@pytest.mark.usefixtures("shipped")
def test_what_is_shipped_by_another_linea_is_not_read(compiled, monkeypatch, tmp_path):
    """It is compiled as if nothing were shipped."""
    another_compiler(tmp_path, monkeypatch)
    policies([], {"LINEA_NO_CACHE": "1"})
    assert "pdb-missing.yaml" in compiled


@pytest.mark.usefixtures("shipped")
def test_what_another_python_compiled_is_not_read(compiled, monkeypatch):
    """Its code would not run, or would do something else."""
    monkeypatch.setattr(catalogue, "MAGIC_NUMBER", b"other")
    policies([], {"LINEA_NO_CACHE": "1"})
    assert "pdb-missing.yaml" in compiled


@pytest.mark.parametrize("content", [b"", b"(\x01", b"i\x01\x00\x00\x00"], ids=["empty", "cut", "number"])
def test_a_shipped_file_that_is_broken_is_none(shipped, content, compiled):
    """Somebody interrupted setup."""
    shipped.write_bytes(content)
    policies([], {"LINEA_NO_CACHE": "1"})
    assert "pdb-missing.yaml" in compiled


@pytest.mark.usefixtures("shipped")
def test_a_shipped_policy_that_was_edited_is_compiled(tmp_path, monkeypatch, compiled):
    """Whatever its date and size say."""
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    edited = folder / "pdb-missing.yaml"
    edited.write_text(edited.read_text("utf-8").replace("evict all", "evict ALL"), "utf-8")
    monkeypatch.setattr(catalogue, "POLICIES", str(folder))
    told = {policy.id: policy.why for policy in policies([], {"LINEA_NO_CACHE": "1"})}
    assert told["pdb-missing"] == "a node drain may evict ALL of its pods at once"
    assert compiled == ["pdb-missing.yaml"]


@pytest.mark.slow
def test_without_a_cache_every_run_compiles(mine, compiled):
    """And leaves nothing behind."""
    for _ in range(2):
        policies([str(mine)], {"HOME": str(mine), "LINEA_NO_CACHE": "1"})
    assert compiled.count("demo.yaml") == 2
    assert [path.name for path in mine.iterdir()] == ["demo.yaml"]


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_is_none(mine, compiled, tmp_path):
    """A read-only home is no reason to fail."""
    (tmp_path / "file").touch()
    environ = {"HELM_CACHE_HOME": str(tmp_path / "file")}
    for _ in range(2):
        assert "demo" in {policy.id for policy in policies([str(mine)], environ)}
    assert compiled.count("demo.yaml") == 2


def test_two_policies_of_one_name_are_refused(mine, environ, tmp_path):
    """Neither can be meant by its id; a bundled one cannot be replaced without a word."""
    other = tmp_path / "other"
    other.mkdir()
    write(other, text(GOOD))
    with pytest.raises(ConfigError) as caught:
        policies([str(mine), str(other)], environ)
    assert caught.value.problem == f"two policies are called demo: {mine}/demo.yaml and {other}/demo.yaml"
    write(mine, text(GOOD, name="pdb-missing"), "pdb-missing")
    with pytest.raises(ConfigError) as caught:
        policies([str(mine)], environ)
    assert (
        caught.value.problem
        == f"two policies are called pdb-missing: {POLICIES}/pdb-missing.yaml and {mine}/pdb-missing.yaml"
    )
    assert caught.value.fix == "rename one; to change the severity of a bundled policy use `severity` in .linea.yaml"


def test_a_wrong_policy_is_refused_with_its_place(mine, environ):
    """Before anything is checked."""
    write(mine, text("validations: [{expression: nope}]", VALUES))
    with pytest.raises(ConfigError) as caught:
        policies([str(mine)], environ)
    assert caught.value.problem == "unknown variable 'nope'"
    assert caught.value.at.source.name == str(mine / "demo.yaml")


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ([], "no policy in {folder}"),
        (["README.md", "a.test.yaml"], "no policy in {folder}"),
        (["a.yaml", "b.yml"], "{folder}/b.yml would be overlooked: its name ends with .yml"),
    ],
)
def test_a_folder_without_policies_is_refused(tmp_path, names, problem):
    """Nothing to check is a mistake, and so is a file that nobody reads."""
    for name in names:
        (tmp_path / name).touch()
    with pytest.raises(ConfigError) as caught:
        files(str(tmp_path))
    assert caught.value.problem == problem.format(folder=tmp_path)
    assert caught.value.fix == "a policy is a file <id>.yaml; see docs/writing-a-policy.md"


@pytest.mark.parametrize(("name", "reason"), [("gone", "No such file or directory"), ("file", "Not a directory")])
def test_what_is_no_folder_is_refused(tmp_path, name, reason):
    """With the reason of the system."""
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError) as caught:
        files(str(tmp_path / name))
    assert caught.value.problem == f"the policies folder {tmp_path}/{name} cannot be read: {reason}"
    assert caught.value.fix == "a policy is a file <id>.yaml; see docs/writing-a-policy.md"
