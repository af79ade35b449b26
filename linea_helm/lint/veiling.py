"""The secrets that a user wrote, as far as texts tell: for an error that ends a run early."""

from __future__ import annotations

from contextlib import suppress

from linea_helm.concealed import Secrets
from linea_helm.errors import InputError
from linea_helm.source import Source
from linea_helm.yaml.load import STDIN, raw_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from linea_helm.lint.request import Request


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


def _raw(request: Request, file: str) -> bytes:
    if file == STDIN:
        return request.stdin or b""
    return request.piped[file] if file in request.piped else raw_file(file)
