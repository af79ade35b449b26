"""The secrets that a user wrote, as far as texts tell: for an error that ends a run early, and behind commas."""

from __future__ import annotations

from contextlib import suppress

from linea_helm.concealed import Secrets
from linea_helm.errors import InputError
from linea_helm.keys.confidential import is_secret
from linea_helm.source import Source
from linea_helm.values.claims import lookup
from linea_helm.yaml.load import STDIN, raw_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from linea_helm.finding import Path
    from linea_helm.lint.request import Request
    from linea_helm.values.claims import Layer
    from linea_helm.values.setflags import Assignment
    from linea_helm.values.values import Values


def written(requests: Sequence[Request]) -> Secrets:
    """Collect them from the flags and the values files of requests; what cannot be read has none."""
    secrets = Secrets()
    for request in requests:
        for flag, texts in request.flags().items():
            for text in texts:
                secrets.learn_text(Source(flag, text, "flag"))
        for file in request.files:
            with suppress(InputError):
                secrets.learn_text(Source(file, _raw(request, file).decode("utf-8", "replace")))
    return secrets


def learn_cut(secrets: Secrets, values: Values, unknown: Container[Path]) -> None:
    """Take in the keys that a bare comma made of secrets: `--set password=a,b=c` sets `b`, which no chart knows."""
    for layer in values.layers:
        for cut in _cut(layer, unknown):
            layer.source.veil.hide(cut.start, cut.end)
            secrets.learn_key(str(cut.path[0]), lookup(layer.data, cut.path))


def _cut(layer: Layer, unknown: Container[Path]) -> Iterator[Assignment]:
    is_behind = False
    for assignment in layer.assignments or ():
        if is_secret(assignment.path):
            is_behind = True
        elif is_behind and assignment.path[:1] in unknown:
            yield assignment
        else:
            is_behind = False


def _raw(request: Request, file: str) -> bytes:
    if file == STDIN:
        return request.stdin or b""
    return request.piped[file] if file in request.piped else raw_file(file)
