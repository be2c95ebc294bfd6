"""What learners get, made from the instructor's copy.

contents.py  which files belong to it
build.py     the folder and its archive, the same bytes each time
leaks.py     whether anything in a folder or an archive gives a held-back key away
"""
