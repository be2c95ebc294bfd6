"""Says Who: the package that the notebooks import.

Everything is loaded when first used, so `import course` costs next to nothing and a lesson's first exercise
appears soon.
"""

from importlib import import_module

# Public name -> module that defines it.
_HOMES = {
    "begin": "course.answers",
    "load_article": "course.corpus.article",
    "Quiz": "course.exercises.quiz",
    "Rewrite": "course.exercises.rewrite",
    "SpotLoadedWords": "course.exercises.spot_loaded_words",
    "TagAttributions": "course.exercises.tag_attributions",
    "WhoseWord": "course.exercises.whose_word",
}
__all__ = ["__version__", *_HOMES]


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("says-who")
    except PackageNotFoundError:  # the folder on its own, never installed
        return "0"


def __getattr__(name: str):
    if name == "__version__":
        return _version()
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'course' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
