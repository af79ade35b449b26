"""The Kubernetes view of a rendered stream: objects, who they are, and which template made them.

On the fast path: imports nothing heavy.
"""

from __future__ import annotations

from linea_helm.errors import InputError
from linea_helm.yaml.shape import described

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from linea_helm.cel import Lazy

#: Helm 4 tells the template in this annotation while it post-renders; Helm 3 in a comment.
FILENAME = "postrenderer.helm.sh/postrender-filename"


class Manifest:
    """One object of a release.

    `data` is the object; `template` is "chart/templates/x.yaml" or ""; `start` and `text` are the chunk of the stream
    that holds it, `prefix` the path to it inside that chunk (items of a List). `known` are variables that policies have
    computed of it (expression.mark).
    """

    __slots__ = ("data", "known", "prefix", "start", "template", "text")

    def __init__(
        self, data: dict[str, Any], template: str, start: int, text: str, prefix: tuple[str | int, ...] = ()
    ) -> None:
        self.data = data
        self.template = template
        self.start = start
        self.text = text
        self.prefix = prefix
        self.known: dict[str, Lazy] = {}

    @property
    def kind(self) -> str:
        """The object's kind, "" when it has none."""
        return str(self.data.get("kind") or "")

    @property
    def api_version(self) -> str:
        """The object's apiVersion, "" when it has none."""
        return str(self.data.get("apiVersion") or "")

    @property
    def name(self) -> str:
        """The object's name (or generateName), "" when it has none."""
        metadata = _table(self.data.get("metadata"))
        return str(metadata.get("name") or metadata.get("generateName") or "")

    @property
    def labels(self) -> dict[str, Any]:
        """The object's labels, {} when it has none."""
        return _table(_table(self.data.get("metadata")).get("labels"))

    @property
    def annotations(self) -> dict[str, Any]:
        """The object's annotations, {} when it has none."""
        return _table(_table(self.data.get("metadata")).get("annotations"))

    @property
    def namespace(self) -> str:
        """The object's namespace, "" when the release's is meant."""
        return str(_table(self.data.get("metadata")).get("namespace") or "")


def objects(data: object, template: str, start: int, text: str) -> list[Manifest]:
    """Give the objects of one parsed document: none for an empty one, the items for a List.

    Errors: InputError when the document is not a Kubernetes object; it names the template.
    """
    if data is None:
        return []
    if not isinstance(data, dict):
        raise _refusal(template, f"a manifest must be a mapping, not {described(data)}")
    template = str(_table(_table(data.get("metadata")).get("annotations")).get(FILENAME) or template)
    if lacking := _lacking(data):
        raise _refusal(template, f"a manifest must have {lacking}")
    whole: dict[str, Any] = without_nulls(data)
    # Helm and kubectl take every kind of list apart, also a ConfigMapList (apimachinery: meta.IsListType).
    if not str(whole["kind"]).endswith("List") or not isinstance(whole.get("items"), list):
        return [Manifest(whole, template, start, text)]
    return [_item(data, index, template, start, text) for index in range(len(whole["items"]))]


def without_nulls(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Leave out the entries of maps that are null, as the API server does when it decodes an object.

    What has none comes back as it is.
    """
    return _stripped(value) if _holds_null(value) else value


def _holds_null(value: Any) -> bool:  # noqa: ANN401 - JSON
    """Say whether a map anywhere in a value has a null; each object is asked, and nearly none has one."""
    pending = [value]
    for each in pending:
        if type(each) is dict:
            for inner in each.values():
                if inner is None:
                    return True
                if type(inner) is dict or type(inner) is list:
                    pending.append(inner)
        else:
            for inner in each:
                if type(inner) is dict or type(inner) is list:
                    pending.append(inner)  # noqa: PERF401 - a list for each of them takes longer
    return False


def _stripped(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _stripped(inner) for key, inner in value.items() if inner is not None}
    return [_stripped(inner) for inner in value] if isinstance(value, list) else value


def template_of(text: str) -> str:
    """Give the template that a `# Source:` comment at the head of a chunk names, or ""."""
    for line in text.split("\n", 8)[:8]:
        if line.startswith("# Source: "):
            return line[10:].strip()
        if line and not line.startswith(("#", "---")):
            return ""
    return ""


def _item(outer: dict[str, Any], index: int, template: str, start: int, text: str) -> Manifest:
    kind, item = str(outer["kind"]), outer["items"][index]
    if isinstance(item, dict) and kind != "List":  # only a List of anything must say what its items are
        item = {"apiVersion": outer["apiVersion"], "kind": kind.removesuffix("List"), **item}
    if lacking := _lacking(item if isinstance(item, dict) else {}):
        raise _refusal(template, f"item {index} of the {kind} must have {lacking}")
    return Manifest(item, template, start, text, ("items", index))


def _lacking(data: dict[Any, Any]) -> str:
    """Say what an object must have: the API server refuses a kind that is no text, though `helm template` passes it.

    Source: apimachinery, meta/v1/unstructured: "Object 'Kind' is missing".
    """
    if not data.get("kind") or not data.get("apiVersion"):
        return "apiVersion and kind"
    wrong = next((key for key in ("apiVersion", "kind") if not isinstance(data[key], str)), None)
    return f"a text as {wrong}, not {described(data[wrong])}" if wrong else ""


def _refusal(template: str, problem: str) -> InputError:
    return InputError(f"{template}: {problem}" if template else problem, fix="mend the template that makes it")


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
