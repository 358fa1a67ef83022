"""`python -m quanfu` is `quanfu`."""

from quanfu.cli import main

main()
