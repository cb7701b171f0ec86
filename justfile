# Tasks of a developer. `just` alone lists them; it comes with the development set-up (rust-just on PyPI).

python := ".venv/bin/python"
workers := num_cpus()

# List the tasks
_default:
    @just --list

# Make the environment and install what development needs
setup:
    python3 -m venv .venv
    {{python}} -m pip install -r requirements.lock
    {{python}} -m pip install --no-deps -e .

# Tests without processes, terminals or servers, with few examples of each property: half a minute of CPU time
quick *ARGS:
    {{python}} -m pytest -n {{workers}} --dist loadfile -m quick -k "not hostile" --hypothesis-profile=quick {{ARGS}}

# The tests whose names hold NAME, such as `just one undo`
one NAME *ARGS:
    {{python}} -m pytest -k "{{NAME}}" {{ARGS}}

# All tests, a worker for each core
test *ARGS:
    {{python}} -m pytest -n {{workers}} --dist loadfile {{ARGS}}

# Style, types and import contracts
lint:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    MYPYPATH=.:tests:benchmarks .venv/bin/mypy --explicit-package-bases benchmarks/*.py
    MYPYPATH=.:benchmarks/engines .venv/bin/mypy --explicit-package-bases benchmarks/engines/ours.py benchmarks/engines/raw.py
    .venv/bin/lint-imports
    .venv/bin/quizapp deck fmt --check cards/concurrency

# Rewrite generated files: schema, references, command table, man page, completions
generate:
    {{python}} -m quizapp.decks.publish
    {{python}} -m quizapp.cli.reference
    {{python}} -m quizapp.cli.shell_files
    {{python}} -m quizapp.formats.reference

# Start-up, and the answer path in pairs with the Anki engine of the environment ANKI, if one is given
bench ANKI="":
    {{python}} benchmarks/start.py
    {{ if ANKI == "" { "true" } else { python + " benchmarks/performance.py --anki " + ANKI } }}
