"""The reviewers' corner: each objection as a check that anyone can run, with its answer."""

from lngd_theory.objections.answer import answer
from lngd_theory.objections.ledger import OBJECTIONS, find_objection
from lngd_theory.objections.objection import Bearing, Objection
from lngd_theory.objections.page import reviewers_page

__all__ = ["OBJECTIONS", "Bearing", "Objection", "answer", "find_objection", "reviewers_page"]
