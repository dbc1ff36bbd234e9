"""The questions Q1 to Q9 of the theory, each answered by a computation."""
