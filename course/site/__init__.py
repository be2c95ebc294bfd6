"""The HTML edition of the lessons, for a USB stick, a school's own server or paper: `course site`, `make site`.

running.py runs the lessons in a copy, on one text, without keys; paper.py makes of each exercise a question for a
pencil, and its answers; pages.py makes pages of notebooks and Markdown; sheet.py is lesson 02 as two printed pages for
learners and one for the teacher, which printing.py makes PDF files of; build.py writes all of it into a folder.
"""
