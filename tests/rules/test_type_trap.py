"""linea_helm.rules.type_trap."""

from __future__ import annotations

import json
import subprocess

import pytest
from finding_in_text import found
from helms import MAJORS, helm
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.rules import type_trap as rule
from linea_helm.source import Source
from linea_helm.yaml.document import compose

PLACES = [
    "a: [x, yes]",
    "a:\n- yes",
    "a:\n  yes",
    "a: &b yes",
    "- - yes",
    "{a: yes}",
    "--- yes",
    "a:\tyes",
    "a: yes\r\nb: 1",
]
NUMBERS = ["1", "0", "-5", "+5", "9007199254740992", "2.5", "0.50", "1.5", ".5", "5.", "2.0", "1234567"]
WORDS = ["true", "False", "null", "~", "Null", "a", "yesterday", "500m", "8Gi", ".", "_1", "0xg", "1e400"]
OTHERS = ["12:30", "2001-01-01", "1.2.3", "1.10.0", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"]
QUIET = [*NUMBERS, *WORDS, *OTHERS, '"0x1F"', "'yes'", "!!str 0x1F"]


@pytest.mark.parametrize(
    ("scalar", "message"),
    [
        ("0x1F", "0x1F is read as 31"),
        ("0x3a2c940", "0x3a2c940 is read as 61000000"),
        ("0644", "0644 is read as 420"),
        ("0o14", "0o14 is read as 12"),
        ("08", "08 is read as 8"),
        ("0b11", "0b11 is read as 3"),
        ("1_000", "1_000 is read as 1000"),
        ("1e3", "1e3 is read as 1000"),
        ("12e30", "12e30 is read as 1.2e+31"),
        ("yes", "yes is read as true"),
        ("Off", "Off is read as false"),
        ("n", "n is read as false"),
        ("9007199254740993", "9007199254740993 is read as 9007199254740992"),
        ("1000000000000000000", "1000000000000000000 is read as the number 1e+18"),
        ("18446744073709551616", "18446744073709551616 is read as 1.8446744073709552e+19"),
        ("9223372036854775808", "9223372036854775808 is read as 9.223372036854776e+18"),
        ("0.12345678901234567890", "0.12345678901234567890 is read as 0.12345678901234568"),
        ("1.10", "1.10 is read as 1.1"),
        ("12" * 32, "<redacted 64 hex digits, sha256:05794fa8> is read as a number and loses digits"),
    ],
)
def test_a_trap_is_told_with_what_helm_reads(scalar, message):
    """The scalar is marked, and its reading is in the message."""
    assert found(rule, f"a:\n  b: {scalar} # c\n") == [(2, 6, scalar, message)]


@pytest.mark.parametrize("scalar", QUIET)
def test_what_is_what_it_looks_like_is_quiet(scalar):
    """Plain numbers, strings, dates, quotes and tags are as they are written."""
    assert found(rule, f"a: {scalar}\n") == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("tag: 1.0", "1.0 is read as 1"),
        ("appVersion: 2.20", "2.20 is read as 2.2"),
        ("tag: 20240101", "20240101 is read as the number 2.0240101e+07"),
        ("imageTag: 1234567", "1234567 is read as the number 1.234567e+06"),
    ],
)
def test_versions_are_texts(line, message):
    """Behind a key for versions a zero at the end counts, and so does how templates print a long number."""
    assert [problem[3] for problem in found(rule, line + "\n")] == [message]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("on: 1\n", (1, 1, "on", 'the key on is read as "true"')),
        ("a:\n  0x1F: b\n", (2, 3, "0x1F", 'the key 0x1F is read as "31"')),
        ("{no: 1}\n", (1, 2, "no", 'the key no is read as "false"')),
        ("? 0644\n: a\n", (1, 3, "0644", 'the key 0644 is read as "420"')),
    ],
)
def test_keys_are_read_too(text, problem):
    """Helm makes a string of what it read, not of what stands there."""
    assert found(rule, text) == [problem]


@pytest.mark.parametrize("key", ["~", "8545", "a", '"on"', "true", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", "<<"])
def test_keys_that_stay_what_they_are(key):
    """A port stays its digits."""
    assert found(rule, f"{key}: {{}}\n") == []


@pytest.mark.parametrize("text", PLACES)
def test_a_trap_is_found_wherever_it_stands(text):
    """In flow and block style, in lists, behind anchors, on a line of its own."""
    assert [problem[3] for problem in found(rule, text + "\n")] == ["yes is read as true"]


@pytest.mark.parametrize("text", ["a: |\n  yes\n", "# a: b\na: it is on\n", "a: 'yes'\n", 'a: "0x1F"\n'])
def test_texts_are_not_looked_into(text):
    """Block scalars, comments and quotes hold what they hold."""
    assert found(rule, text) == []


SHAPES = ["a: {}\n", "- {}\n", "[{}]\n", "{{a: {}, b: 1}}\n", "{}: 1\n", "a: {} # c\n", "a:\n  {}\n"]
PLAIN = st.text(alphabet="0123456789abcdefxoyeszn_.+-", min_size=1, max_size=12)


@given(
    PLAIN, st.sampled_from(["a: {}\n", "- {}\n", "[{}]\n", "{{a: {}, b: 1}}\n", "{}: 1\n", "a: {} # c\n", "a:\n  {}\n"])
)
def test_the_gate_opens_for_every_trap(scalar, shape):
    """Whatever the check would find, the quick look finds suspicious: `found` asserts it."""
    from linea_helm.yaml.document import YamlError

    try:
        found(rule, shape.format(scalar))
    except YamlError:
        return


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_the_messages_tell_what_helm_reads(tmp_path, version):
    """The reading in each message is what a template gets from the real Helm."""
    scalars = [
        "0x1F",
        "0644",
        "0o14",
        "08",
        "0b11",
        "1_000",
        "1e3",
        "yes",
        "Off",
        "9007199254740993",
        "1.10",
        "0x3a2c940",
    ]
    scalars += ["0.12345678901234567890"]
    values = "".join(f"k{index}: {scalar}\n" for index, scalar in enumerate(scalars))
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", encoding="utf-8")
    (tmp_path / "values.yaml").write_text(values, encoding="utf-8")
    (tmp_path / "templates" / "v.yaml").write_text("values: {{ .Values | toJson | quote }}\n", encoding="utf-8")
    done = subprocess.run([helm(version), "template", tmp_path], capture_output=True, text=True, check=True)
    rendered = json.loads(json.loads(done.stdout.partition("values: ")[2]))
    told = [message.partition(" is read as ")[2] for *_, message in found(rule, values)]
    assert [json.loads(text) for text in told] == [rendered[f"k{index}"] for index in range(len(scalars))]


@pytest.mark.helm
@pytest.mark.parametrize("version", MAJORS)
def test_templates_print_long_numbers_with_an_exponent(tmp_path, version):
    """That is what makes a tag of digits and an amount in wei a trap."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", encoding="utf-8")
    (tmp_path / "values.yaml").write_text("tag: 20240101\nwei: 1000000000000000000\n", encoding="utf-8")
    (tmp_path / "templates" / "v.yaml").write_text("v: {{ .Values.tag }} {{ .Values.wei }}\n", encoding="utf-8")
    done = subprocess.run([helm(version), "template", tmp_path], capture_output=True, text=True, check=True)
    assert "v: 2.0240101e+07 1e+18\n" in done.stdout


@pytest.mark.parametrize(
    ("scalar", "types", "is_told"),
    [
        ("yes", {"boolean"}, False),
        ("yes", {"boolean", "string"}, True),
        ("yes", {"integer"}, True),
        ("0x1F", {"integer"}, False),
        ("0x1F", {"number", "null"}, False),
        ("0x1F", {"string"}, True),
        ("1.50", {"number"}, False),
        ("1.50", {"integer"}, True),
        ("1000000000000000000", {"integer"}, False),
        ("9007199254740993", {"integer"}, True),
        ("0x1F", set(), True),
    ],
)
def test_what_the_chart_wants_is_no_trap(scalar, types, is_told):
    """Unless it may be a string as well, or digits are lost."""
    documents = compose(Source("values.yaml", f"a: {scalar}\n"))
    assert len(list(rule.check(documents, lambda path: frozenset(types if path == ("a",) else ())))) == is_told


@pytest.mark.parametrize(("key", "told"), [("seconds", ["0300 is read as 192"]), ("defaultMode", []), ("umask", [])])
def test_octal_is_meant_where_it_is_a_files_mode(key, told):
    """Even where the chart wants a whole number, 0300 seconds are hardly 192."""
    documents = compose(Source("values.yaml", f"{key}: 0300\n"))
    found = rule.check(documents, lambda _: frozenset({"integer"}))
    assert [problem.message for _, problem in found] == told
