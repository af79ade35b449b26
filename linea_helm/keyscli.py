"""`helm linea keys new | show`.

A private key goes to a new file that its owner alone can read or, when `--reveal` asks for it, to standard output.
"""

from __future__ import annotations

import os
import shlex
from typing import NamedTuple

from linea_helm.errors import UsageError
from linea_helm.keys import derive, making, manifests, reading, saving
from linea_helm.nearest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from linea_helm.keys.making import Made

SECRETS, VALUES = "linea-secrets.yaml", "linea-values.yaml"


class Order(NamedTuple):
    """A command line of `keys new`; `sources` are `NAME=FILE`, `receiver` is whom the tx-sender sends to."""

    names: list[str]
    sources: list[str]
    receiver: str | None
    folder: str
    namespace: str | None
    files: bool
    reveal: bool


def new(order: Order, stdout: TextIO, stderr: TextIO) -> int:
    """Make keys, or take them from files, and write them down with the values that belong to them.

    With `reveal` standard output has the Secrets and nothing else, so that it can be piped.
    Errors: UsageError, InputError for a bad file, LineaError without the extra `keys`; nothing is written then.
    """
    if order.files and order.reveal:
        raise UsageError("--files writes the keys to files and --reveal to standard output; name one of them")
    names, sources = _chosen(order)
    receiver = _receiver(order.receiver, wanted="tx-sender" in names)
    made = [making.make(name, sources.get(name), receiver, _warner(name, stderr)) for name in names]
    if order.reveal:
        _reveal(made, order, stdout)
    else:
        saving.save(order.folder, _files(made, order))
    (stderr if order.reveal else stdout).writelines(f"{line}\n" for line in _told(made, order))
    return 0


def show(path: str, *, reveal: bool, stdout: TextIO, stderr: TextIO) -> int:
    """Print what is public of the private key in a file, and with `reveal` the key in both forms.

    Errors: InputError for a bad file, LineaError without the extra `keys`.
    """
    warn = _warner("", stderr)
    key, libp2p = reading.private_key(path, libp2p=None, warn=warn)
    making.warn_if_known(key.hex(), "secp256k1", warn)
    rows = {
        "form": "libp2p's, as maru reads it" if libp2p else "32 bytes in hex, as Besu reads it",
        "address": derive.address(key),
        "node id": derive.enode_id(key),
        "peer id": derive.peer_id(key),
    }
    if reveal:
        rows |= {"for Besu": key.hex(), "for maru": making.libp2p_form(key)}
    stdout.writelines(f"{name:<8}  {text}\n" for name, text in rows.items())
    return 0


def _chosen(order: Order) -> tuple[list[str], dict[str, str]]:
    names = list(dict.fromkeys(order.names)) or list(making.DEFAULT)
    sources: dict[str, str] = {}
    for text in order.sources:
        name, equals, path = text.partition("=")
        if not equals or not path:
            raise UsageError(
                f'--from "{text}" is not NAME=FILE', fix="such as --from maru=maru.key; - is standard input"
            )
        if name in sources:
            raise UsageError(f"--from names {name} twice")
        sources[name] = path
    for name in (*names, *sources):
        _hold_name(name)
    unused = next((name for name in sources if name not in names), None)
    if unused:
        raise UsageError(f"--from names {unused}, which is not among the keys to make: {', '.join(names)}")
    if list(sources.values()).count("-") > 1:
        raise UsageError("standard input can hold one key only")
    return names, sources


def _hold_name(name: str) -> None:
    if name not in making.ALL:
        near = nearest(name, making.ALL)
        fix = f"did you mean {near}?" if near else f"the keys are {', '.join(making.ALL)}"
        raise UsageError(f'there is no key "{name}" to make', fix=fix)


def _receiver(given: str | None, *, wanted: bool) -> str | None:
    """Hold the address that the tx-sender sends to; one in mixed letter case carries a checksum (EIP-55)."""
    if not given:
        return None
    if not wanted:
        raise UsageError("--to is for tx-sender alone")
    digits = given.removeprefix("0x")
    if given == digits or len(digits) != 40 or digits.strip("0123456789abcdefABCDEF"):
        raise UsageError(f'--to "{given}" is no address: 0x and 40 hex digits')
    right = derive.checksummed(digits)
    if digits not in {digits.lower(), digits.upper()} and given != right:
        raise UsageError(f'--to "{given}" has a wrong checksum', fix=f"if the digits are right, it is {right}")
    return right


def _files(made: list[Made], order: Order) -> dict[str, tuple[str, int]]:
    private = (
        {one.file: one.private for one in made} if order.files else {SECRETS: manifests.secrets(made, order.namespace)}
    )
    files = {name: (text, saving.PRIVATE) for name, text in private.items()}
    return {**files, VALUES: (manifests.values(made), saving.PUBLIC)}


def _reveal(made: list[Made], order: Order, stdout: TextIO) -> None:
    """Write the values first: keys that came through a pipe cannot be called back."""
    saving.save(order.folder, {VALUES: (manifests.values(made), saving.PUBLIC)})
    try:
        stdout.write(manifests.secrets(made, order.namespace))
        stdout.flush()
    except BaseException:
        os.unlink(os.path.join(order.folder, VALUES))
        raise


def _told(made: list[Made], order: Order) -> Iterator[str]:
    for one in made:
        yield f"{one.name:<10} Secret {one.secret}"
        yield from (f"{'':<10} {name:<9} {text}" for name, text in one.facts.items())
    yield ""
    if not order.reveal:
        yield from (f"wrote {os.path.join(order.folder, name)}" for name in _files(made, order))
        yield ""
    yield from _next(made, order)


def _next(made: list[Made], order: Order) -> Iterator[str]:
    yield "next:"
    if order.files:
        yield from (f"  {command}" for command in manifests.commands(made, order.folder, order.namespace))
    elif not order.reveal:
        yield f"  kubectl create -f {shlex.quote(os.path.join(order.folder, SECRETS))}"
    where = f" --namespace {shlex.quote(order.namespace)}" if order.namespace else ""
    values = shlex.quote(os.path.join(order.folder, VALUES))
    yield f"  helm install my-linea CHART{where} -f CHART/profiles/production.yaml -f {values}"
    if not order.reveal:
        yield "keep a copy of the private keys in a safe place, then delete the files that hold them"


def _warner(name: str, stderr: TextIO) -> Callable[[str], None]:
    prefix = f"warning: {name}: " if name else "warning: "

    def warn(text: str) -> None:
        stderr.write(f"{prefix}{text}\n")

    return warn
