"""``python -m lngd_theory.cli`` is ``lngd``."""

from lngd_theory.cli import main

main()
