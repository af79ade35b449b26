"""What the checker knows where a node stands."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from linea_helm.cel.types import StaticType


class Scope:
    """The types of the program's variables and of macros' variables.

    `strict`: refuse what an API server refuses; `mixes`: but not literals whose elements have different types.
    `found` takes the type of every node by its id, when somebody asks for them.
    """

    __slots__ = ("found", "locals", "mixes", "strict", "variables")

    def __init__(
        self,
        variables: Mapping[str, StaticType],
        locals_: Mapping[str, StaticType],
        *,
        strict: bool = False,
        mixes: bool = False,
        found: dict[int, StaticType] | None = None,
    ) -> None:
        self.variables = variables
        self.locals = locals_
        self.strict = strict
        self.mixes = mixes
        self.found = found

    def inner(self, types: Mapping[str, StaticType], *, mixes: bool = False) -> Scope:
        """Give the scope inside a macro that names variables of these types, or inside a call that takes a mixture."""
        return Scope(
            self.variables,
            {**self.locals, **types},
            strict=self.strict,
            mixes=self.mixes or mixes,
            found=self.found,
        )
