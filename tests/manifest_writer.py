"""Random manifests, written in random YAML: every style that a template may use and a parser must take.

`stream(random)` gives the bytes of a stream of valid Kubernetes objects; the same random numbers give the same stream.
"""

from __future__ import annotations

import json

WORDS = [
    "besu",
    "sequencer",
    "x-y.z",
    "8545",
    "yes",
    "null",
    "1e3",
    "0x10",
    "a: b",
    "it's",
    'say "hi"',
    "# no",
    "- no",
    "é ü",
    "",
    "{}",
    "tab\there",
]
TEXTS = [
    "one\ntwo\n",
    "kind: Fake\nmetadata:\n  name: no\n",
    '  indented "first\nline\n',
    "---\nnot: a document\n",
    "#!/bin/sh\necho 'a\n\n\texit 0\n",
    "[unclosed {",
    "last\n\n\n",
]
LABELS = [
    "app",
    "app.kubernetes.io/name",
    "app.kubernetes.io/component",
    "app.kubernetes.io/part-of",
    "x.y/new",
    "name",
]
COMPONENTS = ["besu", "maru", "sequencer", "other"]
POD_KINDS = [
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
    ("v1", "Pod"),
    ("extensions/v1beta1", "DaemonSet"),
]
OTHER_KINDS = [
    ("v1", "ConfigMap"),
    ("v1", "Service"),
    ("v1", "Secret"),
    ("batch.volcano.sh/v1alpha1", "Job"),
    ("example.com/v1", "AccessList"),
]


class Shared:
    """A value that an anchor names the first time it is written, and an alias every other time."""

    def __init__(self, name, value):
        self.name = name
        self.value = value


class Merged(dict):
    """A mapping with a merge key: `base` is Shared, the dict what stands beside it."""

    base = None


def stream(random):
    """Write a stream of one to five documents."""
    writer = _Writer(random)
    text = "".join(_document(random, writer, first=number == 0) for number in range(random.randint(1, 5)))
    if random.random() < 0.1:
        text = text.rstrip("\n")
    if random.random() < 0.15:
        text = text.replace("\n", "\r\n")
    if random.random() < 0.05:
        text = "\ufeff" + text
    return text.encode()


def _document(random, writer, *, first):
    marker = random.choice(["---\n", "---\n# Source: chart/templates/x.yaml\n", "--- # a comment\n", "---   \n\n"])
    if first and random.random() < 0.4:
        marker = random.choice(["", "# a comment\n", "\n"])
    chance = random.random()
    if chance < 0.06:
        return (marker or "---\n") + random.choice(["", "# nothing here\n", "\n\n", "null\n", "~\n"])
    manifest = _manifest(random) if chance < 0.9 else _list(random)
    if chance > 0.83 and not _is_shared(manifest):
        return (
            marker + json.dumps(manifest, indent=random.choice([None, 1, 2]), ensure_ascii=random.random() < 0.5) + "\n"
        )
    end = random.choice(["", "", "", "", "# the end\n", "\n"])
    if random.random() < 0.03:
        end += "...\n"
    return marker + writer.root(manifest) + end


def _is_shared(value):
    if isinstance(value, dict):
        return isinstance(value, Merged) or any(_is_shared(inner) for inner in value.values())
    return any(_is_shared(inner) for inner in value) if isinstance(value, list) else isinstance(value, Shared)


def _list(random):
    items = [_manifest(random, shared=False) for _ in range(random.randint(0, 3))]
    return {"apiVersion": "v1", "kind": random.choice(["List", "ConfigMapList"]), "items": items}


def _manifest(random, *, shared=True):
    version, kind = random.choice(POD_KINDS if random.random() < 0.6 else OTHER_KINDS)
    labels = _labels(random)
    if shared and labels and random.random() < 0.12:
        labels = Shared("l", labels)
    manifest = {"apiVersion": version, "kind": kind, "metadata": _metadata(random, labels)}
    pod = _pod(random, labels, shared=shared)
    if kind == "Pod":
        manifest["spec"] = pod.get("spec")
    elif (version, kind) == ("batch/v1", "CronJob"):
        manifest["spec"] = {
            "schedule": "* * * * *",
            "jobTemplate": _sometimes(random, {"metadata": {"name": "j"}, "spec": {"template": pod}}),
        }
    elif (version, kind) in POD_KINDS:
        manifest["spec"] = {
            "selector": {"matchLabels": labels},
            "template": pod,
            "volumeClaimTemplates": [{"metadata": {"name": "d", "labels": labels}}],
        }
    else:
        manifest["data"] = {f"k{number}": _scalar(random) for number in range(random.randint(0, 4))}
    if random.random() < 0.1:
        del manifest["metadata"]
    return _shuffled(random, manifest)


def _metadata(random, labels):
    metadata = {
        "name": random.choice(["x", "linea-stack-besu", "0", "8545"]),
        "annotations": {"note": _scalar(random)},
        "labels": labels,
    }
    for key, chance in (("annotations", 0.5), ("labels", 0.25), ("name", 0.05)):
        if random.random() < chance:
            del metadata[key]
    return _sometimes(random, _shuffled(random, metadata))


def _labels(random):
    chosen = random.sample(LABELS, random.randint(0, 4))
    return _sometimes(
        random, {key: random.choice(COMPONENTS) if "component" in key else f"v{random.randint(0, 9)}" for key in chosen}
    )


def _pod(random, labels, *, shared):
    containers = [_container(random) for _ in range(random.randint(0, 3))]
    if shared and len(containers) > 1 and random.random() < 0.1:
        base = containers[0] = Shared("c", containers[0])
        containers[1] = Merged(name="merged")
        containers[1].base = base
    spec = {"containers": containers, "serviceAccountName": "x"}
    if random.random() < 0.3:
        spec["initContainers"] = [_container(random)]
    pod = {"metadata": _metadata(random, labels), "spec": _shuffled(random, spec)}
    if random.random() < 0.2:
        del pod["metadata"]
    return _shuffled(random, pod)


def _container(random):
    container = {
        "name": random.choice([*COMPONENTS, "wait"]),
        "image": "a:1",
        "args": [_scalar(random) for _ in range(random.randint(0, 3))],
    }
    if random.random() < 0.6:
        container["resources"] = _sometimes(
            random, {part: _amounts(random) for part in random.sample(["requests", "limits"], random.randint(0, 2))}
        )
    if random.random() < 0.05:
        del container["name"]
    return _shuffled(random, container)


def _amounts(random):
    sizes = {"cpu": ["100m", 1, "2", 0.5], "memory": ["1Gi", "64Mi", 1073741824]}
    return _sometimes(
        random, {name: random.choice(sizes[name]) for name in random.sample(["cpu", "memory"], random.randint(0, 2))}
    )


def _scalar(random):
    return random.choice([random.choice(WORDS), random.choice(TEXTS), 7, True, None, 1.5, "a plain text of words"])


def _sometimes(random, value):
    return None if random.random() < 0.06 else value


def _shuffled(random, value):
    if random.random() < 0.7:
        return value
    keys = list(value)
    random.shuffle(keys)
    return {key: value[key] for key in keys}


class _Writer:
    """Writes data; each line a method makes lacks its newline."""

    def __init__(self, random):
        self.random = random
        self.written = set()

    def root(self, value):
        self.written = set()
        self.step = self.random.choice([1, 2, 2, 2, 4])
        self.plain = self.random.random() < 0.6
        if self.random.random() < 0.05:
            return self.flow(value) + "\n"
        return "\n".join(self.mapping(value, 0)) + "\n"

    def odd(self, chance):
        """Decide for something unusual; never in a plain document."""
        return self.random.random() < (chance / 20 if self.plain else chance)

    def mapping(self, value, column):
        pad = " " * column
        lines = []
        if isinstance(value, Merged):
            lines.append(f"{pad}{self.random.choice(['<<', '!!merge <<'])}: {self.flow(value.base)}")
        for key, inner in value.items():
            if self.odd(0.1):
                lines.append(
                    self.random.choice(["", pad + "# it's {a} \"comment", "# left", " " * (column + 3) + "# right"])
                )
            name = self.key(key)
            if self.odd(0.03):
                lines.append(f"{pad}? {name}")
                name = ""
            first, *rest = self.entry(inner, column)
            lines += [f"{pad}{name}{' ' if name and self.odd(0.03) else ''}:{first}", *rest]
        return lines

    def key(self, key):
        if key == "" or self.odd(0.1):
            return self.random.choice([json.dumps(key), f"'{key}'"])
        return key

    def entry(self, value, column):
        """Give what stands behind a colon, and the lines below."""
        anchor = ""
        if isinstance(value, Shared):
            if value.name in self.written:
                return [f" *{value.name}{self.comment()}"]
            self.written.add(value.name)
            anchor = f" &{value.name}"
            value = value.value
        if isinstance(value, (dict, list)) and ((not value and not isinstance(value, Merged)) or self.odd(0.12)):
            if self.odd(0.3) or self.random.random() < 0.1:
                return [anchor + self.comment(), " " * (column + self.step) + self.flow(value)]
            return [f"{anchor} {self.flow(value)}{self.comment()}"]
        if isinstance(value, dict):
            return [anchor + self.comment(), *self.mapping(value, column + self.inner())]
        if isinstance(value, list):
            return [
                anchor + self.comment(),
                *self.list(value, column + (0 if self.random.random() < 0.5 else self.inner())),
            ]
        return self.scalar(value, column, anchor)

    def inner(self):
        return self.random.randint(1, 5) if self.odd(0.1) else self.step

    def comment(self):
        return self.random.choice(["", "  # it's a comment: {", "  ", " #"]) if self.odd(0.15) else ""

    def list(self, value, column):
        lines = []
        pad = " " * column
        for item in value:
            gap = "-" + " " * (self.random.randint(1, 4) if self.odd(0.1) else 1)
            if isinstance(item, dict) and (item or isinstance(item, Merged)) and not self.odd(0.1):
                if self.odd(0.1):
                    lines += [f"{pad}-{self.comment()}", *self.mapping(item, column + self.inner())]
                    continue
                first, *rest = self.mapping_lines(item, column + len(gap))
                lines += [pad + gap + first, *rest]
            else:
                first, *rest = (
                    self.entry(item, column)
                    if not isinstance(item, (dict, list)) or isinstance(item, Shared)
                    else [" " + self.flow(item)]
                )
                lines += [f"{pad}-{first}", *rest]
        return lines

    def mapping_lines(self, value, column):
        """Write a mapping whose first line goes behind a dash: no comment or blank line in front."""
        plain, self.plain = self.plain, self.plain or self.random.random() < 0.7
        lines = self.mapping(value, column)
        while not lines[0].strip() or lines[0].strip().startswith("#"):
            lines.pop(0)
        self.plain = plain
        return [lines[0][column:], *lines[1:]]

    def scalar(self, value, column, anchor=""):
        if isinstance(value, str) and "\n" in value.rstrip("\n") and not self.odd(0.1):
            return self.literal(value, column, anchor)
        if value is None:
            return [anchor + self.random.choice(["", "", " null", " ~"]) + self.comment()]
        if isinstance(value, str) and value == "a plain text of words" and self.odd(0.3):
            return [f"{anchor} a plain", " " * (column + 1) + "text", "", " " * (column + 3) + "of words"]
        if isinstance(value, str) and self.odd(0.05) and value.isprintable():
            return [f"{anchor} !!str {json.dumps(value)}"]
        if isinstance(value, str) and " " in value and self.odd(0.1):
            head, _, tail = json.dumps(value).partition(" ")
            return [f"{anchor} {head}", " " * (column + 2) + tail]
        return [f"{anchor} {self.inline(value)}{self.comment()}"]

    def literal(self, value, column, anchor):
        inner = column + self.inner()
        first = value.lstrip("\n")[:1]
        digit = str(inner - column) if first == " " or self.odd(0.1) else ""
        if digit and column == 0 and inner == 0:
            digit = ""
        chomp = "+" if value.endswith("\n\n") else "" if value.endswith("\n") else "-"
        style = ">" if self.odd(0.1) else "|"
        lines = [" " * inner + line if line else "" for line in value.split("\n")]
        if value.endswith("\n"):
            lines.pop()
        return [f"{anchor} {style}{digit}{chomp}", *lines]

    def inline(self, value, *, flow=False):
        if not isinstance(value, str):
            return json.dumps(value)
        plain = (
            value.replace("-", "").replace("_", "").replace(".", "").replace("/", "").isalnum() and value[:1].isalpha()
        )
        if (plain and value not in ("yes", "null") and not self.odd(0.15)) or (
            value == "a plain text of words" and not flow
        ):
            return value
        if "\n" in value or "\t" in value or self.random.random() < 0.6:
            return json.dumps(value, ensure_ascii=False)
        return "'" + value.replace("'", "''") + "'"

    def flow(self, value):
        if isinstance(value, Shared):
            if value.name in self.written:
                return f"*{value.name}"
            self.written.add(value.name)
            return f"&{value.name} {self.flow(value.value)}"
        space = self.random.choice(["", " "]) if self.odd(0.5) else ""
        glue = (
            self.random.choice([",", ", ", " , ", ",\n          ", ", # it's\n          "]) if self.odd(0.3) else ", "
        )
        if isinstance(value, dict):
            entries = [f"{self.key(key)}: {self.flow(inner)}" for key, inner in value.items()]
            if isinstance(value, Merged):
                entries.insert(0, f"<<: {self.flow(value.base)}")
            return "{" + space + glue.join(entries) + space + "}"
        if isinstance(value, list):
            return "[" + space + glue.join(self.flow(inner) for inner in value) + space + "]"
        return self.inline(value, flow=True)
