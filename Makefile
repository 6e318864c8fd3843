# One word for each thing a reader, a teacher or a test machine does.
# The first one that is used sets everything up in .venv.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
HOST ?= 127.0.0.1

# Where a copy of the full MNIST data set stands beside this checkout, use it.
BESIDE := $(abspath ../shared/data)
ifneq ($(wildcard $(BESIDE)/MNIST/raw),)
export MNIST_CORE_DATA ?= $(BESIDE)
endif

# What checks the page's own code needs node; where there is none, its tests skip.
ifneq ($(shell command -v npm 2>/dev/null),)
PAGE_TOOLS := tests/web/node_modules/ready
endif

.PHONY: book serve lab notebooks test test-colab mutants mutation torture bench pictures \
  proof publish-as constraints clean

# The repository of: make publish-as OWNER/REPO
ifeq ($(firstword $(MAKECMDGOALS)),publish-as)
REPOSITORY := $(word 2,$(MAKECMDGOALS))
$(if $(REPOSITORY),$(eval $(REPOSITORY):;@:))
endif

book: .venv/ready
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "The book is ready: open _build/html/index.html, or: make serve"

serve: book
	@$(BIN)/python tools/serve.py --host $(HOST) --port $(PORT)

lab: .venv/ready
	$(BIN)/jupyter lab notebooks/contents.ipynb

notebooks: .venv/ready
	OMP_NUM_THREADS=1 $(BIN)/python tools/run_notebooks.py notebooks/*.ipynb

# Style, unit tests, then every notebook: against its stored outputs where the full
# data set is at hand; and always on the embedded sample with all exercises solved,
# where what the cells assert is checked, and that every solution is right.
# Threads that wait sleep: on a busy machine, spinning ones would take the others' time.
test: export OMP_WAIT_POLICY = passive
test: .venv/ready build/ipywidgets-7/ready $(PAGE_TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	OMP_NUM_THREADS=1 $(BIN)/pytest -n auto --dist loadfile
ifdef MNIST_CORE_DATA
	@echo "Notebooks on the full data set, outputs compared:"
	OMP_NUM_THREADS=1 $(BIN)/pytest -n auto --dist loadfile --nbval notebooks
endif
	@echo "Notebooks on the embedded sample, exercises solved, what the cells assert:"
	MNIST_CORE_DATA= MNIST_CORE_SOURCE=sample OMP_NUM_THREADS=1 \
	  $(BIN)/pytest -n auto --dist loadfile --nbval-lax --solved notebooks

# Every notebook once with the libraries that Colab has.
test-colab: .venv/ready build/ipywidgets-7/ready build/colab/ready
	PYTHONPATH=$(CURDIR)/build/ipywidgets-7:$(CURDIR)/build/colab OMP_NUM_THREADS=1 \
	  $(BIN)/pytest -n auto --dist loadfile --nbval-lax --solved notebooks

# Mistakes planted in the package, one by one: each must turn a notebook red.
mutants: .venv/ready
	$(BIN)/python tools/mutants.py

# Every small mistake in what computes, one by one: each must turn a test red.
# About an hour on two cores: for a night, not for every change.
mutation: .venv/ready build/mutmut/ready
	OMP_NUM_THREADS=1 $(BIN)/python tools/mutation.py

# Hostile attempts by the thousand: options, files, signals, threads, photos. It says
# what was tried and what failed. Under 15 minutes on two cores.
torture: .venv/ready
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.torture

bench: .venv/ready
	$(BIN)/python -m benchmarks

pictures: .venv/ready
	$(BIN)/python tools/pictures.py
	$(BIN)/python tools/icons.py

# How near the page's numbers come to PyTorch's: to be said anew with new weights.
proof: .venv/ready $(PAGE_TOOLS)
	$(BIN)/python tools/proof.py

publish-as: .venv/ready
	$(BIN)/python tools/publish_as.py "$(REPOSITORY)"

# Exact versions of everything, resolved anew within the ranges of pyproject.toml.
constraints:
	rm -rf build/resolve && $(PYTHON) -m venv build/resolve
	build/resolve/bin/pip install --quiet -e ".[lab,book,test]"
	(echo "# Written by: make constraints"; \
	 build/resolve/bin/pip freeze --exclude-editable) > build/constraints.txt
	mv build/constraints.txt constraints.txt
	rm -rf build/resolve

clean:
	rm -rf .venv _build build dist mutants .pytest_cache .ruff_cache .hypothesis \
	  tests/web/node_modules
	find src tests benchmarks tools -name __pycache__ -exec rm -rf {} +

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 \
	or newer is needed. If it has another name: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -c constraints.txt -e ".[lab,book,test]"
	@touch $@

# Types, style and a second browser for the page's own code.
tests/web/node_modules/ready: tests/web/package.json tests/web/package-lock.json
	npm ci --prefix tests/web --no-audit --no-fund --loglevel=error && touch $@ || \
	  echo "npm could not install what checks the page: those tests will be skipped."

# What Colab has: tests/widgets/test_widgets_7.py tries the widgets on it in every make test.
build/ipywidgets-7/ready: .venv/ready
	rm -rf $(@D)
	$(BIN)/pip install --quiet --no-deps --target $(@D) \
	  ipywidgets==7.7.1 ipython-genutils==0.2.0
	@touch $@

build/mutmut/ready: .venv/ready
	$(BIN)/pip install --quiet -c constraints.txt mutmut==3.8.1
	@mkdir -p $(@D) && touch $@

build/colab/ready: .venv/ready
	rm -rf $(@D)
	$(BIN)/pip install --quiet --no-deps --target $(@D) \
	  matplotlib==3.10.0 seaborn==0.13.2
	@touch $@
