"""``python -m antiphon.cli``: the command line where no script is installed."""

from .main import main

main()
