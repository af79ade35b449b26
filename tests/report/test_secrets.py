"""No piece of a key is in any report of any format, wherever the key was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linea_helm.errors import InputError
from linea_helm.finding import Finding, Subject, Template
from linea_helm.report import FORMATS, render
from linea_helm.report.text import Style, error_text
from linea_helm.report.text import render as render_text
from linea_helm.result import Result, Skip
from linea_helm.show import show
from linea_helm.source import Location, Source

FORMS = {
    "hex": lambda key: key.hex(),
    "0x": lambda key: "0x" + key.hex().upper(),
    "libp2p": lambda key: "08021220" + key.hex(),
    "url": lambda key: f"https://user:{key.hex()}@host/{key.hex()}?key={key.hex()}",
    "toml": lambda key: f'[signer]\\nprivate-key = "0x{key.hex()}"\\n',
}


@pytest.mark.parametrize("form", FORMS)
@given(key=st.binary(min_size=32, max_size=32), start=st.integers(0, 90), length=st.integers(0, 90))
def test_no_sixteen_digits_of_a_key_in_any_report(form, key, start, length):
    """As value, key, message, path, explanation, flag or rendered text; whichever part is marked."""
    written = FORMS[form](key)
    line = f'  privateKey: "{written}" # {written}'
    begin = min(start, len(line))
    source, flag = Source("v.yaml", f"txSender:\n{line}\n"), Source("--set", f"txSender.key={written}", "flag")
    stream = Source("rendered", f"env:\n- value: {written}\n", "rendered")
    place = Location(source, 10 + begin, 10 + min(begin + length, len(line)))
    finding = Finding(
        "id",
        "error",
        f"got {show(written)}, want a reference, not {written}",
        ("txSender", written),
        place,
        Subject("v1", "Secret", "s"),
        Template("t.yaml"),
        Location(stream, 15, 40),
        why=f"because of {written}",
        help=f"remove {written}",
    )
    findings = (finding, finding._replace(location=Location(flag, 13, 30)), finding._replace(location=None))
    result = Result(findings, {"documents": 1, "chart": written, "files": [written]}, (Skip(written, written),))
    reports = [render(name, result) for name in FORMATS]
    reports += [
        render_text(result, Style(True, 60)),
        error_text(InputError(written, at=place, why=written, fix=written)),
    ]
    for report in reports:
        assert not any(key.hex()[i : i + 16] in report.lower() for i in range(49))
