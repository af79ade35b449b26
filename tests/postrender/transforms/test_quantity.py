"""Quantities are read as Kubernetes reads them."""

from __future__ import annotations

import pytest

from linea_helm.postrender.transforms import quantity


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("0", "1n"),
        ("999m", "1"),
        ("1", "1001m"),
        ("1G", "1Gi"),
        ("1023Mi", "1Gi"),
        ("1e3", "1001"),
        ("1.5", "1500001u"),
        ("9.9Gi", "10Gi"),
        ("1E", "1Ei"),
        ("5e-1", "0.6"),
        ("+1", "2"),
    ],
)
def test_order(less, more):
    """Sizes compare across suffixes."""
    assert quantity.parse(less) < quantity.parse(more)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1", "1000m"), ("1Ki", "1024"), ("1k", "1e3"), ("0.5Gi", "512Mi"), ("1.", "1"), (".5", "500m"), ("2E3", "2k")],
)
def test_equality(one, other):
    """The same size written twice is the same."""
    assert quantity.parse(one) == quantity.parse(other)


@pytest.mark.parametrize(
    "text",
    ["", "Gi", "4 GB", "4GB", "1,5", "-1", "1.2.3", ".", "1e", "e3", "0x10", "1e99", "1Kim", "١", "1.1234567891"],
)
def test_no_quantity(text):
    """Everything else is refused with what it could have been."""
    with pytest.raises(ValueError, match="quantity") as caught:
        quantity.parse(text)
    assert str(caught.value) == f"{text!r} is not a quantity such as 500m, 2 or 4Gi"
