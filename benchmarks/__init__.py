"""Side-by-side timings of the package: ``python -m benchmarks`` from the root of the checkout.

Everything is measured as a ratio inside one run: the sides of a comparison take turns (A B B A ...), and medians are
quoted with quartiles. Each module measures one thing and returns :class:`benchmarks.measurement.Measurement` rows.
"""
