"""What is no secret whatever it is called: nothing, a switch, the path of a file, a reference to something else."""

from __future__ import annotations

import re

from linea_helm.keys import confidential

_WORDS = confidential.word_set("~ {} [] none null true false yes no on off enabled disabled required optional")
#: `/run/linea/jwt.hex`, `tls.key`: base64 has capital letters, too, and no ending.
_FILE = re.compile(r"(?:/[a-z0-9._-]{1,32}){2,}/?|[\w-]+\.(?:conf|crt|hex|json|key|pem|pub|toml|txt|yaml|yml)")
#: `$(DB_PASSWORD)`, `${DB_PASSWORD}`, `{{ .Values.db.password }}`.
_REFERENCE = re.compile(r"\$\([A-Z][A-Z0-9_]*\)|\$\{[A-Z][A-Z0-9_]*\}|\{\{-? *[.$][\w.$]* *-?\}\}")


def is_harmless(value: str) -> bool:
    """Tell whether a value may be shown; blanks around it do not matter."""
    value = value.strip()
    return value.lower() in _WORDS or not value or bool(_FILE.fullmatch(value) or _REFERENCE.fullmatch(value))
