"""python -m quizapp, and the entry point of the installed command."""

import sys

from quizapp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
