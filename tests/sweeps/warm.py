"""Imported by the server that forks processes for the tests, before it forks any."""

import lngd_theory.claims.stages  # noqa: F401
from lngd_theory.sweeps.cost import machine_speed
from lngd_theory.sweeps.task import warm_up

warm_up(frozenset({"gram"}))
machine_speed()
