"""What the tests of algorithms share."""

import numpy as np
from hypothesis import strategies as st

from lngd_theory.algorithms import parse_algorithm
from lngd_theory.dynamics import RuledEngine, SpanEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests import naive_algorithms as naive

#: One of each kind that stays in the span, and many at once.
IN_SPAN = (
    "sgd:3",
    "momentum:0.8",
    "nesterov:0.8",
    "decay:0.2",
    "sam:0.1",
    "dropout:0.4",
    "sgd:2+nesterov:0.5+decay:0.1+sam:0.05+dropout:0.3",
)
ADAMS = ("adam", "adam:0.5,0.6,0.01", "adamw:0.3", "adam+decay:0.3+sgd:2", "adamw:0.2,0.8,0.9+sam:0.1+dropout:0.2")


def dense_instance(problem, seed, n_test=0):
    """An instance with vectors."""
    return draw_instance(problem, streams(seed), "dense", n_test)


def span_engine(instance, problem, algorithm, seed=0, smoothing=0.0):
    """A Gram engine of the algorithm."""
    rng = np.random.default_rng(seed)
    return SpanEngine(instance, problem.eta, problem.q, smoothing, algorithm.rule, rng)


def ruled_engine(instance, problem, algorithm, seed=0, smoothing=0.0):
    """A dense engine of the algorithm, with the same batches."""
    rng = np.random.default_rng(seed)
    return RuledEngine(instance, problem.eta, problem.q, smoothing, algorithm.rule, rng)


def looped_weights(instance, problem, algorithm, eps, seed=0, smoothing=0.0):
    """Weights after a step for each row of ``eps``, by loops only."""
    rule, rng = algorithm.rule, np.random.default_rng(seed)
    n, W = instance.n, instance.dense.W0.tolist()
    X = (instance.signs[:, :, None] * instance.dense.atoms[instance.atoms]).tolist()
    labels, p = instance.labels.tolist(), [float(smoothing)] * n
    first, second = ([[0.0] * len(w) for w in W] for _ in range(2))
    for t, row in enumerate(eps.tolist()):
        batch, keep = list(range(n)), [1.0] * len(W)
        if rule.is_random:
            uniform = rng.random(n + len(W)).tolist()
            batch = naive.smallest(uniform[:n], rule.batch or n)
            keep = [0.0 if u < rule.dropout else 1 / (1 - rule.dropout) for u in uniform[n:]]
        g = naive.gradient(W, X, labels, row, p, problem.q, batch, keep)
        if rule.radius > 0:
            point = naive.sam_point(W, g, rule.radius)
            g = naive.gradient(point, X, labels, row, p, problem.q, batch, keep)
        if rule.adaptive is None:
            W, first = naive.sgd_step(W, first, g, problem.eta, rule.beta, rule.nesterov, rule.decay)
        else:
            W, first, second = naive.adam_step(
                W, first, second, g, t + 1, problem.eta, *rule.adaptive, rule.decay, rule.decoupled
            )
    return np.array(W)


def in_span():
    """Algorithms that stay in the span."""
    return st.sampled_from(IN_SPAN).map(parse_algorithm)
