"""linea_helm.packed: a module that is packed is the module that its source is, or its source is imported."""

from __future__ import annotations

import importlib
import marshal
import os
import subprocess
import sys
import traceback

import pytest
from homes import Home, checkout

from linea_helm import packed

SOURCES = {
    "packed_pkg/__init__.py": "NAME = __name__\n",
    "packed_pkg/one.py": "from packed_pkg import NAME, two\nFILE = __file__\n\ndef fail():\n    raise ValueError\n",
    "packed_pkg/two.py": "VALUE = 2\n",
    "packed_pkg/inner/__init__.py": "from packed_pkg.inner.three import VALUE\n",
    "packed_pkg/inner/three.py": "from __future__ import annotations\nVALUE: int | None = 3\n",
    "packed_pkg/data.txt": "no module\n",
}


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A folder with a package on sys.path, which is forgotten after the test."""
    for name, text in SOURCES.items():
        path = tmp_path / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "root"), *sys.path])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield tmp_path / "root"
    for name in [name for name in sys.modules if name.startswith("packed_pkg")]:
        del sys.modules[name]
    importlib.invalidate_caches()


def pack(root):
    """Pack the package; give the file."""
    target = root / "modules.bin"
    packed.pack(str(root), "packed_pkg", str(target))
    return target


def imported(root, name, target=None):
    """Import a module with the packed file in force, and say whether it came from there."""
    packed.install(str(root), str(target or root / "modules.bin"))
    module = importlib.import_module(name)
    return module, isinstance(module.__spec__.loader, packed.Finder)


def test_a_packed_module_is_what_its_source_would_be(root):
    """With the attributes that Python gives a module of a file; other modules of the package come along."""
    pack(root)
    module, is_packed = imported(root, "packed_pkg.one")
    assert is_packed
    assert (module.NAME, module.two.VALUE) == ("packed_pkg", 2)
    assert module.__file__ == module.FILE == module.__spec__.origin == f"{root}/packed_pkg/one.py"
    assert (module.__name__, module.__package__) == ("packed_pkg.one", "packed_pkg")
    assert not hasattr(module, "__path__")


def test_a_packed_package_has_its_folder(root):
    """So that what is not packed of it is found as ever."""
    pack(root)
    package, is_packed = imported(root, "packed_pkg.inner")
    assert is_packed
    assert (package.VALUE, package.__package__) == (3, "packed_pkg.inner")
    assert package.__file__ == f"{root}/packed_pkg/inner/__init__.py"
    assert list(package.__path__) == [f"{root}/packed_pkg/inner"]
    (root / "packed_pkg" / "inner" / "new.py").write_text("VALUE = 4\n", "utf-8")
    importlib.invalidate_caches()
    new, is_packed = imported(root, "packed_pkg.inner.new")
    assert (new.VALUE, is_packed) == (4, False)


def test_modules_that_are_no_part_of_it_are_left_to_python(root):
    """It looks for its own only."""
    pack(root)
    packed.install(str(root), str(root / "modules.bin"))
    finder = sys.meta_path[0]
    assert isinstance(finder, packed.Finder)
    assert [finder.find_spec(name) for name in ("json", "packed_pkg.data", "packed_pkg.gone", "linea_helm")] == [
        None
    ] * 4


@pytest.mark.parametrize("change", ["longer", "as long", "touched"])
def test_a_changed_source_wins(root, change):
    """As after an update whose hook failed; all others still come from the file."""
    pack(root)
    source = root / "packed_pkg" / "two.py"
    before = source.stat()
    source.write_text({"longer": "VALUE = 22\n", "as long": "VALUE = 7\n", "touched": "VALUE = 2\n"}[change], "utf-8")
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    module, is_packed = imported(root, "packed_pkg.one")
    assert is_packed
    assert {"longer": 22, "as long": 7, "touched": 2}[change] == module.two.VALUE
    assert not isinstance(module.two.__spec__.loader, packed.Finder)
    assert packed.stale(str(root), "packed_pkg", str(root / "modules.bin")) == ["packed_pkg/two.py"]


def test_a_source_that_is_gone_is_gone(root):
    """The file does not keep alive what was removed."""
    pack(root)
    (root / "packed_pkg" / "two.py").unlink()
    with pytest.raises(ImportError, match="two"):
        imported(root, "packed_pkg.one")


def cut_head(content):
    """Leave a part of the index."""
    return content[:40]


def cut_code(content):
    """Leave the index whole and take some of the last module."""
    return content[:-3]


def empty(_):
    """Leave nothing."""
    return b""


def grown(content):
    """Add to it."""
    return content + b"x"


def foreign(content):
    """Say that another Python wrote it."""
    size = int.from_bytes(content[:8], "little")
    magic, *rest = marshal.loads(content[8 : 8 + size])  # noqa: S302
    return content[:8] + marshal.dumps((magic[::-1], *rest)) + content[8 + size :]


def huge(content):
    """Name a size that no file has."""
    return b"\xff" * 8 + content[8:]


def large(content):
    """Name a size that no memory has."""
    return (2**60).to_bytes(8, "little") + content[8:]


def other_data(_):
    """Be something else that Python can read."""
    return b"\x05\0\0\0\0\0\0\0" + marshal.dumps(7)


def noise(content):
    """Be nothing that Python can read."""
    return content[:8] + bytes(len(content) - 8)


@pytest.mark.parametrize(
    "spoil",
    [cut_head, cut_code, empty, grown, foreign, huge, large, other_data, noise],
    ids=lambda spoil: spoil.__name__,
)
def test_a_file_that_is_not_whole_is_ignored(root, spoil):
    """A run is slower then, and the same; doctor sees it."""
    target = pack(root)
    target.write_bytes(spoil(target.read_bytes()))
    before = set(os.listdir("/proc/self/fd"))
    module, is_packed = imported(root, "packed_pkg.one")
    assert (module.two.VALUE, is_packed) == (2, False)
    assert len(packed.stale(str(root), "packed_pkg", str(target))) == 5
    assert set(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("name", ["gone.bin", ".", "packed_pkg"])
def test_no_file_is_no_trouble(root, name):
    """Before setup, and where somebody made a folder of its name."""
    module, is_packed = imported(root, "packed_pkg.one", root / name)
    assert (module.two.VALUE, is_packed) == (2, False)


def test_a_file_of_now_is_not_stale(root):
    """All modules are in it, as they are."""
    assert packed.stale(str(root), "packed_pkg", str(pack(root))) == []


def test_a_traceback_names_the_source_where_it_is_now(root, tmp_path):
    """Also when the plugin's folder was moved, and its files kept their times."""
    pack(root)
    moved = root.rename(tmp_path / "moved")
    sys.path[0] = str(moved)
    module, is_packed = imported(moved, "packed_pkg.one")
    assert is_packed
    with pytest.raises(ValueError, match=r"^$") as caught:
        module.fail()
    [frame] = traceback.extract_tb(caught.value.__traceback__)[1:]
    assert (frame.filename, frame.lineno, frame.line) == (f"{moved}/packed_pkg/one.py", 5, "raise ValueError")


def test_flags_of_ours_are_not_inherited(root):
    """Packed code is compiled as its own source says: packed.py has annotations as texts, others have not."""
    (root / "packed_pkg" / "two.py").write_text("VALUE = 2\ndef f(x: VALUE): ...\n", "utf-8")
    pack(root)
    module, is_packed = imported(root, "packed_pkg.two")
    assert (module.f.__annotations__, is_packed) == ({"x": 2}, True)


def test_a_broken_source_is_left_out(root):
    """Setup goes on, and who imports it is told by Python what is wrong."""
    (root / "packed_pkg" / "two.py").write_text("VALUE = \n", "utf-8")
    target = pack(root)
    assert packed.stale(str(root), "packed_pkg", str(target)) == ["packed_pkg/two.py"]
    with pytest.raises(SyntaxError):
        imported(root, "packed_pkg.one")


def test_a_full_disk_leaves_the_old_file(root, monkeypatch):
    """Nor is there a part of the new one, which would take up the rest of the disk."""
    target = pack(root)
    old = target.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        pack(root)
    assert target.read_bytes() == old
    assert sorted(path.name for path in root.iterdir()) == ["modules.bin", "packed_pkg"]


def test_every_module_of_ours_can_be_packed(tmp_path):
    """And each of them, in a bare interpreter, comes from the file."""
    from linea_helm.bundled import _ROOT

    target = tmp_path / "modules.bin"
    packed.pack(_ROOT, "linea_helm", str(target))
    assert packed.stale(_ROOT, "linea_helm", str(target)) == []
    program = f"""
import sys
sys.path.insert(0, {_ROOT!r})
from linea_helm.packed import Finder, install
install({_ROOT!r}, {str(target)!r})
import linea_helm.postrender.post, linea_helm.lint.request, linea_helm.cel
ours = [name for name in sys.modules if name.startswith("linea_helm.")]
print([name for name in ours if not isinstance(sys.modules[name].__spec__.loader, Finder)], len(ours) > 20)
"""
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['linea_helm.packed'] True\n", "")


_BOOT = """
import os, runpy, sys
class Left(Exception): pass
def leave(code):
    print(code)
    raise Left
os._exit = leave  # a run leaves without taking Python apart
sys.argv = [{boot!r}, "version"]
try:
    runpy.run_path({boot!r}, run_name="__main__")
except Left:
    pass
ours = [module for name, module in sys.modules.items() if name.startswith("linea_helm")]
print(sorted(each.__name__ for each in ours if type(each.__spec__.loader).__name__ != "Finder"))
print(len(ours) > 3)
"""


@pytest.mark.helm
def test_an_installed_plugin_runs_from_it(tmp_path):
    """Setup writes the file, boot.py uses it; a module that was changed since then is read from its source."""
    home, plugin = Home(tmp_path / "home", "4.3.1"), checkout(tmp_path / "plugin")
    assert home.helm("plugin", "install", plugin).returncode == 0
    boot = home.plugins / "plugin" / "linea_helm" / "_helm" / "boot.py"
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOT.format(boot=str(boot))]
    done = home.run(command)
    version, code, others, many = done.stdout.splitlines()
    assert (version.split()[0], code, many, done.stderr) == ("helm-linea", "0", "True", "")
    assert others == "['linea_helm', 'linea_helm.packed']"

    app = plugin / "linea_helm" / "app.py"
    app.write_text(app.read_text("utf-8") + "# changed\n", "utf-8")
    others = home.run(command).stdout.splitlines()[2]
    assert others == "['linea_helm', 'linea_helm.app', 'linea_helm.packed']"
    assert "1 of " in home.helm("linea", "doctor").stdout
    assert home.helm("linea", "setup").returncode == 0
    assert home.run(command).stdout.splitlines()[2] == "['linea_helm', 'linea_helm.packed']"
