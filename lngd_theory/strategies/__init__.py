"""Hypothesis strategies: settings, label noises, instances and seeds for tests of your own lemmas.

Needs hypothesis (``pip install 'lngd-theory[test]'``). What is drawn is valid, and is built: nothing is filtered out.
"""

try:
    import hypothesis  # noqa: F401
except ImportError:
    raise ImportError("lngd_theory.strategies needs hypothesis: pip install 'lngd-theory[test]'") from None

from lngd_theory.strategies.satisfying import settings_satisfying
from lngd_theory.strategies.small import settings
from lngd_theory.strategies.training import instances, label_noises, seeds

__all__ = ["instances", "label_noises", "seeds", "settings", "settings_satisfying"]
