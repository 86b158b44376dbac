"""Publishes the site to a branch: versions with mike, and previews of pull requests.

Workflows call `python -m portdocs.publishing` and hold no logic of their own, so that all of it runs, and is tested,
without GitHub. What was made by a pull request is material here: it is checked and copied, and never run.
"""

BRANCH = "gh-pages"
"""The branch that is served."""


class PublishError(Exception):
    """Something that is not done; says why, and what to do."""
