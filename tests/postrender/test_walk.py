"""The fast way reads the outline of common manifests and gives up on all others."""

from __future__ import annotations

import pytest
from shared_data import shared

from linea_helm.postrender import exact, walk
from linea_helm.postrender.outline import MAP, NULL, SCALAR
from linea_helm.stream import split

DEPLOYMENT = b"""\
---
# Source: demo/templates/a.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: besu # the node
  labels:
    app: "besu"
spec:
  selector:
    matchLabels:
      app: besu
  template:
    metadata:
      annotations:
        note: |
          kind: Fake
          it's "
    spec:
      initContainers: []
      containers:
      - image: a:1
        args:
        - --x
        - |
          metadata:
           'not this
        name: besu
        resources:
          limits:
            cpu: 1
      -  name: other
         resources: {}
"""


def test_a_deployment():
    """Values, their places and the line new entries go behind are read; what nobody asks for is not."""
    root = walk.read(DEPLOYMENT)
    assert root.scalar("kind") == "Deployment"
    assert list(root.entries) == ["apiVersion", "kind", "metadata", "spec"]
    labels = root.at("metadata", "labels")
    assert (labels.kind, labels.column, DEPLOYMENT[labels.start :][:11]) == (MAP, 4, b'app: "besu"')
    assert DEPLOYMENT[: root.at("metadata").tail].endswith(b"name: besu")
    first, second = root.at("spec", "template", "spec", "containers").items
    assert first.scalar("resources", "limits", "cpu") == "1"
    assert (first.column, second.column) == (8, 9)
    assert DEPLOYMENT[: first.tail].endswith(b"        name: besu")
    assert (second.entries["resources"].flow, second.tail) == (True, DEPLOYMENT.index(b"other") + 5)


def test_an_object_without_pods_is_read_to_its_metadata():
    """What follows the metadata of a ConfigMap is not looked at."""
    root = walk.read(b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata: {a: [\n")
    assert list(root.entries) == ["apiVersion", "kind", "metadata"]


@pytest.mark.parametrize(
    ("again", "read"),
    [(b"metadata:\n  name: y\n", ("ConfigMap", "y")), (b"kind: Pod\n", ("Pod", "x")), (b"'kind': Pod\n", ("Pod", "x"))],
)
def test_the_last_of_equal_keys_counts(again, read):
    """A key that comes again in the rest of an object without pods is read, as Helm 3 would."""
    root = walk.read(b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: b\n" + again)
    assert (root.scalar("kind"), root.scalar("metadata", "name")) == read


@pytest.mark.parametrize(
    "rest",
    [b"<<: *a\n", b"!!merge <<: *a\n", b"? kind\n: Pod\n", b"&a kind: Pod\n", b"...\n", b"...\nkind: x\n", b"---\n"],
)
def test_a_rest_that_may_change_what_was_read(rest):
    """A merge key or the end of the document behind the metadata is for the exact way."""
    assert walk.read(b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n" + rest) is None


@pytest.mark.parametrize("text", [b"", b"---", b"---\n", b"# c\n", b"--- # c\n\n  # d\n", b"\r\n", b"\n  \n"])
def test_nothing(text):
    """Blank lines, comments and a marker are a null."""
    assert walk.read(text).kind == NULL


@pytest.mark.parametrize(("value", "length"), [(b"null", 4), (b"~", 1), (b"Null # c", 4), (b"NULL", 4)])
def test_a_written_null(value, length):
    """The words for null are nulls with a place."""
    text = b"kind: Pod\nmetadata:\n   labels: " + value + b"\n"
    labels = walk.read(text).at("metadata").entries["labels"]
    assert (labels.kind, labels.start, labels.end) == (NULL, text.index(value), text.index(value) + length)


@pytest.mark.parametrize("value", [b"", b"  # c", b"\n\n   # c"])
def test_an_empty_null(value):
    """An empty value stands behind its colon and has the column of its key."""
    text = b"kind: Pod\nmetadata:\n   labels:" + value + b"\n"
    labels = walk.read(text).at("metadata").entries["labels"]
    assert (labels.kind, labels.column, labels.start, labels.end) == (NULL, 3, text.index(b"labels:") + 7, labels.start)


def test_crlf_and_a_byte_order_mark():
    """Both change no offset."""
    text = b"\xef\xbb\xbfkind: Pod\r\nmetadata:\r\n  name: x\r\n"
    root = walk.read(text)
    assert root.start == 3
    name = root.entries["metadata"].entries["name"]
    assert (name.kind, text[name.start : name.end]) == (SCALAR, b"x")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"- a\n", id="a list"),
        pytest.param(b"foo\n", id="a scalar"),
        pytest.param(b"{kind: Pod}\n", id="a flow mapping"),
        pytest.param(b"--- {kind: Pod}\n", id="content behind the marker"),
        pytest.param(b"%YAML 1.1\n---\nkind: Pod\n", id="a directive"),
        pytest.param(b"kind: Pod\n...\n", id="an end of document"),
        pytest.param(b"kind: Pod\n\tmetadata: x\n", id="a tab"),
        pytest.param(b"kind: Pod\rmetadata: x\n", id="a lone CR"),
        pytest.param("kind: Pod\nx: a\u2028b\n".encode(), id="a line separator"),
        pytest.param(b"kind: Pod\nx: 'a\nmetadata: b'\n", id="a quote over lines"),
        pytest.param(b"kind: Pod\nx: [a,\nmetadata: b]\n", id="brackets over lines"),
        pytest.param(b"kind: Po\n  d\n", id="a plain scalar over lines"),
        pytest.param(b"kind:\n  Pod\n", id="a scalar below its key"),
        pytest.param(b"kind: Pod\nmetadata: &a\n  name: x\n", id="an anchor on the way"),
        pytest.param(b"kind: Pod\nmetadata: *a\n", id="an alias on the way"),
        pytest.param(b"kind: Pod\nmetadata:\n  <<: *a\n", id="a merge key on the way"),
        pytest.param(b"kind: !!str Pod\n", id="a tag on the way"),
        pytest.param(b"kind: Pod\nmetadata: {name: x}\n", id="a flow mapping on the way"),
        pytest.param(b"kind: Pod\n? metadata\n: a\n", id="an explicit key"),
        pytest.param(b"kind: Pod\nmetadata:\n    name: x\n  labels: {}\n", id="a line left of its mapping"),
        pytest.param(b"  kind: Pod\nmetadata:\n", id="a line left of the first"),
        pytest.param(b"kind: Pod\nmetadata:\n  {}\n    a: b\n", id="a line below empty brackets"),
        pytest.param(b"kind: Pod\nspec:\n  containers:\n  -\n    name: x\n", id="a dash on a line of its own"),
        pytest.param(b"kind: Pod\nspec:\n  containers:\n  - x\n", id="a container that is no mapping"),
    ],
)
def test_what_is_not_certain(text):
    """Everything else is left to the exact way."""
    assert walk.read(text) is None


@pytest.mark.parametrize("folder", ["raw", "helm4"])
def test_both_ways_read_the_same(folder):
    """On the manifests of real charts, each value that the fast way reads is where the exact way finds it."""
    compared = 0
    for file in sorted(shared(f"streams/{folder}").glob("*.yaml")):
        for _, chunk in split(file.read_bytes()):
            fast = walk.read(chunk) if len(chunk) < 4000 else None
            if fast is None or fast.kind == NULL:
                continue
            (root,) = exact.outline(chunk).roots
            compared += 1
            _compare(fast, root)
    assert compared > 60


def _compare(fast, root):
    assert (fast.kind, fast.flow) == (root.kind, root.flow)
    if fast.kind == MAP:
        assert (fast.start, fast.column) == (root.start, root.column if not root.flow else 0)
        for key, value in fast.entries.items():
            _compare(value, root.entries[key])
    elif fast.kind in (SCALAR, NULL):
        assert (fast.start, fast.end, fast.text) == (root.start, root.end, root.text)
    for one, other in zip(fast.items, root.items, strict=True):
        _compare(one, other)
