"""`python -m macros` is `portdocs`."""

from macros.cli import main

main()
