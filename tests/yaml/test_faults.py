"""linea_helm.yaml.faults: a broken text is explained where it is broken, in words that say what to do."""

from __future__ import annotations

import pytest

from linea_helm.source import Source
from linea_helm.yaml.document import YamlError, compose

#: Text; line:column, what is underlined, what is said, what to do.
FAULTS = {
    "a tab": ("a:\n\tb: 1\n", "2:1", "\t", "a tab indents this line", "use spaces"),
    "a tab in a plain text": ("a: x\n\ty\n", "2:1", "\t", "a tab indents this line", "use spaces"),
    "a tab in a literal": ("a: |\n\tx\n", "2:1", "\t", "a tab indents this line", "use spaces"),
    "an open quote": ("a: 'x\nb: 1\n", "1:4", "'", "this quote is not closed", "add a ' at the end of the value"),
    "an open quote before a document": (
        'a: "x\n---\n', "1:4", '"', "this quote is not closed", 'add a " at the end of the value',
    ),
    "an open list": ("a: [1, 2\nb: 3\n", "1:4", "[", "this `[` is not closed", "add `]`, or a `,` between values"),
    "an open list at the end": ("a: [\n", "1:4", "[", "this `[` is not closed", "add `]`"),
    "an open map": ("a: {b: 1\n", "1:4", "{", "this `{` is not closed", "add `}`"),
    "no comma": ("a: ['x' 'y']\n", "1:9", "'", "a `,` or `]` is missing here", "add it, or quote what stands here"),
    "a second colon": (
        "a: b: c\n", "1:5", ":", "this value has a `: ` in it, as only a key may", "put quotes around the value",
    ),
    "a key under a value": (
        "a: 1\n  b: 2\n", "2:3", "b: 2", "this line is indented too far", "align it with the keys around it",
    ),
    "a line between two columns": (
        "a:\n    b: 1\n  c: 2\n", "3:3", "c: 2", "this line starts in column 3, the map around it in column 1",
        "align this line with its neighbours",
    ),
    "an item among keys": (
        "b: 1\n- a\n", "2:1", "- a", "a list item among the keys of a map", "indent this line, or the others",
    ),
    "a key among items": (
        "- a\nb: 1\n", "2:1", "b: 1", "a key among the items of a list", "indent this line, or the others",
    ),
    "no key among keys": (": b\n", "1:1", ": b", "no key among the keys of a map", "indent this line, or the others"),
    "no colon": (
        "a: 1\nfoo\nb: 2\n", "2:1", "foo", "this line has no `: `, so it is no key",
        "write `key: value`, or indent it under its key",
    ),
    "no colon in the first line": (
        "foo\nb: 2\n", "1:1", "foo", "this line has no `: `, so it is no key",
        "write `key: value`, or indent it under its key",
    ),
    "a reserved character": ("a: @x\n", "1:4", "@", "a value cannot start with `@`", "put quotes around the value"),
    "a bracket that opens nothing": (
        "a: ]\n", "1:4", "]", "a value cannot start with `]`", "put quotes around the value",
    ),
    "an escape that is none": (
        'a: "\\d+"\n', "1:5", "\\d", "`\\d` is no escape in double quotes",
        "use single quotes, or write the backslash twice",
    ),
    "a character that is none": (
        'a: "x\\U00110000"\n', "1:6", "\\U", "`\\U` is no escape in double quotes",
        "use single quotes, or write the backslash twice",
    ),
    "a wildcard": (
        "a: *.example.com\n", "1:4", "*", "`*` starts an alias, and what follows is no name",
        "put quotes around the value",
    ),
    "an ampersand": (
        "a: & b\n", "1:4", "&", "`&` starts an anchor, and what follows is no name", "put quotes around the value",
    ),
    "an alias of nothing": (
        "a: *b\n", "1:4", "*b", "no anchor `&b` above", "define `&b` before this place, or quote the value",
    ),
    "an anchor in itself": (
        "a: &b [*b]\n", "1:8", "*b", "`*b` is inside its own anchor",
        "define `&b` before this place, or quote the value",
    ),
    "a broken tag": ("a: !<x\n", "1:4", "!", "`!` starts a tag, and this is none", "put quotes around the value"),
    "a tag that does not fit": ("a: !!int x\n", "1:4", "!!int x", "`x` is no !!int", "change the tag or the value"),
    "a list on its key's line": (
        "a: - b\n", "1:1", "a: - b", "a list cannot start on the line of its key",
        "put `- ` on the next line, or quote the value",
    ),
    "text behind a block marker": (
        "a: |x\n", "1:4", "|x", "text on the line of a block marker", "start it on the next line, or quote it",
    ),
    "text behind a quote": (
        "a: 'it's'\n", "1:8", "s'", "text behind the closing quote",
        "put quotes around the whole value; a quote inside is written twice",
    ),
    "text behind a bracket": ("a: [b] c\n", "1:8", "c", "text behind `]`", "put quotes around the value"),
    "a question": ("a: ? b\n", "1:4", "?", "`?` starts a key, and none can be here", "put quotes around the value"),
    "a template": ("a: {{ .x }}\n", "1:4", "{{ .x }}", "a template is no value", "put quotes around the value"),
    "a template and more": (
        "a: {{ .x }}-b\n", "1:4", "{{ .x }}-b", "a template is no value", "put quotes around the value",
    ),
    "a control character": (
        "a: \x01\n", "1:4", "\x01", "a control character (0x0001)", "remove it, or write it as \\x.. in quotes",
    ),
    "a merge conflict": (
        "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "2:1", "<<<<<<< HEAD",
        "a merge conflict was left in this file", "resolve it",
    ),
    "another YAML": (
        "%YAML 1.2\n---\na: 1\n", "1:1", "%YAML 1.2", "a YAML version that Helm does not read", "remove the line",
    ),
    "text behind the end": (
        "a: 1\n...\nb: 2\n", "3:1", "b: 2", "text behind the end of a document",
        "start it with `---`, or remove the `...` in line 2",
    ),
    "text behind braces": (
        "{a: 1}\nb: 2\n", "2:1", "b: 2", "text behind the end of a document",
        "start it with `---`, or write it inside of the `}`, or all of it without brackets",
    ),
    "a list as a key": ("[a]: 1\n", "1:1", "[a]", "this cannot be a key", "put quotes around it"),
    "an infinite number": ("a: .inf\n", "1:4", ".inf", "`.inf` is not a number that values can hold", "quote it"),
    "a merge of nothing": ("<<: 1\n", "1:5", "1", "`<<` takes a map or a list of maps", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "underlined", "problem", "fix"), FAULTS.values(), ids=FAULTS)
def test_a_broken_text_is_explained(text, place, underlined, problem, fix):
    """Place, span, message and advice are exactly these."""
    with pytest.raises(YamlError) as caught:
        [each.data() for each in compose(Source("values.yaml", text))]
    error = caught.value
    line, column = error.at.source.position(error.at.start)
    assert (f"{line}:{column}", text[error.at.start : error.at.end]) == (place, underlined)
    assert (error.problem, error.fix) == (problem, fix)


def test_the_reason_is_said_where_it_helps():
    """A line that is off says which lines it disagrees with."""
    with pytest.raises(YamlError) as caught:
        compose(Source("values.yaml", "x: 1\na:\n    b: 1\n  c: 2\n"))
    assert caught.value.why == "the map starts in line 1"
