"""linea_helm.yaml.spot: the fast way to a place gives the place of the exact way."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest
from shared_data import shared
from yaml_cases import document

from linea_helm.source import Source
from linea_helm.stream import split
from linea_helm.yaml import block
from linea_helm.yaml.document import compose
from linea_helm.yaml.spot import Spots

TEXT = """\
# a comment
image:
  tag: "1: 2" # why
  'pull policy':   Always
list:
- x: 1
  empty:
-  - deep # c
   - {a: b}
below:
  a text
script: |
  echo
"""


@pytest.mark.parametrize(
    ("path", "key", "shown", "line"),
    [
        (("image", "tag"), False, '"1: 2"', 3),
        (("image", "tag"), True, "tag", 3),
        (("image", "pull policy"), True, "'pull policy'", 4),
        (("image", "pull policy"), False, "Always", 4),
        (("list", 0, "x"), True, "x", 6),
        (("list", 0, "empty"), False, "empty", 7),
        (("list", 1, 0), False, "deep", 8),
        (("list", 1, 1, "a"), False, "b", 9),
        (("below",), False, "a text", 11),
        (("below",), True, "below", 10),
        (("script",), False, "|\n  echo", 12),
        (("list", 1), False, "- deep # c\n   - {a: b}", 8),
        ((), False, TEXT[len("# a comment\n") : -1], 2),
        (("image",), True, "image", 2),
    ],
)
def test_a_place_is_found(path, key, shown, line):
    """Key and value have exactly these spans."""
    place = Spots(Source("x", TEXT)).locate(path, key=key)
    assert (TEXT[place.start : place.end], place.source.position(place.start)[0]) == (shown, line)


@pytest.mark.parametrize("path", [("nothing",), ("list", 7), ("image", "tag", "x")])
def test_what_is_not_there_has_no_place(path):
    """None, not a guess."""
    assert Spots(Source("x", TEXT)).locate(path) is None


def test_other_texts_are_left_to_the_exact_way():
    """Aliases, duplicates and several documents: the last one that has the path."""
    spots = Spots(Source("x", "a: &x {b: 1}\nc: *x\nd: 1\nd: 2\n---\nd: 3\n"))
    places = [spots.locate(path) for path in [("c", "b"), ("d",)]]
    assert [(place.start, place.end) for place in places] == [(10, 11), (36, 37)]


def test_the_places_are_those_of_the_exact_way():
    """In 2,000 random documents, every path has the same place both ways."""
    random = Random(41)  # noqa: S311 - the same every time
    seen = 0
    for _ in range(2000):
        text = document(random, weird=0.5)
        try:
            data = block.load(text)
        except block.Unsure:
            continue
        seen += _compared(text, data)
    assert seen > 2000


@pytest.mark.slow
def test_the_places_in_real_manifests_are_those_of_the_exact_way():
    """In what public charts render, every path has the same place both ways, and few are left to the exact way."""
    seen = exact = 0
    for file in sorted(shared("streams/raw").iterdir()):
        for _, text in split(file.read_text(encoding="utf-8")):
            try:
                data = block.load(text)
            except block.Unsure:
                continue
            seen += _compared(text, data)
            exact += _left_to_the_exact_way(text, _paths(data, ()))
    assert seen > 45_000
    assert exact < seen / 1000


def _compared(text, data):
    source = Source("x", text)
    spots, exact = Spots(source), compose(source)
    paths = [*_paths(data, ())]
    for path in (*paths, *((*path, part) for path in paths[:20] for part in ("none", "a", 0, 7))):
        for key in (False, True):
            assert spots.locate(path, key=key) == (exact[0].locate(path, key=key) if exact else None), (text, path)
    return 2 * len(paths)


def _left_to_the_exact_way(text, paths):
    spots = Spots(Source("x", text))
    count = 0
    for path in paths:
        spots._documents = None
        spots.locate(path)
        count += spots._documents is not None
    return count


def _paths(data, path):
    if path:
        yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inside:
        yield from _paths(value, (*path, name))


def test_the_fast_way_does_without_ruamel():
    """Neither a key or a value of one line, nor what is not there, imports the YAML library."""
    code = (
        "import sys; from linea_helm.yaml.spot import Spots; from linea_helm.source import Source\n"
        "spots = Spots(Source('x', 'a:\\n  b: [x, {z: 1}]\\n'))\n"
        "for path in (('a', 'b'), ('a', 'b', 1, 'z'), ('a', 'b', 2), ('a', 'c'), ('c',)):\n"
        "    place = spots.locate(path)\n"
        "    print(place and (place.start, place.end))\n"
        "print(spots.locate(('a',), key=True).start, 'ruamel.yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["(8, 19)", "(16, 17)", "None", "None", "None", "0 False"]
