"""Hand-made runs and claims, for tests of the machinery without a simulation."""

from __future__ import annotations

import numpy as np
import sympy as sp
import xarray as xr

from lngd_theory import LabelFlip, Setting
from lngd_theory.claims import Bound, Case, Claim, Part, Source, Window
from lngd_theory.claims.claim import Finding
from lngd_theory.observables import Observable

SETTING = Setting(n=8, d=100, m=3, mu=1.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)
SOURCE = Source("made up", "")

X = sp.Symbol("x", real=True)
NO = Observable("x", "x", "a number", lambda at: 0.0)


def case_of(seeds=3, noise=None, setting=SETTING, **values):
    return Case(setting, noise or LabelFlip(0.1), tuple(range(seeds)), **{"steps": 10, **values})


def runs(step=None, status=None, **variables):
    """A dataset over (seed, step), or (seed,) for one-dimensional variables."""
    arrays = {name: np.asarray(values, dtype=float) for name, values in variables.items()}
    seeds = next(iter(arrays.values())).shape[0]
    data = {name: (("seed", "step")[: values.ndim], values) for name, values in arrays.items()}
    data["status"] = ("seed", np.array(status or ["ok"] * seeds))
    step = np.arange(max(values.shape[-1] for values in arrays.values())) if step is None else step
    return xr.Dataset(data, {"seed": np.arange(seeds), "step": np.asarray(step, dtype=np.int64)})


class Evidence:
    """In place of runs: the same dataset for every need."""

    def __init__(self, data):
        self.data, self.executor, self.folder = data, None, None

    def once(self, key, compute):
        return compute()

    def tell(self, what, done, total):
        pass

    def of(self, need):
        return self.data.sel(seed=list(need.seeds))


def bound(left=X, relation="<=", right=1, algorithm="gd", window=Window.WHOLE, given=(), name="part"):
    return Bound(name, left, relation, sp.sympify(right), algorithm, window, given)


def claim(*checks, **values):
    return Claim(**{"id": "mine", "title": "mine", "source": SOURCE, "checks": checks, "observables": (NO,), **values})


class Fixed:
    """A check whose finding is given."""

    algorithm = "gd"

    def __init__(self, verdict, by_seed=None, name="fixed", margin=float("nan"), needs=()):
        self.name, self._verdict, self._by_seed, self._margin, self._needs = name, verdict, by_seed, margin, needs

    def statement(self, names):
        return "fixed"

    def needs(self, claim, case):
        return list(self._needs)

    def judge(self, claim, case, evidence):
        part = Part(self.name, "fixed", "", self._verdict, "none", "", 1.0, 2.0, self._margin)
        return Finding(part, self._by_seed)
