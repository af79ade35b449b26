"""The post-renderer's edits, against a reference on plain data that another YAML library loads.

LINEA_FUZZ=N makes the random tests run N times as long.
"""

from __future__ import annotations

import os
import sys
from random import Random

import post_reference as reference
import pytest
from manifest_writer import stream
from shared_data import shared

import linea_helm.postrender
from linea_helm.edit import apply
from linea_helm.postrender.additions import Additions
from linea_helm.postrender.inject import UNREAD, inject
from linea_helm.source import Source
from linea_helm.stream import split
from linea_helm.yaml.load import load

LABELS = {"app.kubernetes.io/part-of": "linea-stack", "x.y/new": "1e3", "app.kubernetes.io/component": "besu"}
RULES = (
    {"match": {"component": "besu", "container": "besu"}, "requests": {"cpu": "200m"}, "limits": {"memory": "1Gi"}},
    {"match": {"kind": "Deployment", "container": "wait"}, "requests": {"cpu": "100m"}, "limits": {"memory": "1Gi"}},
    {"match": {}, "requests": {"cpu": "1", "memory": "10Mi"}, "limits": {"cpu": "2"}},
)
EVERYTHING = Additions(LABELS, RULES)
LENGTH = int(os.environ.get("LINEA_FUZZ", "1"))


def _check(data):
    """Hold one edited stream, and the data that a gate is given of it, against the reference; give the injection."""
    found = inject(data, EVERYTHING, keeps_data=True)
    assert [refusal.reason for refusal in found.refused] == []
    output = apply(data, found.edits)
    assert reference.load(output) == reference.expected(reference.load(data), LABELS, RULES)
    assert _undone(data, output, found.edits) == data
    assert inject(output, EVERYTHING).edits == []
    for (_, chunk), read in zip(split(output), found.data, strict=True):
        assert read is UNREAD or read == load(Source("x", chunk))
    return found


def _undone(data, output, edits):
    """Take the inserted texts out of the output again."""
    pieces, moved, position = [], 0, 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        at = start + moved
        assert output[at : at + len(text)] == text
        pieces += [output[position:at], data[start:end]]
        position = at + len(text)
        moved += len(text) - (end - start)
    return "".join([*pieces, output[position:]])


@pytest.mark.parametrize("block", range(10))
def test_generated_streams(block):
    """In every style: what the reference says, no other byte changed, nothing left for a second run."""
    size = 25 * LENGTH
    seeds = range(block * size, (block + 1) * size)
    exact = sum(_check(stream(Random(seed)).decode()).exact for seed in seeds)  # noqa: S311 - the same every time
    assert exact > 0


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["raw", "helm4"])
def test_real_streams(folder):
    """On streams of real charts the same holds, and only nulls and nothing are ever replaced."""
    documents = exact = 0
    for file in sorted(shared(f"streams/{folder}").glob("*.yaml")):
        data = file.read_bytes().decode()
        found = _check(data)
        assert {data[start:end] for start, end, _ in found.edits} <= {"", "null"}
        documents += found.documents
        exact += found.exact
    assert documents > 150
    assert exact / documents <= 0.05  # the design: the fast way takes 95 % and more


_BITS = [
    '"',
    "'",
    "\t",
    ": ",
    "- ",
    "#",
    " #",
    "|",
    ">",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "!!str ",
    "<<: *a",
    "? ",
    "\n",
    "\r\n",
    "\r",
]
_BITS += [
    "...",
    "---",
    "null",
    "~",
    " ",
    "  ",
    "\\",
    "\x85",
    "\u2028",
    "labels: {}",
    "resources:",
    "{}",
    "metadata:",
    "%x",
    "|2-",
    ",",
    "''",
    '\\"',
]


def _mutated(random, text):
    """Change a few lines: drop, double, move left or right, join, or put something into one."""
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 2, 3))):
        at = random.randrange(len(lines))
        change = random.randrange(8)
        if change == 0 and len(lines) > 1:
            del lines[at]
        elif change == 1:
            lines.insert(at, random.choice(lines))
        elif change == 2:
            lines[at] = " " * random.choice((1, 2)) + lines[at]
        elif change == 3:
            lines[at] = lines[at][random.choice((1, 2)) :]
        elif change == 4 and at + 1 < len(lines):
            lines[at] += " " + lines.pop(at + 1).lstrip()
        else:
            value = lines[at].find(": ") + 2
            place = value if value > 1 and random.random() < 0.5 else random.randint(0, len(lines[at]))
            lines[at] = lines[at][:place] + random.choice(_BITS) + lines[at][place:]
    return "\n".join(lines)


def _references(text):
    """Give what the reference makes of a text; None when it is no YAML or no manifest."""
    try:
        return reference.expected(reference.load(text), LABELS, RULES)
    except Exception:  # noqa: BLE001 - a random text breaks in any way
        return None


@pytest.mark.parametrize("block", range(10))
def test_mutated_manifests(block):
    """Real manifests with random faults: what is edited at all is edited as the reference says."""
    random = Random(block)  # noqa: S311 - the same every time
    texts = [
        text for file in sorted(shared("streams/raw").glob("*.yaml")) for _, text in split(file.read_bytes().decode())
    ]
    texts = [text for text in texts if len(text) < 6000 and "kind:" in text]
    compared = 0
    for _ in range(150 * LENGTH):
        text = _mutated(random, random.choice(texts))
        expected = _references(text)
        found = inject(text, EVERYTHING)
        if expected is None or found.refused:
            continue
        assert reference.load(apply(text, found.edits)) == expected, text
        compared += 1
    assert compared > 20 * LENGTH


def test_what_is_refused():
    """Each document that cannot be edited is named with its number, place and reason; the others are edited."""
    data = "---\nkind: A\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n---\n# c\n---\na: [\n---\nb: \udcff\n"
    found = inject(data, EVERYTHING)
    assert [(refusal.number, data[refusal.start + refusal.at :][:5], refusal.reason) for refusal in found.refused] == [
        (1, "kind:", "there is no apiVersion or no kind"),
        (3, "[\n---", "it is not YAML that Helm can read: this `[` is not closed"),
        (4, "\udcff\n", "it is not UTF-8 text"),
    ]
    assert (found.documents, found.exact, len(found.edits)) == (4, 3, 1)


@pytest.mark.parametrize(
    ("data", "at", "reason"),
    [
        ("---\n# \udcff\n", 6, "it is not UTF-8 text"),
        ("a: \0b\n", 3, "it holds a NUL byte, so it is no text"),
        ("kind: Pod\n".encode("utf-16-le").decode(), 1, "it holds a NUL byte, so it is no text"),
    ],
)
def test_what_is_no_text(data, at, reason):
    """Other encodings and NUL bytes are refused at their place, even in a comment."""
    assert [(refusal.at, refusal.reason) for refusal in inject(data, EVERYTHING).refused] == [(at, reason)]


def test_a_marker_that_is_no_cut():
    """Two documents that a line with % keeps in one chunk are both edited."""
    data = "apiVersion: v1\nkind: A\nmetadata:\n  name: x\nd: 'a\n%'\n"
    data += "---\napiVersion: v1\nkind: B\nmetadata:\n  name: y\n"
    assert len(split(data)) == 1
    assert len(_check(data).edits) == 2


def test_without_the_library_for_the_exact_way(monkeypatch):
    """Where ruamel.yaml is not installed, what needs it is refused with the way to install it."""
    monkeypatch.setitem(sys.modules, "linea_helm.postrender.unshare", None)
    monkeypatch.delattr(linea_helm.postrender, "unshare", raising=False)
    reason = "only ruamel.yaml can read it, which is not installed"
    assert [refusal.reason for refusal in inject("kind: &kind Pod\n", EVERYTHING).refused] == [reason]


def test_nothing_to_add():
    """Without labels and rules no byte is touched, and what is no object is still refused."""
    nothing = Additions({}, ())
    assert inject("apiVersion: v1\nkind: Pod\n", nothing).edits == []
    assert [refusal.reason for refusal in inject("kind: Pod\n", nothing).refused] == [
        "there is no apiVersion or no kind"
    ]
