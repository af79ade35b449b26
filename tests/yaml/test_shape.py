"""What does not fit a shape is named at its path, in words."""

from __future__ import annotations

import pytest

from linea_helm.yaml.shape import QUANTITY, Refused, described, keys, mistakes

SHAPE = {
    "name!": str,
    "mode": ("off", "warn"),
    "flag": bool,
    "anything": object,
    "amount": QUANTITY,
    "list": [{"key!": str}],
    "texts": {"*": str},
    "never": Refused("nobody needs it"),
}


@pytest.mark.parametrize(
    "data",
    [
        {"name": "a"},
        {"name": "", "mode": "off", "flag": False, "anything": None, "amount": 2, "list": [], "texts": {}},
        {"name": "a", "amount": "500m", "anything": [{"b": 1.5}], "list": [{"key": "k"}], "texts": {"any.key": "v"}},
    ],
)
def test_what_fits_is_no_mistake(data):
    """Nothing is said of it."""
    assert list(mistakes(data, SHAPE)) == []


@pytest.mark.parametrize(
    ("data", "path", "message", "key"),
    [
        ({}, (), "the file lacks the key name", True),
        (None, (), "the file must be a mapping, not nothing; leave the key out", False),
        ([], (), "the file must be a mapping, not a list", False),
        ({"name": 5}, ("name",), "name must be a text, not 5; put quotes around it", False),
        ({"name": True}, ("name",), "name must be a text, not true; put quotes around it", False),
        ({"name": ["a"]}, ("name",), "name must be a text, not a list", False),
        ({"name": None}, ("name",), "name must be a text, not nothing; leave the key out", False),
        (
            {"name": "a", "mode": "wran"},
            ("mode",),
            'mode must be one of off, warn, not "wran"',
            False,
        ),
        ({"name": "a", "mode": 7}, ("mode",), "mode must be one of off, warn, not 7", False),
        ({"name": "a", "flag": "yes"}, ("flag",), 'flag must be true or false, not "yes"', False),
        ({"name": "a", "flag": 1}, ("flag",), "flag must be true or false, not 1", False),
        ({"name": "a", "amount": True}, ("amount",), "amount must be a quantity such as 500m or 2Gi, not true", False),
        ({"name": "a", "list": {}}, ("list",), "list must be a list, not a mapping", False),
        ({"name": "a", "list": [{"key": "k"}, {}]}, ("list", 1), "list[1] lacks the key key", True),
        ({"name": "a", "texts": {"b": 1}}, ("texts", "b"), "b must be a text, not 1; put quotes around it", False),
        ({"name": "a", "never": 1}, ("never",), "never cannot be used: nobody needs it", True),
        (
            {"name": "a", "x": 1},
            ("x",),
            ('unknown key "x"; known keys: name, mode, flag, anything, amount, list, texts, never'),
            True,
        ),
        (
            {"name": "a", "Texts": 1},
            ("Texts",),
            (
                'unknown key "Texts"; did you mean "texts"? Known keys: name, mode, '
                "flag, anything, amount, list, texts, never"
            ),
            True,
        ),
    ],
)
def test_what_does_not_fit(data, path, message, key):
    """Each mistake has its path, its words, and says whether the key is wrong or its value."""
    assert list(mistakes(data, SHAPE)) == [(path, message, key)]


def test_all_mistakes_come_in_the_order_of_the_data():
    """The first one is what a user reads first."""
    found = mistakes({"b": 1, "flag": 0, "list": [5]}, SHAPE)
    assert [path for path, _, _ in found] == [("b",), ("flag",), ("list", 0), ()]


def test_keys_come_without_marks():
    """The mark of a key that must be there is no part of it."""
    assert keys({"a!": str, "b": bool}) == {"a": str, "b": bool}


def test_values_are_described_without_their_contents():
    """What holds others is only named."""
    assert [described(each) for each in ({"a": 1}, [1], None, True, False, "a", 1.5)] == [
        "a mapping", "a list", "nothing", "true", "false", '"a"', "1.5",
    ]  # fmt: skip
