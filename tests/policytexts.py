"""Texts of small policies, and the folder that one is in."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING

from linea_helm.policies.policy import Policy
from linea_helm.policies.policyfile import compile_file

if TYPE_CHECKING:
    from pathlib import Path

ADMISSION = ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")
RELEASE = ("helm-linea/v1alpha1", "ReleasePolicy")
VALUES = ("helm-linea/v1alpha1", "ValuesPolicy")

#: Selects every object.
ALL = """
matchConstraints:
  resourceRules:
  - {apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"]}
"""


def text(spec: str, kind: tuple[str, str] = ADMISSION, name: str = "demo", annotations: str = "{}") -> str:
    """Give one document; `spec` is YAML without indentation."""
    api, named = kind
    head = f"apiVersion: {api}\nkind: {named}\nmetadata:\n  name: {name}\n  annotations: {annotations}\nspec:\n"
    return head + indent(dedent(spec).strip("\n"), "  ") + "\n"


def write(folder: Path, content: str, name: str = "demo") -> str:
    """Write a policy file and give its path; the content is written as it is, line ends too."""
    path = folder / f"{name}.yaml"
    path.write_bytes(content.encode())
    return str(path)


def policies(folder: Path, *documents: str) -> list[Policy]:
    """Compile one file of these documents."""
    return [Policy(document) for document in compile_file(write(folder, "---\n".join(documents)))]


def policy(folder: Path, spec: str, kind: tuple[str, str] = ADMISSION, annotations: str = "{}") -> Policy:
    """Compile a file of one document."""
    return policies(folder, text(spec, kind, annotations=annotations))[0]
