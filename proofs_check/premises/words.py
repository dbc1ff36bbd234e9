"""What was found of a system of exponents, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from proofs_check.premises.forms import QUANTITIES, Form
from proofs_check.premises.linear import Inequality, NoPoint

__all__ = ["at_point", "conflict", "listed", "no_room"]


def at_point(point: Mapping[str, Fraction]) -> str:
    """``n = d^(1/16), ...``, quantities of order one last and together."""
    powers = [(QUANTITIES.get(name, name), value) for name, value in point.items()]
    moving = [f"{name} = d^({value})" for name, value in powers if value]
    still = [name for name, value in powers if not value]
    return ", ".join([*moving, *([f"{', '.join(still)} of order one"] if still else [])])


def conflict(rows: Sequence[Inequality], none: NoPoint) -> str:
    """Why inequalities have no solution for large d."""
    total = _combined(rows, none)
    return f"{listed(rows, none)} give 1 >= d^({-total.constant})"


def no_room(rows: Sequence[Inequality], none: NoPoint) -> str:
    """Why inequalities hold at best with equality."""
    room = "leaves" if len(rows) == 1 else "leave"
    return f"{listed(rows, none)} {room} no room: constants and logarithms decide"


def listed(rows: Sequence[Inequality], none: NoPoint) -> str:
    """``(iv) sigma_0 lower (sigma_0 d^(3/4) >= n) and ...``, with the power that each enters with."""
    texts = []
    for item, y in zip(rows, none.multipliers, strict=True):
        inside = [text for text in (_in_powers(item), f"to the power {y}") if text not in (item.name, "to the power 1")]
        texts.append(f"{item.name} ({', '.join(inside)})" if inside else item.name)
    return " and ".join(texts)


def _in_powers(item: Inequality) -> str:
    if item.form == Form():
        return "both sides of one order"
    return str(item.form).replace(">=", "=") if item.relation == "=" else str(item.form)


def _combined(rows: Sequence[Inequality], none: NoPoint) -> Form:
    total = Form()
    for item, y in zip(rows, none.multipliers, strict=True):
        total += item.form * y
    return total
