"""Which value a `required` asks for: Helm tells the template's line and the author's words, which may not name it."""

from __future__ import annotations

import re

from linea_helm.lint.helmerror import keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from linea_helm.finding import Path, Template

_VALUE = r"\.Values(?:\.[A-Za-z_]\w*)+"
_TEXT = r'(?:"(?:\\.|[^"\\])*"|`[^`]*`)'
#: As a call and as the end of a pipe; what is computed from several values is left alone.
_CALL = re.compile(rf"\brequired\s+{_TEXT}\s+\$?({_VALUE})|({_VALUE})\s*\|\s*required\b")


def key(template: Template) -> Path | None:
    """Give the path of the value that the `required` on a template's line asks for; None when it is not certain."""
    if template.file is None or template.line is None or template.is_packed:
        return None
    try:
        with open(template.file, encoding="utf-8") as file:
            line = file.read().split("\n")[template.line - 1]
    except (OSError, UnicodeDecodeError, IndexError):
        return None
    asked = {call or piped for call, piped in _CALL.findall(line)}
    return keys(template.name, *asked)[0] if len(asked) == 1 else None
