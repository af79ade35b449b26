"""Find, validate and read `.linea.yaml`.

On the fast path of linea-post: a file in order imports nothing heavy.
"""

from __future__ import annotations

from linea_helm.errors import ConfigError, InputError
from linea_helm.yaml.load import read
from linea_helm.yaml.shape import QUANTITY
from linea_helm.yaml.strict import parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from linea_helm.finding import Path
    from linea_helm.source import Location
    from linea_helm.yaml.strict import Part

NAME = ".linea.yaml"
_MISNAMED = ".linea.yml"
PROFILES = ("prod", "dev")
GATES = ("off", "warn", "enforce")
SEVERITIES = ("error", "warning", "note")

_FIX = "see docs/configuration.md"
_TEXTS = {"*": str}
_RELEASE = {"name": str, "namespace": str}

#: The shape of the file (shape.py); docs/configuration.md says what each key means.
SHAPE: dict[str, Any] = {
    "chart": str,
    "profile": PROFILES,
    "failOn": SEVERITIES,
    "policies": [str],
    "severity": {"*": (*SEVERITIES, "off")},
    "baseline": str,
    "ignore": [{"id!": str, "object": str, "path": str, "reason!": str, "until": str}],
    "release": _RELEASE,
    "overrides": [{"files!": [str], "chart": str, "profile": PROFILES, "release": _RELEASE}],
    "kubeVersion": str,
    "apiVersions": [str],
    "postRender": {
        "gate": GATES,
        "defaults": bool,
        "report": str,
        "labels": _TEXTS,
        "resources": [
            {
                "match": {"component": str, "kind": str, "container": str},
                "requests": {"*": QUANTITY},
                "limits": {"*": QUANTITY},
            },
        ],
    },
}


class Config:
    """What a `.linea.yaml` says; `path` is its own ("" for none)."""

    __slots__ = ("_part", "_places", "data", "path")

    def __init__(self, path: str, part: Part | None) -> None:
        self.path = path
        self._part = part
        self._places: Mapping[Path, Path] = {}
        self.data: dict[str, Any] = part.data if part else {}

    def changed(self, data: dict[str, Any], places: Mapping[Path, Path]) -> Config:
        """Give one with other data; `places` says where in the file a setting stands that did not stay at its own."""
        changed = Config(self.path, self._part)
        changed.data, changed._places = data, places
        return changed

    @property
    def folder(self) -> str:
        """Where the relative paths in it start."""
        import os  # 1 ms, which the fast path does without

        return os.path.dirname(self.path)

    def resolve(self, path: str) -> str:
        """Give a path of the file as one that can be opened from here."""
        import os

        return os.path.normpath(os.path.join(self.folder, path))

    def locate(self, path: Path) -> Location | None:
        """Find a value of the file."""
        return self._part.locate(self._places.get(path, path)) if self._part else None

    def error(self, path: Path, problem: str, *, key: bool = False) -> ConfigError:
        """Make the error for something in the file that only somebody else could know to be wrong."""
        return self._part.error(self._places.get(path, path), problem, key=key) if self._part else ConfigError(problem)

    def policy_folders(self) -> list[str]:
        """Give the folders with policies of the user's own.

        Errors: ConfigError for one that is not there or has nothing in it.
        """
        folders = [self.resolve(path) for path in self.data.get("policies", ())]
        if not folders:
            return []
        import os

        for number, folder in enumerate(folders):
            if not os.path.isdir(folder):
                problem = "is a file, not a folder" if os.path.exists(folder) else "is not there"
                raise self.error(("policies", number), f"the policies folder {folder} {problem}")
            if not os.access(folder, os.R_OK | os.X_OK):
                raise self.error(("policies", number), f"no permission to read the policies folder {folder}")
            if not any(name.endswith((".yaml", ".yml")) for name in os.listdir(folder)):
                raise self.error(("policies", number), f"no policy in {folder}")
        return folders

    def report(self) -> str:
        """Give the file for the gate's report, "" for none.

        Errors: ConfigError when its folder is not there.
        """
        path = (self.data.get("postRender") or {}).get("report") or ""
        if not path:
            return ""
        import os

        folder = os.path.dirname(self.resolve(path)) or os.curdir
        if not os.path.isdir(folder):
            raise self.error(("postRender", "report"), f"there is no folder {folder} for the report")
        return self.resolve(path)

    def hold_ids(self, known: Collection[str], fixed: Collection[str] = ()) -> None:
        """Refuse to set the severity of a check that does not exist, or that is `fixed`.

        Errors: ConfigError with the nearest one that does.
        """
        for id_ in self.data.get("severity", ()):
            if id_ in fixed:
                problem = f'"{id_}" cannot be switched off, nor have another severity'
                raise self.error(("severity", id_), problem, key=True)
            if id_ not in known:
                from linea_helm.called import program
                from linea_helm.nearest import nearest

                near = nearest(id_, known)
                hint = f'; did you mean "{near}"?' if near else f"; {program()} policy list names them"
                raise self.error(("severity", id_), f'no policy or rule is called "{id_}"{hint}', key=True)


def find(start: str) -> str | None:
    """Look for `.linea.yaml` in a folder and its parents; the path found is relative to the current folder.

    A folder or a broken link of that name counts: that it is no file is for `from_file` to say.
    Errors: InputError for a pipe of that name, which would be waited for, and for a `.linea.yml`.
    """
    import os

    folder = os.path.abspath(start)
    while not os.path.lexists(os.path.join(folder, NAME)):
        if os.path.lexists(os.path.join(folder, _MISNAMED)):
            path = os.path.relpath(os.path.join(folder, _MISNAMED))
            raise InputError(
                f"{path} is read by nobody: a configuration is called {NAME}", fix="rename it, or remove it"
            )
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    path = os.path.relpath(os.path.join(folder, NAME))
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise InputError(f"{path} is no regular file", fix="make it one, or remove it")
    return path


def from_file(path: str | None) -> Config:
    """Read and validate a configuration; None gives an empty one.

    Errors: ConfigError at the first thing that is wrong, InputError when the file cannot be read or is no YAML.
    """
    if path is None:
        return Config("", None)
    documents = parts(read(path), _FIX)
    for document in documents:
        _spell_off(document.data)
        document.fit(SHAPE)
    if len(documents) > 1:
        raise documents[1].error((), "a second document starts here, and only one is read")
    return Config(path, documents[0] if documents else None)


def _spell_off(data: object) -> None:
    """Take the word off for itself: YAML 1.1, which Helm reads and so do we, has it mean false."""
    if not isinstance(data, dict):
        return
    for table, names in ((data.get("severity"), None), (data.get("postRender"), ("gate",))):
        if isinstance(table, dict):
            table.update({name: "off" for name in names or table if table.get(name) is False})
