"""Why a figure is not measured."""


class Skipped(Exception):
    """A figure cannot be measured here; carries the reason."""
