"""The stream of `helm template` becomes a release, and what is no object is shown at its place."""

from __future__ import annotations

from marking import marked, place

from linea_helm.lint.helm import Output
from linea_helm.lint.rendering import release, rendered_by

GOOD = "---\n# Source: demo/templates/a.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


def read(text):
    """Read a stream."""
    return release(Output(0, text, ""), "r", "n", "helm template demo")


def test_objects_know_their_template_and_their_place():
    """In the order of the stream."""
    second = "---\n# Source: demo/templates/b.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: b}\n"
    found, broken = read(GOOD + second)
    assert [(m.kind, m.template, m.start) for m in found.manifests] == [
        ("Pod", "demo/templates/a.yaml", 0),
        ("Service", "demo/templates/b.yaml", len(GOOD)),
    ]
    assert (broken, found.name, found.namespace, found.resources[1]["kind"]) == ([], "r", "n", "Service")


def test_a_later_document_of_a_template_is_the_templates():
    """When Helm fails it does not repeat the comment."""
    found, _ = read(GOOD + "---\napiVersion: v1\nkind: Service\n")
    assert [m.template for m in found.manifests] == ["demo/templates/a.yaml"] * 2


def test_an_empty_stream_is_an_empty_release():
    """A chart may render nothing."""
    found, broken = read("")
    assert (found.manifests, broken) == ([], [])


def test_a_document_that_is_no_object_hides_no_other():
    """It is shown at its first line."""
    text = marked(GOOD + "---\n# Source: demo/templates/b.yaml\n# hint\n\n«metadata: {name: b}»\nspec: {}\n" + GOOD)
    found, broken = read(text.text)
    assert len(found.manifests) == 2
    (one,) = broken
    assert (one.problem, one.template) == ("a manifest must have apiVersion and kind", "demo/templates/b.yaml")
    assert place(one.at) == text.place
    assert one.at.source == found.stream


def test_a_document_without_a_line_of_its_own_is_shown_at_its_marker():
    """There is nothing else to point at."""
    text = marked("«--- text\n»" + GOOD)
    found, broken = read(text.text)
    assert (len(found.manifests), broken[0].problem) == (1, 'a manifest must be a mapping, not "text"')
    assert place(broken[0].at)[0] == 2


def test_a_document_that_is_no_yaml_is_shown_at_its_mistake():
    """Not at the start of the document."""
    text = marked(GOOD + "---\n# Source: demo/templates/b.yaml\napiVersion: v1\nkind: Pod\nspec:\n  a: b«:» c\n" + GOOD)
    found, broken = read(text.text)
    assert (len(found.manifests), broken[0].template) == (2, "demo/templates/b.yaml")
    assert place(broken[0].at)[0] == text.line


def test_a_document_that_only_we_do_not_read_says_so():
    """Kubernetes may take it."""
    _, (broken,) = read(f"---\n# Source: a.yaml\nkind: A\napiVersion: v1\nx: {'[' * 200}{']' * 200}\n")
    assert broken.problem == "nested deeper than 100 levels"
    assert broken.why == "so deep helm-linea does not look; the limit is its own, and Helm may well read this"


def test_what_one_template_rendered_has_lines_of_its_own():
    """Helm prints templates in another order each time after a failure."""
    bad = "---\n# Source: demo/templates/b.yaml\nkind: A\napiVersion: v1\n---\nx: y: z\n"
    other = "---\n# Source: demo/templates/c.yaml\nb: [\n"
    seen = set()
    for parts in ((GOOD, bad, other), (other, GOOD, bad), (bad, other, GOOD)):
        output = rendered_by("demo/templates/b.yaml", Output(1, "".join(parts), "Error"))
        _, broken = release(output, "r", "n", "helm template demo")
        seen.add((output.out, *((each.problem, each.at.source.position(each.at.start)) for each in broken)))
    assert seen == {(bad, ("this value has a `: ` in it, as only a key may", (6, 5)))}
