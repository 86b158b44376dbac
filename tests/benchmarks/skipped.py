"""The exception for a figure that cannot be measured."""


class Skipped(Exception):
    """A figure cannot be measured here; carries the reason."""
