"""Random charts with sub-charts, and values for them: few names, so that they meet; many nulls, so that they hurt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

_KEYS = ["a", "b", "c", "global", "s1", "s2", "x1", "tags", "exports", "enabled"]
_LEAVES = [None, None, None, 1, 2, "s", True, False, {}]
_IMPORTS = [
    ["data"],
    [{"child": "a", "parent": "b"}],
    ["data", {"child": "exports.data", "parent": "b.d"}],
    [{"child": "global", "parent": "global"}],
    ["nope"],
]


class Charts:
    """Makes the files of charts."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def value(self, depth: int) -> Any:
        random = self.random
        if depth <= 0 or random.random() < 0.35:
            return [1, {"a": None}, None] if random.random() < 0.1 else random.choice(_LEAVES)
        return self.table(depth - 1)

    def table(self, depth: int) -> dict[str, Any]:
        return {self.random.choice(_KEYS): self.value(depth) for _ in range(self.random.randint(0, 4))}

    def values(self, names: list[str]) -> dict[str, Any]:
        """Make values for a chart whose sub-charts have these names."""
        random = self.random
        values = self.table(3)
        for name in names:
            if random.random() < 0.5:
                values[name] = self.table(2) if random.random() < 0.95 else random.choice([None, 1])
        if random.random() < 0.4:
            values["global"] = self.table(2) if random.random() < 0.93 else random.choice([None, 1])
        if random.random() < 0.3:
            values["tags"] = {random.choice("tu"): random.choice([True, False, 1]) for _ in range(2)}
        if random.random() < 0.4:
            values["enabled"] = random.choice([True, False, None, "x"])
        if random.random() < 0.4:
            values["exports"] = {"data": self.table(2)} if random.random() < 0.9 else 1
        return values

    def chart(self, name: str, depth: int, files: dict[str, str], prefix: str = "") -> list[str]:
        """Add the files of a chart, sub-charts included; give the names under which it has values for those."""
        random = self.random
        folders = random.sample(["s1", "s2", "s3"], random.choice([0, 1, 1, 2])) if depth > 0 else []
        for folder in folders:
            self.chart(folder, depth - 1, files, f"{prefix}charts/{folder}/")
        dependencies = self.dependencies(folders)
        metadata: dict[str, Any] = {"apiVersion": "v2", "name": name, "version": "1.0.0"}
        if dependencies or random.random() < 0.1:
            metadata["dependencies"] = dependencies
        files[f"{prefix}Chart.yaml"] = json.dumps(metadata)
        names = folders + [each.get("alias", each["name"]) for each in dependencies]
        if random.random() < 0.9:
            files[f"{prefix}values.yaml"] = json.dumps(self.values(names))
        return names

    def dependencies(self, folders: list[str]) -> list[dict[str, Any]]:
        random = self.random
        made: dict[str, dict[str, Any]] = {}
        for folder in folders:
            for number in range(random.choice([1, 1, 1, 2, 0])):
                version = random.choice(["1.0.0", "1.0.0", "^1", "*", "~1.0", "2.x"])
                dependency: dict[str, Any] = {"name": folder, "version": version, "repository": ""}
                if number or random.random() < 0.3:
                    dependency["alias"] = random.choice(["x1", "x2", "s1", f"x{random.randint(3, 9)}"])
                name = dependency.get("alias", folder)
                if random.random() < 0.45:
                    conditions = [f"{name}.enabled", "enabled", f"global.a,{name}.enabled", "a.b", "c"]
                    dependency["condition"] = random.choice(conditions)
                if random.random() < 0.35:
                    dependency["tags"] = random.choice([["t"], ["u"], ["t", "u"]])
                if random.random() < 0.35:
                    dependency["import-values"] = random.choice(_IMPORTS)
                made.setdefault(name, dependency)
        return list(made.values())
