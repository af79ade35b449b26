"""The JSON Schemas for editors are fresh, and accept what the program accepts."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linea_helm import config
from linea_helm.bundled import POLICIES
from linea_helm.policies import cases, policyshape
from linea_helm.yaml.shape import QUANTITY, Refused, keys, mistakes

PROJECT = Path(__file__).parent.parent
SCRIPT = runpy.run_path(str(PROJECT / "scripts" / "gen_schemas.py"))
SHAPES = {"linea": config.SHAPE, "cases": cases.SHAPE, **policyshape.SHAPES}


def validator(name):
    """Give the validator of a schema as it is in the package."""
    from jsonschema import Draft7Validator

    schema = json.loads((PROJECT / "linea_helm" / "data" / f"{name}.schema.json").read_text("utf-8"))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


VALIDATORS = {name: validator(name if name in ("linea", "cases") else "policy") for name in SHAPES}


def test_the_files_are_what_the_script_makes():
    """After a change of a shape or of docs/configuration.md: run scripts/gen_schemas.py."""
    folder = PROJECT / "linea_helm" / "data"
    made = SCRIPT["schemas"]()
    assert {name: (folder / name).read_text("utf-8") for name in made} == made
    assert {path.name for path in folder.glob("*.schema.json")} == set(made)


def paths(shape, path=""):
    """Give the path of every key that a shape has."""
    if isinstance(shape, list):
        yield from paths(shape[0], f"{path}[]")
    elif isinstance(shape, dict) and "*" not in shape:
        for key, inner in keys(shape).items():
            yield f"{path}.{key}".strip(".")
            yield from paths(inner, f"{path}.{key}".strip("."))


def test_every_key_of_the_configuration_is_documented():
    """docs/configuration.md has a row for each, and for no other."""
    assert list(SCRIPT["descriptions"]()) == list(paths(config.SHAPE))


def test_the_example_of_the_documentation_is_valid(tmp_path):
    """Whoever copies it starts well."""
    text = (PROJECT / "docs" / "configuration.md").read_text("utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    path = tmp_path / config.NAME
    path.write_text(example, "utf-8")
    found = config.from_file(str(path))
    assert set(found.data) == set(config.SHAPE)
    assert list(VALIDATORS["linea"].iter_errors(found.data)) == []


@pytest.mark.parametrize("path", sorted(Path(POLICIES).iterdir()), ids=lambda path: path.name)
def test_bundled_files_fit_their_schema(path):
    """Policies and cases alike."""
    name = "cases" if path.name.endswith(".test.yaml") else "policy"
    for document in yaml.safe_load_all(path.read_text("utf-8")):
        assert list(validator(name).iter_errors(document)) == []


_ANYTHING = st.sampled_from([None, True, 0, 1.5, "", "a", "prod", [], ["a"], {}, {"a": "b"}, {"name": "a"}])


def fitting(shape):
    """Make data that fits a shape."""
    if isinstance(shape, dict) and "*" in shape:
        return st.dictionaries(st.sampled_from(["a", "b.c/d"]), fitting(shape["*"]), max_size=2)
    if isinstance(shape, dict):
        usable = {key: fitting(inner) for key, inner in shape.items() if not isinstance(inner, Refused)}
        needed = {key[:-1]: inner for key, inner in usable.items() if key.endswith("!")}
        return st.fixed_dictionaries(needed, optional={k: v for k, v in usable.items() if not k.endswith("!")})
    if isinstance(shape, list):
        return st.lists(fitting(shape[0]), max_size=2)
    if isinstance(shape, tuple):
        return st.sampled_from(shape)
    right = {str: ["", "a"], bool: [True, False], object: [None, 1, "a", {}], QUANTITY: [2, 1.5, "2Gi"]}
    return st.sampled_from(right[shape])


def spoilt(document, draw):
    """Replace, add or remove one thing somewhere in a document."""
    if not document or not isinstance(document, dict | list) or draw(st.integers(0, 3)) == 0:
        return draw(_ANYTHING)
    if isinstance(document, list):
        at = draw(st.integers(0, len(document) - 1))
        return [*document[:at], spoilt(document[at], draw), *document[at + 1 :]]
    key = draw(st.sampled_from(sorted(document)))
    how = draw(st.sampled_from(["inside", "inside", "remove", "add"]))
    if how == "remove":
        return {name: value for name, value in document.items() if name != key}
    changed = {"unknown": 1} if how == "add" else {key: spoilt(document[key], draw)}
    return {**document, **changed}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("right", [True, False])
@given(drawn=st.data())
def test_schema_and_program_agree(name, right, drawn):
    """What has no mistake for the program has none for an editor, and the reverse."""
    document = drawn.draw(fitting(SHAPES[name]))
    if not right:
        document = spoilt(document, drawn.draw)
    accepted = VALIDATORS[name].is_valid(document)
    assert accepted == (list(mistakes(document, SHAPES[name])) == [])
    assert accepted or not right


def test_off_without_quotes_is_taken():
    """Editors that read YAML 1.1 see false."""
    assert VALIDATORS["linea"].is_valid({"severity": {"a": False}, "postRender": {"gate": False}})
