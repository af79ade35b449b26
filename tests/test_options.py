"""The quick parser and typer read the same command lines alike, as Helm would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.app import _command
from linea_helm.options import LINT, POST, VALUES, Option, parse

TABLES = {"lint": LINT, "post-render": POST}


def through_typer(table, words):
    """Give what typer makes of the same table and words; None when it refuses them or shows help."""
    import typer

    seen = []
    app = typer.Typer(add_completion=False)
    app.command()(_command(table, ("[ARG]", ""), lambda **given: seen.append(given) or 0))
    command = typer.main.get_command(app)
    try:
        command(args=list(words), prog_name="linea", standalone_mode=False)
    except typer.BadParameter.__bases__[0]:  # UsageError, which typer does not export
        return None
    return {**seen[0], "arguments": seen[0]["arguments"] or []} if seen else None


def examples(option):
    """Give command lines that use one option in each way that it can be written."""
    value = option.choices[0] if option.choices else "va=lue,x"
    for name in option.names:
        if option.kind == "flag":
            yield [name]
        elif name.startswith("--"):
            yield [name, value]
            yield [f"{name}={value}"]
        else:
            yield [name, value]
            yield [name + value]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_option_is_read_alike(table):
    """By each of its names, with its value behind a blank, behind = and attached."""
    for option in table:
        for words in examples(option):
            found = parse(words, table)
            assert found is not None, words
            assert found == through_typer(table, words), words


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_options_that_count_once_and_many_times(table):
    """The last of a text counts; a list keeps the order of the command line."""
    for option in table:
        values = option.choices[:2] if option.choices else ("a", "b")
        if option.kind != "flag":
            words = [word for value in values for word in (option.names[-1], value)]
            expected = list(values) if option.kind == "many" else values[-1]
            assert parse(words, table)[option.dest] == expected
            assert through_typer(table, words)[option.dest] == expected


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_only_its_choices_are_taken(table):
    """A wrong one is left to typer, which names the right ones."""
    for option in table:
        if option.choices:
            for words in ([option.names[0], "wrong"], [f"{option.names[-1]}=wrong"], [f"{option.names[-1]}="]):
                assert parse(words, table) is None
                assert through_typer(table, words) is None


def test_names_and_destinations_are_unique():
    """No option hides another one."""
    for table in TABLES.values():
        for each in ([name for option in table for name in option.names], [option.dest for option in table]):
            assert len(set(each)) == len(each)


def test_values_are_given_as_to_helm_install():
    """In Helm's words, so that a command line can be taken over."""
    assert [option.names for option in VALUES] == [
        ["-f", "--values"], ["--set"], ["--set-string"], ["--set-json"], ["--set-file"], ["--set-literal"],
    ]  # fmt: skip
    assert {option.kind for option in VALUES} == {"many"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], {}),
        (["chart"], {"arguments": ["chart"]}),
        (["a", "--each", "b"], {"arguments": ["a", "b"], "each": True}),
        (["-f", "a.yaml", "-f=b.yaml", "-fc.yaml"], {"values": ["a.yaml", "b.yaml", "c.yaml"]}),
        (["-f", "-"], {"values": ["-"]}),
        (["-f", "--set"], {"values": ["--set"]}),
        (["--set", "a=b=c", "--set=d=e", "--set="], {"set": ["a=b=c", "d=e", ""]}),
        (["--", "-f", "x"], {"arguments": ["-f", "x"]}),
        (["-", "a"], {"arguments": ["-", "a"]}),
        (["-n", "chain", "-nother"], {"namespace": "other"}),
    ],
)
def test_lines(words, found):
    """`-f=b.yaml` is read as by Helm (pflag), where typer would take the = for a part of the name."""
    nothing = parse([], LINT)
    assert parse(words, LINT) == {**nothing, **found}


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["-h"],
        ["-f"],
        ["--values"],
        ["--nope"],
        ["-x"],
        ["--exit-zero=yes"],
        ["--exit-zero=", "a"],
        ["--sett", "a"],
    ],
)
def test_lines_that_are_left_to_typer(words):
    """Help and mistakes are its business."""
    assert parse(words, LINT) is None
    assert through_typer(LINT, words) is None


_WORDS = st.sampled_from(
    [*(name for option in LINT for name in option.names), "--set=a=b", "-fa", "--", "-", "", "a", "a=b", "prod", "dev",
     "error", "always", "--profile=dev", "--color=never", "--each", "--nope", "-nx", "--output=json"]
)  # fmt: skip


@given(words=st.lists(_WORDS, max_size=8))
def test_what_both_accept_is_equal(words):
    """What the quick one does not take is left to typer; `-x=value`, which Helm reads in its own way, is left out."""
    quick, full = parse(words, LINT), through_typer(LINT, words)
    assert quick in (None, full)


def test_an_option_knows_its_parts():
    """The longest name is where its value goes."""
    option = Option("-a --api-versions", "many", "help", "API")
    assert (option.names, option.dest, option.choices) == (["-a", "--api-versions"], "api_versions", ())
