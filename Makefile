.DEFAULT_GOAL := help

help: ## print these verbs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

install: ## install the project with everything a developer needs, editable
	python -m pip install -e ".[dev]"

test: ## run the tests
	python -m pytest

check: ## lint, formatting and types
	ruff check .
	ruff format --check .
	mypy

docs: ## build the documentation, warnings as errors
	sphinx-build -W --keep-going -q -b html docs docs/_build/html

refresh: ## run every example of README and manual, and write down what it prints now
	python docs/refresh.py
	python docs/man.py
	python docs/gallery.py

published: ## judge every published row
	costmodel check

fuzz: ## odd input of every kind, 2,000 cases each: an answer or one line
	for kind in command-lines axes conditions files calls networks; do python -m fuzz $$kind 2000 || exit 1; done

bench: ## time everything: one table, and benchmarks/results.json
	python -m benchmarks

.PHONY: help install test check docs refresh published fuzz bench
