"""IP addresses and CIDR ranges.

Source: k8s.io/apiserver/pkg/cel/library/ip.go and cidr.go, which read addresses as Go's net/netip does; the cases
network_ext of the CEL specification.
"""

from __future__ import annotations

from linea_helm.cel.errors import EvalError
from linea_helm.cel.values import Opaque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from linea_helm.cel.library import Overloads

_BITS = {4: 32, 6: 128}


class IP(Opaque):
    """An address: its family (4 or 6) and its bits."""

    __slots__ = ("bits", "family")
    cel_type = "net.IP"

    def __init__(self, family: int, bits: int) -> None:
        self.family = family
        self.bits = bits

    def key(self) -> tuple[int, int]:
        """Give family and bits."""
        return self.family, self.bits

    def __repr__(self) -> str:
        from ipaddress import IPv4Address, IPv6Address  # 4 ms

        return str(IPv4Address(self.bits) if self.family == 4 else IPv6Address(self.bits))

    def within(self, family: int, first: int, length: int) -> bool:
        """Tell whether the address begins with the first `length` bits of another one."""
        shift = _BITS[family] - length
        return self.family == family and self.bits >> shift == first >> shift


class CIDR(Opaque):
    """An address and the length of its network's prefix."""

    __slots__ = ("address", "length")
    cel_type = "net.CIDR"

    def __init__(self, address: IP, length: int) -> None:
        self.address = address
        self.length = length

    def key(self) -> tuple[int, ...]:
        """Give address and length."""
        return (*self.address.key(), self.length)

    def __repr__(self) -> str:
        return f"{self.address}/{self.length}"

    def holds(self, address: IP) -> bool:
        """Tell whether an address belongs to the network."""
        return address.within(self.address.family, self.address.bits, self.length)


def _ip(text: str) -> IP:
    from ipaddress import ip_address  # 4 ms

    if "%" in text:
        raise EvalError(f"ip({text[:50]!r}): an address with a zone is not allowed")
    try:
        address = ip_address(text)
    except ValueError:
        raise EvalError(f"ip({text[:50]!r}): not an IP address") from None
    if address.version == 6 and int(address) >> 32 == 0xFFFF:
        raise EvalError(f"ip({text[:50]!r}): an IPv4-mapped IPv6 address is not allowed")
    return IP(address.version, int(address))


def _cidr(text: str) -> CIDR:
    host, slash, length = text.rpartition("/")
    plain = length.isascii() and length.isdigit() and (length == "0" or length[0] != "0")
    if not slash or not plain or len(length) > 3:
        raise EvalError(f"cidr({text[:50]!r}): not an address with the length of its prefix")
    address = _ip(host)
    if int(length) > _BITS[address.family]:
        raise EvalError(f"cidr({text[:50]!r}): the prefix is longer than the address")
    return CIDR(address, int(length))


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def can_read(text: str) -> bool:
        try:
            read(text)
        except EvalError:
            return False
        return True

    return can_read


def _is_canonical(text: str) -> bool:
    return repr(_ip(text)) == text


def _family(address: IP) -> int:
    return address.family


def _is_unspecified(address: IP) -> bool:
    return address.bits == 0


def _is_loopback(address: IP) -> bool:
    return address.within(4, 127 << 24, 8) or address.within(6, 1, 128)


def _is_link_local_multicast(address: IP) -> bool:
    return address.within(4, 224 << 24, 24) or (address.family == 6 and address.bits >> 112 & 0xFF0F == 0xFF02)


def _is_link_local_unicast(address: IP) -> bool:
    return address.within(4, 169 << 24 | 254 << 16, 16) or address.within(6, 0xFE80 << 112, 10)


def _is_global_unicast(address: IP) -> bool:
    special = _is_unspecified(address) or _is_loopback(address) or _is_link_local_unicast(address)
    multicast = address.within(4, 224 << 24, 4) or address.within(6, 0xFF << 120, 8)
    return not special and not multicast and address != IP(4, 0xFFFFFFFF)


def _contains_text(network: CIDR, text: str) -> bool:
    return network.holds(_ip(text))


def _contains_cidr(network: CIDR, other: CIDR) -> bool:
    return network.length <= other.length and network.holds(other.address)


def _contains_cidr_text(network: CIDR, text: str) -> bool:
    return _contains_cidr(network, _cidr(text))


def _address(network: CIDR) -> IP:
    return network.address


def _masked(network: CIDR) -> CIDR:
    address = network.address
    shift = _BITS[address.family] - network.length
    return CIDR(IP(address.family, address.bits >> shift << shift), network.length)


def _length(network: CIDR) -> int:
    return network.length


def _same(value: IP) -> IP:
    return value


FUNCTIONS: Overloads = {
    "ip": ((("string",), "net.IP", _ip), (("net.IP",), "net.IP", _same)),
    "isIP": ((("string",), "bool", _reads(_ip)),),
    "ip.isCanonical": ((("string",), "bool", _is_canonical),),
    "cidr": ((("string",), "net.CIDR", _cidr),),
    "isCIDR": ((("string",), "bool", _reads(_cidr)),),
    "string": ((("net.IP",), "string", repr), (("net.CIDR",), "string", repr)),
}

METHODS: Overloads = {
    "family": ((("net.IP",), "int", _family),),
    "isUnspecified": ((("net.IP",), "bool", _is_unspecified),),
    "isLoopback": ((("net.IP",), "bool", _is_loopback),),
    "isLinkLocalMulticast": ((("net.IP",), "bool", _is_link_local_multicast),),
    "isLinkLocalUnicast": ((("net.IP",), "bool", _is_link_local_unicast),),
    "isGlobalUnicast": ((("net.IP",), "bool", _is_global_unicast),),
    "containsIP": ((("net.CIDR", "net.IP"), "bool", CIDR.holds), (("net.CIDR", "string"), "bool", _contains_text)),
    "containsCIDR": (
        (("net.CIDR", "net.CIDR"), "bool", _contains_cidr),
        (("net.CIDR", "string"), "bool", _contains_cidr_text),
    ),
    "ip": ((("net.CIDR",), "net.IP", _address),),
    "masked": ((("net.CIDR",), "net.CIDR", _masked),),
    "prefixLength": ((("net.CIDR",), "int", _length),),
}
