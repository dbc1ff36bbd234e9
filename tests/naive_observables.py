"""Loop-only twins of the observables, from the formulas of LNGD's appendices on explicit vectors in R^d.

Like :mod:`tests.naive`, whose primitives are used: nothing is imported from the package and nothing is vectorised.
Weights are carried as vectors and moved by plain gradient steps; gamma and rho by recursions (4)-(6) beside them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests import naive
from tests.naive import SIGNS, dot, loss, loss_slope, slope


@dataclass
class World:
    """One run on explicit vectors: where it started, where it is, and the multipliers of all steps taken."""

    paper: naive.Paper  #: coefficients now, and what they refer to
    W: list  #: weights now, rows j = +1 first
    start: naive.Paper
    tape: list  #: rows of multipliers of the steps taken
    eps: list  #: multipliers of the step about to be taken
    smoothing: list
    eta: float
    q: float
    sigma_p: float
    p: float
    epsilon: float
    fresh: list = field(default_factory=list)
    looked: list = field(default_factory=list)  #: earlier moments of the run that were looked at

    @property
    def n(self):
        return len(self.paper.xi)

    @property
    def m(self):
        return len(self.paper.gamma[0])

    @property
    def d(self):
        return len(self.paper.mu)

    @property
    def filters(self):
        return [(J, r) for J in range(2) for r in range(self.m)]

    def w(self, J, r):
        return self.W[J * self.m + r]

    def patches(self, i):
        """The two patches of sample i; the signal has the sign of the true label."""
        return [[self.paper.y[i] * c for c in self.paper.mu], self.paper.xi[i]]

    def own(self, i):
        """Index of j = y_i, the label trained on."""
        return 0 if self.paper.trained[i] > 0 else 1

    def rho(self, J, r, i):
        return self.paper.rho_bar[J][r][i] + self.paper.rho_low[J][r][i]

    def margin(self, i):
        return self.paper.trained[i] * naive.forward(self.W, self.patches(i), self.q)


def begin(mu, xi, y, trained, w0, **values):
    """A world before its first step."""
    start = naive.paper_start(mu, xi, y, trained, w0)
    return World(start, [list(w) for rows in w0 for w in rows], start, [], [1.0] * len(xi), **values)


def step(s, eps):
    """One step with the multipliers ``eps``."""
    X = [s.patches(i) for i in range(s.n)]
    W = naive.weights_step(s.W, X, s.paper.trained, eps, s.smoothing, s.eta, s.q)
    paper = naive.paper_step(s.paper, eps, s.smoothing, s.eta, s.q)
    return World(
        paper, W, s.start, [*s.tape, eps], s.eps, s.smoothing, s.eta, s.q, s.sigma_p, s.p, s.epsilon, s.fresh, s.looked
    )


# --- the draw ----------------------------------------------------------------------------------------------------
def xi_norm2_min(s):
    return min(dot(x, x) for x in s.paper.xi)


def xi_norm2_max(s):
    return max(dot(x, x) for x in s.paper.xi)


def xi_cross_max(s):
    return max(abs(dot(s.paper.xi[i], s.paper.xi[k])) for i in range(s.n) for k in range(s.n) if i != k)


def mu_overlap_max(s):
    return max(abs(dot(s.paper.w0[J][r], s.paper.mu)) for J, r in s.filters)


def xi_overlap_max(s):
    return max(abs(dot(s.paper.w0[J][r], x)) for J, r in s.filters for x in s.paper.xi)


def mu_aligned_min(s):
    return min(max(SIGNS[J] * dot(s.paper.w0[J][r], s.paper.mu) for r in range(s.m)) for J in range(2))


def xi_aligned_min(s):
    return min(max(SIGNS[J] * dot(s.paper.w0[J][r], x) for r in range(s.m)) for J in range(2) for x in s.paper.xi)


def initial_overlap_max(s):
    return max(mu_overlap_max(s), xi_overlap_max(s))


def b_bar(s):
    return min(max(dot(s.paper.w0[s.own(i)][r], s.paper.xi[i]) for r in range(s.m)) for i in range(s.n))


def shift(s):
    """v = lambda sum_{y_i = 1} xi_i with lambda = 0.01/sqrt(n d) (Lemma D.6)."""
    v = [0.0] * s.d
    for i in range(s.n):
        if s.paper.trained[i] == 1:
            for c in range(s.d):
                v[c] += 0.01 / math.sqrt(s.n * s.d) * s.paper.xi[i][c]
    return v


def v_norm(s):
    v = shift(s)
    return math.sqrt(dot(v, v))


# --- coefficients ------------------------------------------------------------------------------------------------
def gamma_abs_max(s):
    return max(abs(s.paper.gamma[J][r]) for J, r in s.filters)


def gamma_factor_max(s):
    worst = -math.inf
    for J, r in s.filters:
        size = abs(dot(s.paper.w0[J][r], s.paper.mu))
        worst = max(worst, (s.paper.gamma[J][r] + size) / size)
    return worst


def signal_best(s):
    return min(
        max(s.paper.gamma[J][r] + SIGNS[J] * dot(s.paper.w0[J][r], s.paper.mu) for r in range(s.m)) for J in range(2)
    )


def _signal_reach(s, J):
    return max(s.paper.gamma[J][r] + abs(dot(s.paper.w0[J][r], s.paper.mu)) for r in range(s.m))


def signal_reach_plus(s):
    return _signal_reach(s, SIGNS.index(1))


def signal_reach_minus(s):
    return _signal_reach(s, SIGNS.index(-1))


def _bars(s):
    return [[s.rho(s.own(i), r, i) for r in range(s.m)] for i in range(s.n)]


def _lows(s):
    return [[s.rho(1 - s.own(i), r, i) for r in range(s.m)] for i in range(s.n)]


def rho_bar_max(s):
    return max(max(row) for row in _bars(s))


def rho_bar_min(s):
    return min(min(row) for row in _bars(s))


def rho_bar_least(s):
    return min(max(row) for row in _bars(s))


def rho_low_max(s):
    return max(max(row) for row in _lows(s))


def rho_low_min(s):
    return min(min(row) for row in _lows(s))


def rho_low_abs_max(s):
    return max(abs(x) for row in _lows(s) for x in row)


def _moved(s, J, r, vector):
    """<w - w0, vector> from the weights themselves."""
    return dot([a - b for a, b in zip(s.w(J, r), s.paper.w0[J][r], strict=True)], vector)


def xi_drift_error(s):
    return max(abs(_moved(s, J, r, s.paper.xi[i]) - s.rho(J, r, i)) for J, r in s.filters for i in range(s.n))


def mu_drift_error(s):
    worst = max(abs(_moved(s, J, r, s.paper.mu) - SIGNS[J] * s.paper.gamma[J][r]) for J, r in s.filters)
    return worst / (gamma_abs_max(s) + mu_overlap_max(s))


def _iotas(s):
    return [sum(x * x for x in row) / s.m for row in _bars(s)]


def iota_min(s):
    return min(_iotas(s))


def iota_max(s):
    return max(_iotas(s))


def _f_over_iota(s):
    iotas = _iotas(s)
    return [s.margin(i) / iotas[i] for i in range(s.n)] if min(iotas) > 0 else [math.nan]


def f_over_iota_min(s):
    return min(_f_over_iota(s))


def f_over_iota_max(s):
    return max(_f_over_iota(s))


def _reduced_ratios(s):
    """The next step is really taken; its relative effect on the leading rho_bar over the reduced dynamics' factor."""
    after, bars, iotas = step(s, s.eps), _bars(s), _iotas(s)
    out = []
    for i in range(s.n):
        leading = max(range(s.m), key=lambda r, i=i: bars[i][r])
        before = bars[i][leading]
        if before <= 0:
            return [math.nan]
        a = 2 * s.eta * dot(s.paper.xi[i], s.paper.xi[i]) / (s.n * s.m)
        up, down = a / (1 + math.exp(iotas[i])), -a / (1 + math.exp(-iotas[i]))
        out.append((after.rho(s.own(i), leading, i) - before) / before / (up if s.eps[i] > 0 else down))
    return out


def reduced_ratio_min(s):
    return min(_reduced_ratios(s))


def reduced_ratio_max(s):
    return max(_reduced_ratios(s))


# --- outputs -----------------------------------------------------------------------------------------------------
def clean_loss(s):
    return sum(loss(s.margin(i)) for i in range(s.n)) / s.n


def train_loss(s):
    return naive.training_loss([s.margin(i) for i in range(s.n)], s.eps, s.smoothing)


def f_min(s):
    return min(s.margin(i) for i in range(s.n))


def f_max(s):
    return max(s.margin(i) for i in range(s.n))


def f_abs_max(s):
    return max(abs(s.margin(i)) for i in range(s.n))


def _rising(s):
    """Samples none of whose rho_bar was 0.1 or more whenever the run was looked at."""
    memorised = {i for world in [*s.looked, s] for i, row in enumerate(_bars(world)) if max(row) >= 0.1}
    return [i for i in range(s.n) if i not in memorised]


def f_rising_max(s):
    return max((abs(s.margin(i)) for i in _rising(s)), default=0.0)


def _gradient_of_f(s, i):
    """grad f(W, x_i) as rows like W: (j/m) sum over patches of s'(<w, x>) x."""
    rows = []
    for J, r in s.filters:
        row = [0.0] * s.d
        for patch in s.patches(i):
            factor = SIGNS[J] / s.m * slope(dot(s.w(J, r), patch), s.q)
            for c in range(s.d):
                row[c] += factor * patch[c]
        rows.append(row)
    return rows


def _clean_gradient(s):
    """grad L_S without label noise."""
    total = [[0.0] * s.d for _ in s.filters]
    for i in range(s.n):
        lt, rows = loss_slope(s.margin(i)) * s.paper.trained[i], _gradient_of_f(s, i)
        for row in range(len(rows)):
            for c in range(s.d):
                total[row][c] += lt * rows[row][c] / s.n
    return total


def _target(s, own_sign_only):
    """W* with w* = w0 + 2 m log(2/epsilon) sum_i xi_i/|xi_i|^2."""
    rows = []
    for J, r in s.filters:
        row = list(s.paper.w0[J][r])
        for i in range(s.n):
            if own_sign_only and s.paper.trained[i] != SIGNS[J]:
                continue
            xi = s.paper.xi[i]
            for c in range(s.d):
                row[c] += 2 * s.m * math.log(2 / s.epsilon) * xi[c] / dot(xi, xi)
        rows.append(row)
    return rows


def _distance2(A, B):
    return sum((a - b) ** 2 for u, v in zip(A, B, strict=True) for a, b in zip(u, v, strict=True))


def _drop_excess(s, own_sign_only):
    """A clean step is taken on the weights; what it gains towards W*, over eta, less L_S - epsilon."""
    target, gradient = _target(s, own_sign_only), _clean_gradient(s)
    after = [[w - s.eta * g for w, g in zip(u, v, strict=True)] for u, v in zip(s.W, gradient, strict=True)]
    return (_distance2(s.W, target) - _distance2(after, target)) / s.eta - (clean_loss(s) - s.epsilon)


def drop_excess(s):
    return _drop_excess(s, False)


def drop_excess_own(s):
    return _drop_excess(s, True)


def _inner(A, B):
    return sum(dot(u, v) for u, v in zip(A, B, strict=True))


def _target_inner(s, own_sign_only):
    target = _target(s, own_sign_only)
    return min(s.paper.trained[i] * _inner(_gradient_of_f(s, i), target) for i in range(s.n))


def target_inner_min(s):
    return _target_inner(s, False)


def target_inner_own_min(s):
    return _target_inner(s, True)


def gradient_ratio(s):
    gradient = _clean_gradient(s)
    noise = sum(dot(x, x) for x in s.paper.xi) / s.n
    return _inner(gradient, gradient) / (max(dot(s.paper.mu, s.paper.mu), noise) * clean_loss(s))


def homogeneity_error(s):
    """Relative to the largest |q f|."""
    worst, size = 0.0, 0.0
    for i in range(s.n):
        f = s.paper.trained[i] * s.margin(i)
        worst = max(worst, abs(_inner(_gradient_of_f(s, i), s.W) - s.q * f))
        size = max(size, abs(s.q * f))
    return worst / size


# --- fresh data --------------------------------------------------------------------------------------------------
def noise_output(s, x):
    """g(x) = (1/m) sum_{j,r} j s(<w_{j,r}, x>)."""
    return naive.forward(s.W, [x], s.q)


def test_error(s):
    wrong = 0
    for x in s.fresh:
        for y in SIGNS:
            f = naive.forward(s.W, [[y * c for c in s.paper.mu], x], s.q)
            wrong += y * f <= 0
    return wrong / (2 * len(s.fresh))


def shift_gain_min(s):
    v, least = shift(s), math.inf
    for x in s.fresh:
        gain = 0.0
        for sign in SIGNS:
            moved = [sign * a + b for a, b in zip(x, v, strict=True)]
            gain += noise_output(s, moved) - noise_output(s, [sign * a for a in x])
        least = min(least, gain)
    return least


def fooled_share(s):
    v, fooled = shift(s), 0
    for x in s.fresh:
        points = []
        for sign in SIGNS:
            points += [[sign * a for a in x], [sign * a + b for a, b in zip(x, v, strict=True)]]
        fooled += any(
            y * naive.forward(s.W, [[y * c for c in s.paper.mu], point], s.q) <= 0 for point in points for y in SIGNS
        )
    return fooled / len(s.fresh)


# --- label noise -------------------------------------------------------------------------------------------------
def _flips(s):
    """Flips of each step."""
    return [sum(e < 0 for e in row) for row in s.tape]


def _by_class(s, flipped):
    """|S_- and S_j| or |S_+ and S_j| of each step and each j."""
    counts = []
    for row in s.tape:
        for j in SIGNS:
            count = 0
            for e, y in zip(row, s.paper.trained, strict=True):
                count += (e < 0) == flipped and y == j
            counts += [count]
    return counts


def step_flip_deviation(s):
    return max((abs(flips - s.p * s.n) for flips in _flips(s)), default=0.0)


def kept_least(s):
    return min(_by_class(s, False), default=math.nan)


def kept_most(s):
    return max(_by_class(s, False), default=math.nan)


def flipped_least(s):
    return min(_by_class(s, True), default=math.nan)


def flipped_most(s):
    return max(_by_class(s, True), default=math.nan)


def _by_sample(s):
    return [sum(row[i] < 0 for row in s.tape) for i in range(s.n)]


def sample_flip_deviation(s):
    return max(abs(flips - s.p * len(s.tape)) for flips in _by_sample(s))


def sample_flips_least(s):
    return min(_by_sample(s))


def sample_flips_most(s):
    return max(_by_sample(s))


def _memorised(s):
    """A_i = rho_bar + <w0, xi_i> - 0.4 b_bar d^(-1/4) of the filter that is largest at the start (Lemma E.3)."""
    out = []
    for i in range(s.n):
        starts = [dot(s.paper.w0[s.own(i)][r], s.paper.xi[i]) for r in range(s.m)]
        leading = max(range(s.m), key=starts.__getitem__)
        out.append(s.rho(s.own(i), leading, i) + starts[leading] - 0.4 * b_bar(s) * s.d**-0.25)
    return out


def flip_factor_min(s):
    before, after = _memorised(s), _memorised(step(s, s.eps))
    return min((b / a for a, b, e in zip(before, after, s.eps, strict=True) if e < 0), default=math.inf)


def log_growth_min(s):
    start = begin(s.paper.mu, s.paper.xi, s.paper.y, s.paper.trained, s.paper.w0, smoothing=s.smoothing, eta=s.eta,
                  q=s.q, sigma_p=s.sigma_p, p=s.p, epsilon=s.epsilon)  # fmt: skip
    before, now, least = _memorised(start), _memorised(s), math.inf
    for i in _rising(s):
        least = min(least, math.log(now[i] / before[i]) if now[i] > 0 and before[i] > 0 else -math.inf)
    return least
