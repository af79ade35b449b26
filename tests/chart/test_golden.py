"""Whole renders as files, which show in review what a change of the chart does. LINEA_GOLDEN=write writes them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from renders import CHART, SCENARIOS, text

pytestmark = pytest.mark.helm

FOLDER = Path(__file__).parent / "golden"
SHOWN = ["default", "everything"]


def readable(render: str) -> str:
    """A render without the text of the chart's own files, which have a review of their own."""
    for path in sorted((CHART / "files" / "scripts").glob("*.sh")):
        script = path.read_text("utf-8").strip().splitlines()
        block = "\n".join(f"    {line}" if line else "" for line in script)
        render = render.replace(block, f"    <files/scripts/{path.name}>")
    render = re.sub(r"checksum/config: [0-9a-f]{64}", "checksum/config: <of its ConfigMap>", render)
    lines = (line if len(line) < 400 else f"{line[:100]}…" for line in render.splitlines())
    return "\n".join(line.rstrip() for line in lines) + "\n"


@pytest.mark.parametrize("name", SHOWN)
def test_the_render_is_the_reviewed_one(name):
    """A scenario renders to the file that was reviewed last."""
    render = readable(text("-f", SCENARIOS[name]))
    path = FOLDER / f"{name}.yaml"
    if os.environ.get("LINEA_GOLDEN") == "write":
        path.write_text(render, "utf-8")
    assert render == path.read_text("utf-8")
