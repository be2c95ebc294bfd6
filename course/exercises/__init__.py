"""The exercises: one Python file, one .js and one .css of the same stem each.

`_keeping.js`, `_exercise.css` and `_exercise.py` are what all share.
"""
