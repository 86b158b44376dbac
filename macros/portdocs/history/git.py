"""What git knows, read without a checkout: a few processes for any number of files and revisions.

Names of revisions and files reach git through its input, never as arguments, so that none becomes an option.
"""

from macros.git.objects import Objects
from macros.git.repository import NoGit, Repository

__all__ = ["NoGit", "Objects", "Repository"]
