"""How a row of the experiment table is carried out: how large, on which data, where, by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from lngd_theory.errors import InputError
from lngd_theory.report.study import StudyResult

__all__ = ["SIZES", "Row", "Size", "Work"]

#: A package of each extra.
_EXTRAS = {"images": "mlxtend", "deep": "torch"}

#: A smoke run in seconds, what the documentation shows, and the numbers as printed.
Size = Literal["quick", "reduced", "full"]
SIZES: tuple[Size, ...] = ("quick", "reduced", "full")


@dataclass(frozen=True)
class Work:
    """How a row is carried out.

    Attributes
    ----------
    size : {"quick", "reduced", "full"}
    seeds : int, optional
        How many, >= 1; the row's own number by default.
    folder : Path, optional
        Where finished parts are kept, so that a later start goes on; nothing is kept without one.
    workers : int
        Processes, >= 1.
    executor : concurrent.futures.Executor, optional
        Runs independent parts in parallel; results do not depend on it.
    paths : mapping of str to str
        File or folder of each image set that no package brings.
    progress : callable, optional
        Called with (what is running, parts done, parts in all).
    """

    size: Size = "reduced"
    seeds: int | None = None
    folder: Path | None = None
    workers: int = 1
    executor: Executor | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    progress: Callable[[str, int, int], None] | None = None

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            raise InputError(f"size={self.size!r} must be one of {', '.join(SIZES)}")
        if self.seeds is not None and self.seeds < 1:
            raise InputError(f"seeds={self.seeds} must be an integer >= 1; leave it out for the row's own number")

    def tell(self, what: str, done: int, total: int) -> None:
        """Report progress."""
        if self.progress:
            self.progress(what, done, total)


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    name, title : str
        As it is asked for, and what it is.
    claim : str
        What the paper, a reviewer or a rebuttal says.
    run : callable
        Carries it out: its result has the claims' findings in ``data["findings"]``.
    seconds : callable
        About how long what is not kept will take, in seconds, on the workers given; from a short measurement.
    sizes : mapping of size to str
        What each size is, in words; a size that is not there is that of ``reduced``.
    data : tuple of str
        Image sets that the row is about and that no package brings: without their path a quick run takes digits.
    extra : str, optional
        The extra that it cannot run without.
    printed : size
        The smallest one that has the numbers as printed.
    """

    name: str
    title: str
    claim: str
    run: Callable[[Work], StudyResult]
    seconds: Callable[[Work], float]
    sizes: Mapping[Size, str]
    data: tuple[str, ...] = ()
    extra: str | None = None
    printed: Size = "reduced"

    def lacks(self, work: Work) -> str | None:
        """What stands in the way of running it, with the remedy; None if nothing does."""
        if self.extra and find_spec(_EXTRAS[self.extra]) is None:
            return f"the extra {self.extra} is not installed: pip install 'lngd-theory[{self.extra}]'"
        missing = [] if work.size == "quick" else [name for name in self.data if name not in work.paths]
        if missing:
            from lngd_theory.images import IMAGE_SETS

            return f"it needs --data {missing[0]}=PATH: {IMAGE_SETS[missing[0]].how}"
        return None
