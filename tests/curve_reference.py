"""The curve secp256k1 by its definition (SEC 2, 2.4.1), to hold the library against: slow, and not for secrets."""

from __future__ import annotations

P = 2**256 - 2**32 - 977
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def multiply(scalar):
    """Give `scalar` times the generator, as x and y."""
    total, power = None, G
    while scalar:
        if scalar & 1:
            total = _add(total, power)
        power, scalar = _add(power, power), scalar >> 1
    return total


def _add(one, other):
    if one is None:
        return other
    (x1, y1), (x2, y2) = one, other
    slope = 3 * x1 * x1 * pow(2 * y1, -1, P) if one == other else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P
