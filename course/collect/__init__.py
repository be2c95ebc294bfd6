"""From what learners handed in, however it comes, to nbgrader's submitted/ folder.

found.py    a folder, a platform's bulk download or lone files -> one HandedIn per file, read with care
roster.py   who is who: the platform's ids and nbgrader's
into.py     the latest of each learner -> submitted/<learner>/<assignment>/, with what became of every file
"""
