"""Fourier-Motzkin elimination, loops and fractions only: whether a system of linear inequalities has a point."""

from fractions import Fraction


def has_point(rows):
    """``rows`` are (coefficients by name, constant, relation): the sum is related to 0 by >=, > or =."""
    system = []
    for coefficients, constant, relation in rows:
        system.append((dict(coefficients), Fraction(constant), relation == ">"))
        if relation == "=":
            system.append(({name: -value for name, value in coefficients.items()}, -Fraction(constant), False))
    for name in sorted({name for coefficients, _, _ in system for name in coefficients}):
        above = [row for row in system if row[0].get(name, 0) > 0]
        below = [row for row in system if row[0].get(name, 0) < 0]
        system = [row for row in system if not row[0].get(name, 0)]
        system += [combined(one, other, name) for one in above for other in below]
        system = list({(tuple(sorted(row[0].items())), row[1], row[2]): row for row in system}.values())
    return all(constant > 0 or (constant == 0 and not strict) for _, constant, strict in system)


def combined(one, other, name):
    x, y = -other[0][name], one[0][name]
    names = (set(one[0]) | set(other[0])) - {name}
    total = {key: one[0].get(key, 0) * x + other[0].get(key, 0) * y for key in names}
    total = {key: value for key, value in total.items() if value}
    return total, one[1] * x + other[1] * y, one[2] or other[2]
