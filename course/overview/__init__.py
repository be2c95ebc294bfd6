"""What a learner did in all notebooks of this folder, read from the answers: for the learner alone, sent nowhere.

notebooks.py  the notebooks of this folder, in their order, and how far each one is
in_words.py   recorded answers as questions and answers in words
progress.py   the table of progress, and what comes next
page.py       everything on one HTML page that can be kept
keep_page.py  the button that makes the page and lets the browser save it
"""
