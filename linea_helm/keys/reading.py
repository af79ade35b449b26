"""Read one key from a file or from standard input, never from a command line, where every process could see it.

An error says what is wrong with the file and shows nothing of what is in it.
"""

from __future__ import annotations

import os
import shlex
import stat
import sys
from typing import NamedTuple

from linea_helm.errors import InputError
from linea_helm.keys import malformed, material

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: More than a key in any form; who names a disk by mistake gets an error and not a full memory.
_LONGEST = 65_536
#: Byte order marks of UTF-8 and UTF-16; some editors and shells of Windows write them.
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OTHERS = {"mnemonic": "a mnemonic", "pem": "a PEM block", "keystore": "an encrypted keystore"}
_HEX = frozenset("0123456789abcdefABCDEF")
#: What stands for itself in a URL (RFC 3986, 2.3).
_UNRESERVED = _HEX | frozenset("._~-ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ")


class PrivateKey(NamedTuple):
    """A private key of 32 bytes; `libp2p` says that it was in maru's form."""

    private: bytes
    libp2p: bool


def private_key(path: str, *, libp2p: bool | None, warn: Callable[[str], None]) -> PrivateKey:
    """Read a private key; `libp2p` is the form the file has to have: maru's, Besu's (False) or either (None).

    Errors: InputError that names the file and what is wrong with it.
    """
    digits = _digits(path, "private key", warn)
    why = malformed.private(digits, libp2p)
    if why:
        fix = f"if it is maru's key, put {material.LIBP2P[0]} before it" if libp2p and len(digits) == 64 else ""
        raise InputError(f"the private key in {_called(path)} {why}", fix=fix)
    return PrivateKey(bytes.fromhex(digits[-64:]), len(digits) > 64)


def jwt_secret(path: str, *, warn: Callable[[str], None]) -> str:
    """Read the 64 hex digits of a JWT secret.

    Errors: InputError that names the file and what is wrong with it.
    """
    digits = _digits(path, "JWT secret", warn)
    why = malformed.jwt(digits)
    if why:
        raise InputError(f"the JWT secret in {_called(path)} {why}")
    return digits


def word(path: str, *, warn: Callable[[str], None]) -> str:
    """Read a secret that stands in a URL as it is.

    Errors: InputError that names the file and what is wrong with it.
    """
    line = _line(path, warn)
    strange = sum(letter not in _UNRESERVED for letter in line)
    if strange:
        raise InputError(
            f"the secret in {_called(path)} has {strange} character{'s' * (strange > 1)} that a URL cannot hold",
            why="Besu logs in to ethstats with a URL",
            fix="take letters, digits and ._~- only",
        )
    return line


def _digits(path: str, what: str, warn: Callable[[str], None]) -> str:
    line = _line(path, warn)
    digits = line[2:] if line[:2] in {"0x", "0X"} else line
    strange = sum(digit not in _HEX for digit in digits)
    if strange:
        raise InputError(
            f"the {what} in {_called(path)} has {strange} character{'s' * (strange > 1)} that "
            f"{'are' if strange > 1 else 'is'} no hex digit"
        )
    return digits


def _line(path: str, warn: Callable[[str], None]) -> str:
    """Give the one line of a file; Besu refuses a file with two (`KeyPairUtil.loadPrivateKey`)."""
    data = _bytes(path, warn)
    name = _called(path)
    if len(data) > _LONGEST:
        raise InputError(f"{name} is larger than {_LONGEST} bytes, so that it holds no key")
    if len(data) == 32 and not data.isascii():
        raise InputError(
            f"{name} holds 32 raw bytes, and a key is wanted as hex", fix=f"xxd -p -c 32 {shlex.quote(path)}"
        )
    if data.startswith(_MARKS):
        raise InputError(
            f"{name} begins with a byte order mark, which Besu and maru refuse", fix="save it as plain ASCII"
        )
    text = data.decode("ascii", "replace")
    other = next((_OTHERS[found.kind] for found in material.find(text) if found.kind in _OTHERS), "")
    if other:
        raise InputError(f"{name} holds {other}, and a key is wanted as hex")
    lines = text.splitlines()
    if len(lines) > 1:
        raise InputError(
            f"{name} has {len(lines)} lines, and a key is one line", why="Besu refuses a key file with more"
        )
    if not lines or not lines[0]:
        raise InputError(f"{name} is empty")
    if lines[0] != lines[0].strip():
        raise InputError(f"{name} has blanks around its key")
    return lines[0]


def _bytes(path: str, warn: Callable[[str], None]) -> bytes:
    if path == "-":
        return _standard_input()
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            data = file.read(_LONGEST + 1)
    except OSError as error:
        raise InputError(f'cannot read "{path}": {error.strerror}') from error
    if stat.S_ISREG(status.st_mode) and status.st_mode & 0o077:
        warn(
            f"{path} can be read by others (mode {stat.S_IMODE(status.st_mode):o}); run: chmod 600 {shlex.quote(path)}"
        )
    return data


def _standard_input() -> bytes:
    if not sys.stdin:
        raise InputError("standard input is closed")
    if not sys.stdin.isatty():
        return sys.stdin.buffer.read(_LONGEST + 1)
    from getpass import getpass

    try:
        return getpass("key (it is not shown): ").encode()
    except EOFError:
        return b""


def _called(path: str) -> str:
    return "standard input" if path == "-" else f'"{path}"'
