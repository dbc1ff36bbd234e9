"""The exception of the checker's rules."""

__all__ = ["Refused"]


class Refused(Exception):
    """A step of the certificate does not hold."""
