"""Machine-checked arguments for the deterministic steps of the proofs (symbolic and certified)."""
