"""linea_helm.yaml.document (with goyaml): what Helm reads, and where everything stands."""

from __future__ import annotations

from random import Random

import pytest
from helm_oracle import documents, plain
from helms import MAJORS
from yaml_cases import document

from linea_helm.source import Source
from linea_helm.values.coalesce import ways
from linea_helm.values.values import read_values
from linea_helm.yaml import nodes
from linea_helm.yaml.document import DEEPEST, Alias, Mapping, Scalar, Sequence, YamlError, compose, key_name


def one(text):
    (found,) = compose(Source("values.yaml", text))
    return found


def shown(text, path, key=False):
    place = one(text).locate(path, key=key)
    return None if place is None else text[place.start : place.end]


TEXT = """\
# a comment
image:
  tag: "1.2" # why
  pull: [a, {b: 'c d'}]
script: |
  echo 1

  echo 2

# behind the script
list:
- x: 1
  z:
-  - deep
   - deeper
empty:
last: long
  text
"""

PLACES = {
    "a quoted value": (("image", "tag"), '"1.2"'),
    "a flow list": (("image", "pull"), "[a, {b: 'c d'}]"),
    "inside a flow map": (("image", "pull", 1, "b"), "'c d'"),
    "a literal, to the end of its text": (("script",), "|\n  echo 1\n\n  echo 2"),
    "a map in a list, to its last key": (("list", 0), "x: 1\n  z:"),
    "a list in a list": (("list", 1, 0), "deep"),
    "a list, to its last item": (("list", 1), "- deep\n   - deeper"),
    "an empty value, by its key": (("empty",), "empty"),
    "an empty value in a map, by its key": (("list", 0, "z"), "z"),
    "a value over two lines": (("last",), "long\n  text"),
    "a map": (("image",), "tag: \"1.2\" # why\n  pull: [a, {b: 'c d'}]"),
    "the whole document": ((), TEXT[len("# a comment\n") : -1]),
    "no such key": (("image", "tga"), None),
    "no such item": (("list", 2), None),
    "below a scalar": (("image", "tag", "x"), None),
    "an index of a map": (("image", 0), None),
    "a key of a list": (("list", "x"), None),
}


@pytest.mark.parametrize(("path", "text"), PLACES.values(), ids=PLACES)
def test_a_value_is_located(path, text):
    """The span is exactly the value, without comments and line ends around it."""
    assert shown(TEXT, path) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [(("image", "tag"), "tag"), (("image", "pull", 1, "b"), "b"), (("list", 0, "x"), "x"), (("list", 0), "x: 1\n  z:")],
)
def test_a_key_is_located(path, text):
    """With `key`, the span is the key; an item of a list has none and is shown itself."""
    assert shown(TEXT, path, key=True) == text


def test_line_ends_and_byte_order_marks_do_not_move_places():
    """Offsets count characters of the text as it is: CRLF is two, a byte order mark one."""
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert shown(text, ("image", "tag")) == '"1.2"'
    assert shown(text, ("script",)) == "|\r\n  echo 1\r\n\r\n  echo 2"
    assert one(text).data() == one(TEXT).data()


def test_the_last_of_duplicate_keys_counts():
    """Data and place are those of the last one, and the first one is kept for who looks for it."""
    text = "a: 1\nb: 2\na: 3\n"
    assert one(text).data() == {"a": 3, "b": 2}
    assert one(text).locate(("a",)).start == text.rindex("3")
    assert [key_name(key) for key, _ in one(text).root.entries] == ["a", "b", "a"]


MERGED = """\
base: &base {image: x, tag: 1}
other: &other {tag: 2, extra: yes}
one:
  <<: *base
  tag: 5
two:
  tag: 6
  <<: [*base, *other]
alias: *base
"""


def test_many_places_in_one_map_cost_one_look_at_each_key(monkeypatch):
    """Ten thousand findings in a map must not go through ten thousand keys each."""
    looks = []
    monkeypatch.setattr(nodes, "key_name", lambda key: looks.append(key) or key_name(key))
    (document,) = compose(Source("x", "".join(f"k{number}: {number}\n" for number in range(300))))
    places = [document.locate((f"k{number}",)) for number in range(300)]
    assert [document.source.text[place.start : place.end] for place in places] == [str(n) for n in range(300)]
    assert len(looks) == 300


def test_merges_of_merges_cost_one_look_at_each_key(monkeypatch):
    """However often they are merged, and whichever of them says a key last."""
    looks = []
    monkeypatch.setattr(nodes, "key_name", lambda key: looks.append(key) or key_name(key))
    maps = "".join(f"m{n}: &m{n}\n  <<: [*m{n - 1}, *m{max(n - 2, 0)}]\n  k{n}: {n}\n  x: {n}\n" for n in range(1, 40))
    (document,) = compose(Source("x", "m0: &m0 {k0: 0, x: 0}\n" + maps))
    places = [document.locate(("m39", name)) for name in ("k0", "k39", "x")]
    assert [document.source.text[place.start : place.end] for place in places] == ["0", "39", "39"]
    assert len(looks) <= 3 * 40


def test_aliases_and_merge_keys_are_followed():
    """`<<` overrides what stands before it, as in Helm; of several maps the first one counts."""
    data = one(MERGED).data()
    assert data["one"] == {"image": "x", "tag": 5}
    assert data["two"] == {"tag": 1, "image": "x", "extra": True}
    assert data["alias"] == {"image": "x", "tag": 1}


@pytest.mark.parametrize(
    ("path", "key", "text", "line"),
    [
        (("one", "image"), False, "x", 1),
        (("one", "tag"), False, "5", 5),
        (("two", "tag"), False, "1", 1),
        (("two", "extra"), True, "extra", 2),
        (("alias",), False, "*base", 9),
        (("alias", "tag"), False, "1", 1),
    ],
)
def test_places_are_found_through_aliases(path, key, text, line):
    """The place is where the value is written, the alias itself where that is asked for."""
    place = one(MERGED).locate(path, key=key)
    assert (MERGED[place.start : place.end], place.source.position(place.start)[0]) == (text, line)


def test_data_behind_aliases_is_not_shared():
    """Each use of an anchor is data of its own: whoever changes one does not change the other."""
    data = one("a: &x {b: [1]}\nc: *x\n").data()
    data["a"]["b"].append(2)
    assert data["c"] == {"b": [1]}


def test_all_documents_are_given():
    """Documents come in order with the offset at which they start; empty ones are there, too."""
    text = "# c\na: 1\n---\n--- # x\nb: 2\n...\n---\nc: 3\n"
    found = compose(Source("x", text))
    assert [each.data() for each in found] == [{"a": 1}, None, {"b": 2}, {"c": 3}]
    assert [each.start for each in found] == [4, 9, 13, text.rindex("---")]
    assert compose(Source("x", "# nothing\n")) == []


def test_the_first_document_does_not_depend_on_the_others():
    """With `first`, a broken second document is not read, as Helm does not read it."""
    text = "a: 1\n---\n[\n"
    assert compose(Source("x", text), first=True)[0].data() == {"a": 1}
    with pytest.raises(YamlError, match="not closed"):
        compose(Source("x", text))


def test_spans_hold_what_they_say():
    """In 1,500 random documents, each scalar's span holds its text, and each collection all of its parts."""
    random = Random(11)  # noqa: S311 - the same every time
    seen = 0
    for _ in range(1500):
        text = document(random, weird=0.6)
        try:
            found = compose(Source("x", text))
        except YamlError:
            continue
        for each in found:
            seen += _check_spans(text, each.root)
    assert seen > 3000


def _check_spans(text, node):
    inside = []
    if isinstance(node, Mapping):
        inside = [each for entry in node.entries for each in entry]
    elif isinstance(node, Sequence):
        inside = node.items
    elif isinstance(node, Scalar) and node.plain and node.tag is None and "\n" not in text[node.start : node.end]:
        assert text[node.start : node.end].endswith(node.text)  # an anchor may stand before it
    elif isinstance(node, Alias):
        assert text[node.start] == "*"
    assert node.start <= node.end <= len(text)
    assert all(node.start <= each.start and each.end <= node.end for each in inside), text
    return 1 + sum(_check_spans(text, each) for each in inside)


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_helm_reads_and_refuses_the_same(version, tmp_path):
    """1,500 random documents, most of them broken: Helm refuses what we refuse and reads the rest alike."""
    random = Random(12)  # noqa: S311 - the same every time
    texts = [document(random, weird=(number % 4) / 3) for number in range(1500)]
    found = documents(version, tmp_path, texts)
    differences = []
    for text, helm in zip(texts, found, strict=True):
        try:
            ours = read_values(Source("x", text), ways((3, 19, 0)))
        except YamlError as error:
            ours = error.problem
        if isinstance(ours, str) is not isinstance(helm, str) or (
            isinstance(ours, dict) and plain(ours) != plain(helm)
        ):
            differences.append((text, ours, helm))
    assert differences == []
    assert 300 < sum(isinstance(helm, dict) for helm in found) < 1200


HELM_READS = [
    ("a:\t1\t# tab\n", {"a": 1}),
    ("a: [1,\t2]\n", {"a": [1, 2]}),
    ("a: 1\t\nb: x\ty\t\n", {"a": 1, "b": "x\ty"}),
    ("a: >\n  x\n\n   y\n  z\n", {"a": "x\n\n y\nz\n"}),
    ('a: "x\\\n   y"\nb: "x\n\n  y"\n', {"a": "xy", "b": "x\ny"}),
    ("a: 'x\n  y'\n", {"a": "x y"}),
    ("a: x\u2028  y\n", {"a": "x\u2028y"}),
    ("a: !!int '3'\nb: !!str 3\nc: !!float 3\nd: !!binary aGk=\n", {"a": 3, "b": "3", "c": 3, "d": "hi"}),
    ("e: !x 3\nf: ! 3\ng: !\n", {"e": "3", "f": "3", "g": ""}),
    ("? a\n: b\n? c\n", {"a": "b", "c": None}),
    ("a: &x\nb: *x\n", {"a": None, "b": None}),
    ("{a: 1, b}\n", {"a": 1, "b": None}),
    ("a: [b: c, d: ]\n", {"a": [{"b": "c"}, {"d": None}]}),
    ("a: '\\n'\nb: \"\\x41\\u00e9\\U0001f600\\e\"\n", {"a": "\\n", "b": "Aé\U0001f600\x1b"}),
    ("%YAML 1.1\n---\na: 1\n", {"a": 1}),
    ("\ufeffa: 1\r\nb: |\r\n  x\r\n", {"a": 1, "b": "x\n"}),
    ("a: |+\n\n\nb: |\n\n  x\n", {"a": "\n\n", "b": "\nx\n"}),
    ("a: {? b : c}\n", {"a": {"b": "c"}}),
    ("a: x\n <<: y\n", None),
    ("a: 1\n<<: {a: 2, b: 3}\n", {"a": 2, "b": 3}),
    ("<<: &x {a: 1}\nb: *x\n", {"a": 1, "b": {"a": 1}}),
    ('a: "\\/"\n', None),
    ('a: "\\ud83d\\ude00"\n', None),
    ("%YAML 1.2\n---\na: 1\n", None),
    ("%FOO\n---\na: 1\n", None),
    ("a: .inf\na: 1\n", {"a": 1}),
    ("a: {~: 1}\na: 1\n", {"a": 1}),
    ("a: {[b]: 1}\na: 1\n", None),
    ("a: !!int x\na: 1\n", None),
    ("a: !!int x\n", None),
    ("a: !!bool 1\n", None),
    ("a: !!binary _\n", None),
    ("[a]: 1\n", None),
    ("{a: 1}: 1\n", None),
    ("<<: 1\n", None),
    ("<<: [1]\n", None),
    ("a: *x\n", None),
    ("a: &x [*x]\n", None),
    ("a: .nan\n", None),
    ("- a\n", None),
    ("text\n", None),
    ("", {}),
    ("---\n---\na: 1\n", {}),
    ("# c\n---\na: 1\n---\nb: 2\n", {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "data"), HELM_READS)
def test_odd_texts_are_read_as_helm_does(text, data):
    """The data is that of the table; None is an error."""
    if data is None:
        with pytest.raises(YamlError):
            read_values(Source("x", text), ways((3, 19, 0)))
    else:
        assert read_values(Source("x", text), ways((3, 19, 0))) == data


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_helm_agrees_with_the_odd_texts(version, tmp_path):
    """The table is what Helm does."""
    found = documents(version, tmp_path, [text for text, _ in HELM_READS])
    assert [None if isinstance(each, str) else each for each in found] == [data for _, data in HELM_READS]


def test_aliases_that_explode_are_refused():
    """A billion laughs is an error with a place, found without expanding anything; Helm refuses it, too."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(YamlError) as caught:
        one("\n".join(lines)).data()
    assert caught.value.problem == "aliases make this document explode to 4,670 values or more"
    assert caught.value.fix == "write the values out, or use fewer aliases"
    assert caught.value.at.source.position(caught.value.at.start) == (4, 25)


def test_many_aliases_of_something_small_are_fine():
    """What Helm allows is allowed: 500 uses of one small map."""
    text = "a: &a {b: 1, c: 2}\n" + "".join(f"k{n}: *a\n" for n in range(500))
    assert len(one(text).data()) == 501


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * 3000 + "]" * 3000, (1, 101)),
        ("".join(f"{' ' * n}a:\n" for n in range(3000)) + " " * 3000 + "b", (101, 101)),
    ],
    ids=["flow", "block"],
)
def test_depth_is_bounded(text, place):
    """Nesting beyond the limit is an error at the first level too deep, not a crash."""
    with pytest.raises(YamlError, match=f"nested deeper than {DEEPEST} levels") as caught:
        one(text)
    assert caught.value.at.source.position(caught.value.at.start) == place
    assert caught.value.why == "so deep helm-linea does not look; the limit is its own, and Helm may well read this"
