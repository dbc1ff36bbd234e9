"""A report with everything in it that a page can stumble over."""

import dataclasses
import math
from dataclasses import replace

from lngd_theory import Setting, check_assumptions
from lngd_theory.claims.verdict import Counterexample, MeasuredConstant, Part, PremiseCheck, Series, Verdict
from lngd_theory.proofs import ProofRecord, StepRecord
from lngd_theory.report import Report, Section, ThresholdRow

SETTING = Setting(n=200, d=2000, m=20, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.5)
VALUES = SETTING.model_dump()
HOSTILE = """<script>alert("1")</script> & </style> | *stars* _under_ [a](http://x.example) `tick` ${{ 7*7 }}"""
NAN, INF = math.nan, math.inf

GROWTH = Series(
    r"\mathrm{step}\ t",
    r"\max_r \gamma_{j,r} + |\langle w^{(0)}, \mu \rangle|",
    tuple(float(t) for t in range(0, 2001, 40)),
    tuple((0.03 * 1.001**t, 0.04 * 1.001**t, 0.05 * 1.001**t) for t in range(0, 2001, 40)),
    tuple((0.03 * 1.0014**t, 0.04 * 1.0014**t, 0.05 * 1.0014**t) for t in range(0, 2001, 40)),
    "<=",
    log_y=True,
)
LEVEL = Series(
    "t",
    r"\overline{\rho}",
    tuple(float(t) for t in range(101)),
    tuple((0.6 + t / 500, 0.7 + t / 500, 0.8 + t / 500) for t in range(101)),
    tuple((NAN, 0.75, NAN) for _ in range(101)),
    ">=",
)
PATH = Series(
    "d",
    r"\lVert \begin{unreadable}",
    (1e3, 1e4, 1e5, 1e6),
    ((1, 2, 3), (9, 12, 20), (NAN, NAN, NAN), (90, 130, INF)),
    ((INF, INF, INF), (10, 10, 10), (30, 30, 30), (100, 100, 100)),
    "~",
    log_x=True,
    log_y=True,
)
EMPTY = Series("x", "y", (1.0, 2.0), ((NAN,) * 3,) * 2, ((NAN,) * 3,) * 2, "=", log_x=True, log_y=True)
SINGLE = Series("x", "y", (1.0,), ((1.0, 2.0, 3.0),), ((4.0, 4.0, 4.0),), "<=")

EXAMPLE = Counterexample("D.1", "growth", VALUES, "flip:0.1", 17, 1240, {"observed": 3.71, "claimed": 0.0000123})
HOLDS = Part(
    "growth",
    r"\gamma^{(t)} + |\langle w_{j,r}^{(0)}, \mu\rangle| \le e^{2 \eta |\mu|^2 t / m} |\langle w^{(0)}, \mu\rangle|",
    "GD",
    "supported",
    "simulation",
    "<=",
    0.9996,
    0.99964,
    0.00004,
    "tight at the end",
    200,
    1,
    GROWTH,
)
BREAKS = replace(
    HOLDS,
    name="level",
    latex=r"\overline{\rho} \ge \tfrac{3}{4}",
    verdict="refuted",
    relation=">=",
    observed=0.7,
    claimed=0.75,
    margin=-0.0667,
    note="already at the first step; every seed",
    failures=200,
    series=LEVEL,
    counterexample=EXAMPLE,
)

REFUTED = Verdict(
    claim="D.1",
    title="Signal grows at most exponentially under gradient descent",
    source={"arxiv": "Lemma D.1", "iclr": "Lemma C.1"},
    statement=(
        r"\max_{r} \left(\gamma_{j,r}^{(t)} + |\langle w_{j,r}^{(0)}, \mu\rangle|\right) \le"
        r" \exp\left(\frac{2\eta\lVert\mu\rVert_2^2 t}{m}\right) |\langle w_{j,r}^{(0)}, \mu\rangle|,"
        r" \qquad t \le T_1 = \frac{4 n m}{\eta \sigma_p^2 d} \log\frac{1}{\sigma_0 \sigma_p \sqrt{d}}",
        r"\frac{1}{2m}\sum_{r=1}^{m} \overline{\rho}_{y_i,r,i}^2 \le f_i \le \frac{2}{m}\sum_{r} \overline{\rho}^2",
    ),
    verdict="refuted",
    evidence="simulation",
    observed=0.7,
    claimed=0.75,
    relation=">=",
    margin=-0.0667,
    confidence="200 of 200 seeds fail; exact binomial bound on the share that fails: at least 98.5 % (error rate 0.05)",
    reason="The largest noise coefficient stays below three quarters at the first step of every seed.",
    setting=VALUES,
    noise="flip:0.1",
    inside=False,
    parts=(HOLDS, BREAKS),
    premises=(
        PremiseCheck(r"n \ge 8 \log(8 T^*/\delta)/p^2", 200, 12345.6, 0.0),
        PremiseCheck(r"\sigma_0 \le \frac{1}{C \log{\left(\frac{d}{\delta} \right)}}", 0.01, 0.0819, 1.0),
        PremiseCheck(r"|\iota - \iota^*| < C_\iota", 0.3, 0.31, 0.995),
    ),
    constants=(MeasuredConstant("C1", "C_1", "lower bound of $|\\ell'|$ on $[0, T_1]$", 0.31, 0.33, 0.352),),
    where=(r"\alpha = 4 \log T^*", r"the largest step is $T^* = \eta^{-1} \operatorname{poly}(n, m, d)$"),
    counterexample=EXAMPLE,
)
PROVED = replace(
    REFUTED,
    claim="TV",
    title="Distance of two Gaussians",
    source={"arxiv": "Appendix D"},
    statement=(r"\mathrm{TV}\left(N(0, \sigma^2 I), N(v, \sigma^2 I)\right) \le \frac{|v|}{2\sigma}",),
    verdict="proved",
    evidence="certificate",
    relation="<=",
    observed=0.00998,
    claimed=0.01,
    margin=0.002,
    confidence="certified on 4,096 boxes",
    reason="The inequality holds for every positive v and σ.",
    inside=True,
    parts=(),
    premises=(),
    constants=(),
    where=(),
    counterexample=None,
)
SUPPORTED = replace(
    PROVED, claim="B.1", title="Norms of the noise", verdict="supported", evidence="simulation", parts=(HOLDS,)
)
VACUOUS = replace(
    SUPPORTED,
    claim="4.5.iv",
    title="Signal grows while noise is in balance",
    verdict="vacuous",
    observed=NAN,
    claimed=INF,
    margin=NAN,
    reason="No step has the margins that the hypothesis asks for.",
    without_premises="refuted",
    premises=REFUTED.premises[:1],
    parts=(replace(HOLDS, series=PATH, observed=NAN, claimed=INF, evidence="exponent", relation="~"),),
    setting=VALUES | {"d": 10**22},
)
UNDECIDED = replace(
    SUPPORTED,
    claim="an-unusually-long.identifier.of-a-claim.4.5.supermartingale",
    title=HOSTILE,
    source={"arxiv": HOSTILE},
    statement=(HOSTILE, r"\text{<img src=http://x.example>} \href{http://x.example}{y} < z", r"\frac{broken"),
    verdict="undecided",
    evidence="none",
    observed=-INF,
    claimed=1.5e-300,
    reason=HOSTILE,
    confidence=HOSTILE,
    noise="uniform:-1,2",
    parts=(
        replace(HOLDS, name=HOSTILE, latex=HOSTILE, algorithm=HOSTILE, note=HOSTILE, series=EMPTY),
        replace(HOLDS, name="one point", series=SINGLE, seeds=0),
        replace(HOLDS, name="no series", series=None),
    ),
    constants=(MeasuredConstant(HOSTILE, "a | b", HOSTILE, NAN, 1e7, INF),),
    counterexample=dataclasses.replace(EXAMPLE, part=HOSTILE, step=None, options={"out": HOSTILE}),
)
NOT_JUDGED = replace(
    PROVED,
    claim="R.1",
    source={"arxiv": "Remark", "iclr": "", "reconstructed": "the constant"},
    statement=(r"a \le b", r"a \le b"),
    verdict="vacuous",
    evidence="none",
    observed=NAN,
    claimed=NAN,
    relation="",
    margin=NAN,
    confidence="",
    reason="q = 3 <= 4 is outside",
    premises=(PremiseCheck("c < d", NAN, NAN, NAN),),
    repairs=(replace(HOLDS, name="repaired", algorithm="lngd", note="with another constant"),),
)
VERDICTS = (NOT_JUDGED, PROVED, SUPPORTED, REFUTED, VACUOUS, UNDECIDED)
TIMES = (
    ThresholdRow(
        "T1",
        r"\frac{4nm}{\eta\sigma_p^2 d} \log\frac{1}{\sigma_0\sigma_p\sqrt d}",
        "GD",
        96.4,
        88,
        93,
        101,
        20,
        20,
        2000,
    ),
    ThresholdRow("T2", r"T_1 + \frac{4m(1+e^{c_2})}{\eta|\mu|^2}", "LNGD", 1.23e7, 1850, INF, INF, 3, 20, 2000),
)
FACTS = {
    "command": "lngd report --n 200 --d 2000 --noise flip:0.1 --seeds 200",
    "seeds": 200,
    "delta": 0.01,
    "error_rate": 0.05,
    "versions": {"lngd-theory": "0.1", "numpy": "2.4"},
    "seconds": 61.5,
}
ASSUMPTIONS = check_assumptions(SETTING, p=0.1).to_dict()
REPORT = Report(
    "Label-noise gradient descent: what holds",
    (
        Section("Figure 2", VALUES, "flip:0.1", VERDICTS, ASSUMPTIONS, TIMES, FACTS),
        Section("Narrow network", VALUES | {"m": 3, "sigma_0": 0.0123456}, "gaussian:1,1", (REFUTED, SUPPORTED)),
        Section(HOSTILE, VALUES, "flip:0.1", (PROVED, VACUOUS)),
    ),
)
SECTION_NAMES = [section.name for section in REPORT.sections]

STEPS = (
    StepRecord("tangent", r"1 + x \le e^x \quad (x \in \mathbb R)", "certified", "2 boxes at 64 bits", 0.04),
    StepRecord("derivative", r"\ell'(z) = -1/(1+e^z)", "identity", "the difference simplifies to 0", 0.01),
    StepRecord("half", r"1 + x \ge e^{x/2}", "counterexample", "false on a box", 0.2, {"x": "21/8", "left": "3.625"}),
    StepRecord(HOSTILE, "a \\le b\n\\text{unknown}", "not formalisable", f"no constant is printed, {HOSTILE}"),
)
PROOFS = (
    ProofRecord(
        "D.1", "Signal grows", "gap", "the step to the exponential is false", ("B.1", HOSTILE), STEPS, STEPS[:1]
    ),
    ProofRecord("own lemma", HOSTILE, "proved", "all of it", steps=STEPS[:2], premises=STEPS[2:3]),
)
WITH_PROOFS = replace(REPORT, proofs=PROOFS)
