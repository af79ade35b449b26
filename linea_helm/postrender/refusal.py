"""How `linea-post` says no: the text for people, and the document that makes Helm 4 show it.

Helm 4 drops what a post-renderer writes to stderr, and shows the name of a document that it cannot read. Loaded when
something went wrong, so it may import what it likes.
"""

from __future__ import annotations

import json

from linea_helm.errors import InputError
from linea_helm.lint.rendering import place
from linea_helm.policies.manifest import FILENAME, template_of
from linea_helm.postrender.inject import NOT_INSTALLED
from linea_helm.report.text import counted, error_text, render
from linea_helm.source import Location, Source
from linea_helm.stream import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from linea_helm.postrender.inject import Refusal
    from linea_helm.result import Result

_INTRODUCTION = "the last document (this is what linea-post has to say, not a YAML problem)"
_WHY = "a document that is not understood is not edited, and a release must not pass with a part left out"
_WHY_UNREAD = "no policy can look at it, and a release must not pass unseen"
_FIX_UNREAD = "correct the template; without policies, --gate=off leaves the document to Helm"
_FIX = "correct the template, or install without --post-renderer"
#: What to do about a reason that is not in the document.
_FIXES = {NOT_INSTALLED: "run: helm linea setup"}

#: What a byte that is no UTF-8 is decoded to (`surrogateescape`), and what is shown of it.
_SHOWN = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd")

#: Helm 4 shows nothing else to somebody whom the gate surprises.
WAY_OUT = "refused: the gate enforces policies; --post-renderer-args=--gate=warn lets the release pass\n"
_REPORT = "--post-renderer-args=--report=FILE or LINEA_POST_REPORT=FILE writes them to a file"


def refuse(report: str) -> bytes:
    """Give a document that Helm 4 cannot read, with the report in the name that Helm quotes.

    It starts with a document marker on a line of its own, so that it can go behind any stream.
    apiVersion and kind are no texts; tests/postrender/test_refusal.py proves on real binaries that Helm refuses that.
    """
    blocked = {"linea": "blocked"}
    annotations = {FILENAME: f"{_INTRODUCTION}\n\n{report}"}
    document = {
        "apiVersion": blocked,
        "kind": blocked,
        "metadata": {"name": "linea-blocked", "annotations": annotations},
    }
    return f"\n---\n{json.dumps(document, ensure_ascii=False)}\n".encode()


def by_gate(result: Result, severe: Collection[str], file: str) -> str:
    """Tell what of a result refuses a release, and nothing else but how to see the rest: one message has to hold it.

    `severe` are the severities that refuse; `file` is the report that has everything, "" for none.
    """
    shown = result._replace(findings=tuple(each for each in result.findings if each.severity in severe), skipped=())
    rest = result._replace(findings=tuple(each for each in result.findings if each.severity not in severe))
    where = f"they are in {file}" if file else _REPORT
    return render(shown) + (f"not shown: {counted(rest.summary)}; {where}\n" if rest.findings else "") + WAY_OUT


def report(stream: str, refused: Iterable[Refusal]) -> str:
    """Tell people about the documents of a stream that cannot be edited; surrogates stand for what is no UTF-8."""
    source = Source("-", stream.translate(_SHOWN), "stdin")
    return "\n".join(error_text(_error(source, one)) for one in refused)


def unreadable(text: str, start: int, chunk: str, error: InputError) -> InputError:
    """Make the error for a document at an offset of a post-rendered stream that no policy can look at."""
    source = Source("the post-rendered manifests", text, "rendered")
    told = _named(chunk) or f"document {len(split(text[:start])) + 1}"
    problem = error.problem.removeprefix(f"{template_of(chunk)}: ")
    at = place(source, start, chunk, error)
    return InputError(f"linea-post cannot read {told}: {problem}", at=at, why=_WHY_UNREAD, fix=_FIX_UNREAD)


def _named(text: str) -> str:
    names = [_subject(text), template_of(text) or _value(text, FILENAME + ":")]
    return ", ".join(name for name in names if name)


def _error(source: Source, refused: Refusal) -> InputError:
    end = source.text.find("\n---", refused.start + 1)
    text = source.text[refused.start : end if end >= 0 else len(source.text)]
    told = _named(text) or f"document {refused.number}"
    start = refused.start + refused.at
    if not refused.at and text.startswith("---"):  # it is about the whole document: show more than its marker
        start += text.find("\n") + 1
    place = Location(source, start, max(start, source.text.find("\n", start)))
    return InputError(
        f"linea-post cannot edit {told}: {refused.reason}", at=place, why=_WHY, fix=_FIXES.get(refused.reason, _FIX)
    )


def _subject(text: str) -> str:
    """Name an object by what its text seems to say; it was not understood, so nothing is certain."""
    kind, name = _value("\n" + text, "\nkind:"), _value(text, "\n  name:")
    return f"{kind}/{name}" if kind and name else kind or name


def _value(text: str, key: str) -> str:
    _, found, rest = text.partition(key)
    return rest.partition("\n")[0].strip(" \r'\"") if found else ""
