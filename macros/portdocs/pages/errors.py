"""What the author of a page gets wrong in a macro."""


class MacroError(Exception):
    """A macro cannot be drawn as it is written; the message says why and what would do."""
