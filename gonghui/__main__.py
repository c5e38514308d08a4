"""`python -m gonghui`, the same as the `gonghui` script."""

from gonghui.cli import main

main()
