"""The error of a macro that was called wrongly."""


class MacroError(Exception):
    """A macro was called wrongly; the message names the mistake and the fix."""
