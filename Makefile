# The same commands as start.py, by the names that people expect. Windows: python start.py lab
PYTHON ?= python3
# In an emptied environment there is no PATH, and make would not find Python.
PATH ?= /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
LAB_ARGS ?=
CLASS ?=
TEST_ARGS ?=
SITE_ARGS ?=

.PHONY: lab teach class test proof site bench pictures lock

lab:    ## JupyterLab on the first lesson
	@$(PYTHON) start.py lab $(LAB_ARGS)

teach:  ## the same Lab for an instructor, with nbgrader's tabs
	@$(PYTHON) start.py teach $(LAB_ARGS)

class:  ## a class of 24 made-up learners through one assignment, then the formgrader
	@$(PYTHON) start.py class $(CLASS) $(LAB_ARGS)

test:   ## everything, browser tests included
	@$(PYTHON) start.py test $(TEST_ARGS)

proof:  ## what takes longer than a test run should
	@$(PYTHON) start.py proof $(TEST_ARGS)

site:   ## the HTML edition of the lessons, in build/site: for reading without a program, on screen or on paper
	@$(PYTHON) start.py site $(SITE_ARGS)

bench:  ## every benchmark, one after another
	@$(PYTHON) start.py bench

pictures: ## the pictures of README and docs, taken anew by the browser tests
	@$(PYTHON) start.py pictures

lock:   ## resolve the three locks and both environment files anew
	@$(PYTHON) start.py lock
