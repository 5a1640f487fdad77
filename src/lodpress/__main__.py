"""`python -m lodpress`."""

from lodpress.cli import main

main()
