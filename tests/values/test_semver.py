"""linea_helm.values.semver: which versions a range takes."""

from __future__ import annotations

import pytest

from linea_helm.values.semver import Version, fits, parse


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("1.2.3", Version(1, 2, 3)),
        ("v1.2", Version(1, 2, 0)),
        ("1", Version(1, 0, 0)),
        ("1.2.3-rc.1+build", Version(1, 2, 3, "rc.1")),
        ("latest", None),
        ("1.2.3.4", None),
        ("", None),
    ],
)
def test_versions_are_read(text, version):
    """Missing parts are zero, a leading v does not count."""
    assert parse(text) == version


FITS = [
    ("1.2.3", "1.2.3"), ("=1.2.3", "v1.2.3"), ("1.2", "1.2.9"), ("1", "1.9.0"), ("*", "3.4.5"), ("x", "0.0.1"),
    ("1.2.x", "1.2.3"), ("^1.2.3", "1.9.0"), ("^0.2.3", "0.2.9"), ("^0.0.3", "0.0.3"), ("^0.0", "0.0.9"),
    ("^0", "0.9.0"), ("~1.2.3", "1.2.9"), ("~1", "1.9.9"), ("~>1.2", "1.2.5"), (">1.2", "1.3.0"),
    (">=1.2, <2", "1.5.0"), (">1 <3", "2.5.0"), ("<=1.2", "1.2.9"), ("!=1.2.3", "1.2.4"), ("!=1.2.x", "1.3.0"),
    ("1.2 - 1.4", "1.4.9"), ("<1 || >2", "3.0.0"), (">=1.0.0-0", "1.1.0-rc.1"), ("^1.0.0-0", "1.1.0-alpha"),
    ("=>1", "1.0.0"), ("=<1", "1.0.0"), (">1.0.0-rc.1", "1.0.0-rc.2"), (">1.0.0-1", "1.0.0-alpha"),
    ("1.0.0-rc.2 || 2", "2.0.0"),
    ("<=1.2.3", "1.2.3"), ("<=1", "1.9.9"),
]  # fmt: skip

FITS_NOT = [
    ("1.2.3", "1.2.4"), ("1.2", "1.3.0"), ("^1.2.3", "2.0.0"), ("^1.2.3", "1.2.2"), ("^0.2.3", "0.3.0"),
    ("^0.0.3", "0.0.4"), ("~1.2.3", "1.3.0"), (">1.2", "1.2.9"), (">1", "1.9.9"), ("<=1.2", "1.3.0"),
    ("!=1.2.3", "1.2.3"), ("!=1.2.x", "1.2.9"), ("!=1", "1.5.0"), ("1.2 - 1.4", "1.5.0"), (">=1", "1.1.0-rc.1"),
    ("*", "1.0.0-rc.1"), ("", "1.0.0"), ("||", "1.0.0"), ("latest", "1.0.0"), ("1.2.3.4", "1.2.3"),
    ("1.0 ||", "1.0.0"), ("1,,2", "1.0.0"), ("*", "one"), (">1, <2", "2.5.0"),
    ("<=1.2.3", "1.2.4"), ("<=1.2", "2.0.0"), ("^0.2.3", "1.2.3"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "version"), FITS)
def test_a_version_fits(wanted, version):
    """The range takes the version."""
    assert fits(wanted, version)


@pytest.mark.parametrize(("wanted", "version"), FITS_NOT)
def test_a_version_does_not_fit(wanted, version):
    """The range does not take the version, or one of them is none: Helm then ignores alias and condition."""
    assert not fits(wanted, version)
