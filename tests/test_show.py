"""linea_helm.show: values inside messages."""

from __future__ import annotations

import pytest

from linea_helm.show import number, show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        (None, "null"),
        (True, "true"),
        (8.0, "8"),
        (1.5, "1.5"),
        ([], "a list of 0 items"),
        (["a"], "a list of 1 item"),
        ({"a": 1, "b": 2}, "{a: …, b: …}"),
        ("x" * 80, '"' + "x" * 59 + '…"'),
        ({"k" * 80: 1}, "{" + "k" * 58 + "…"),
    ],
)
def test_a_value_is_written_short(value, text):
    """Strings in quotes, maps by their keys, lists by their length."""
    assert show(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1e20, "100000000000000000000"), (1e21, "1e+21"), (0.1, "0.1"), (-3.0, "-3")]
)
def test_a_number_is_written_as_json_does(value, text):
    """Whole numbers have no point, and an exponent from 1e+21 on."""
    assert number(value) == text


def test_a_number_that_may_be_a_key_is_not_written():
    """Sixteen digits of a float would give a quarter of a key away."""
    assert show(float(int("4f" * 32, 16))) == "above 2^160"
    assert show(float("inf")) == "above 2^160"
    assert show(float("nan")) == "nan"


def test_a_key_is_hidden_before_the_text_is_cut():
    """Cutting first would leave the first half of the key."""
    assert show("4f" * 32).startswith('"<redacted 64 hex digits, sha256:')
