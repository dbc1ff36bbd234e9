import pytest
from matplotlib.figure import Figure

from lngd_theory.report.labels import LogTicks, label


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"t", "$t$"),
        (r"\bar\rho_{r,i}", r"$\bar{\rho}_{r,i}$"),
        (r"\max_{r,i}|\underline\rho_{r,i}|", r"$\max_{r,i}|\underset{-}{\rho}_{r,i}|$"),
        (r"\max_{s\le t}\bigl||S_-^{(s)}|-pn\bigr|", r"$\max_{s\leq t}||S_-^{(s)}|-pn|$"),
        (r"\|\boldsymbol\mu\| \sigma_{0}", r"$\|\mathbf{\mu}\| \sigma_{0}$"),
        (r"\lVert\mu\rVert^2", r"$\Vert \mu\Vert ^2$"),
        (r"\text{seeds, in order}", r"$\text{seeds, in order}$"),
        (r"\sqrt d", r"$\sqrt{d}$"),
        (r"costs $ \begin{", r"costs \$ \begin{"),
    ],
)
def test_latex_as_matplotlib_reads_it(latex, text):
    assert label(latex) == text


def test_ticks_are_written_as_on_the_page():
    axes = Figure().subplots()
    axes.set(yscale="log", ylim=(1e-9, 1e7))
    axes.yaxis.set_major_formatter(LogTicks())
    texts = axes.yaxis.get_major_formatter().format_ticks([1e-8, 1e-2, 1, 1e3, 1e6])
    assert texts == ["10⁻⁸", "0.01", "1", "1,000", "10⁶"]
