"""`python -m portdocs` is `portdocs`."""

from portdocs.cli import main

main()
