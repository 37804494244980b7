"""Places for the nodes of a network, the same ones on every run.

Springs draw tied nodes together, all nodes push each other away, and each round may move a node less than the last
(Fruchterman and Reingold, 1991). Nodes start on a circle in the order given, so that no chance is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, hypot, pi, sin, sqrt
from typing import Final

ROUNDS: Final = 160
# Keeps pieces that hang on nothing within sight.
TO_THE_CENTRE: Final = 0.35
CLOSEST: Final = 1e-6

Place = tuple[float, float]


def places(nodes: Sequence[str], ties: Mapping[tuple[str, str], float]) -> dict[str, Place]:
    """Give each node a place between 0 and 1 on both axes; `ties` holds each tie's strength, above 0.

    ``places(["PREL", "PGOV"], {("PREL", "PGOV"): 0.5})`` sets the two at opposite ends. A tie to a node that is not
    in `nodes` is a KeyError. The work grows with the square of the nodes: meant for dozens.
    """
    if len(nodes) < 2:
        return dict.fromkeys(nodes, (0.5, 0.5))
    index = {node: i for i, node in enumerate(nodes)}
    springs = [(index[a], index[b], strength) for (a, b), strength in ties.items()]
    xs = [cos(2 * pi * i / len(nodes)) for i in range(len(nodes))]
    ys = [sin(2 * pi * i / len(nodes)) for i in range(len(nodes))]
    wanted = sqrt(4 / len(nodes))
    strongest = max((strength for _, _, strength in springs), default=1.0)
    for done in range(ROUNDS):
        reach = 0.25 * (1 - done / ROUNDS) + 0.002
        dx, dy = _pushes(xs, ys, wanted)
        for a, b, strength in springs:
            x, y = xs[a] - xs[b], ys[a] - ys[b]
            pull = hypot(x, y) / wanted * (0.3 + 0.7 * strength / strongest)
            dx[a], dy[a], dx[b], dy[b] = dx[a] - x * pull, dy[a] - y * pull, dx[b] + x * pull, dy[b] + y * pull
        for i in range(len(nodes)):
            x, y = dx[i] - xs[i] * TO_THE_CENTRE, dy[i] - ys[i] * TO_THE_CENTRE
            far = max(hypot(x, y), CLOSEST)
            xs[i] += x / far * min(far, reach)
            ys[i] += y / far * min(far, reach)
    return {node: (x, y) for node, x, y in zip(nodes, _spread(xs), _spread(ys), strict=True)}


def _pushes(xs: list[float], ys: list[float], wanted: float) -> tuple[list[float], list[float]]:
    """How far all other nodes push each node away."""
    dx, dy = [0.0] * len(xs), [0.0] * len(ys)
    for a in range(len(xs)):
        for b in range(a + 1, len(xs)):
            x, y = xs[a] - xs[b], ys[a] - ys[b]
            if not x and not y:
                x = CLOSEST  # two in one place part sideways
            push = wanted * wanted / max(x * x + y * y, CLOSEST)
            dx[a], dy[a], dx[b], dy[b] = dx[a] + x * push, dy[a] + y * push, dx[b] - x * push, dy[b] - y * push
    return dx, dy


def _spread(values: list[float]) -> list[float]:
    """The values between 0 and 1, rounded so that pages of one edition are alike everywhere.

    Half of each is where it lies in the span, half its rank: that loosens the thick of the network, where names would
    run into each other.
    """
    least, most = min(values), max(values)
    if most - least < CLOSEST:
        return [0.5] * len(values)
    ranks = {i: rank for rank, i in enumerate(sorted(range(len(values)), key=lambda i: (values[i], i)))}
    last = len(values) - 1
    return [round(((v - least) / (most - least) + ranks[i] / last) / 2, 4) for i, v in enumerate(values)]
