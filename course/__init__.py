"""Says Who: the package that the notebooks import.

Everything is loaded when first used, so `import course` costs next to nothing and a lesson's first exercise
appears soon.
"""

from importlib import import_module

# Public name -> module that defines it.
_HOMES = {
    "answer": "course.exercises.one_line",
    "begin": "course.answers",
    "progress": "course.overview.progress",
    "load_article": "course.corpus.article",
    "tell": "course.told",
    "text": "course.choice",
    "AnswersPanel": "course.exercises.answers_panel",
    "Check": "course.exercises.quiz",
    "CheckResults": "course.exercises.check_results",
    "ChooseText": "course.exercises.choose_text",
    "DoesItMatter": "course.exercises.does_it_matter",
    "GradeSources": "course.exercises.grade_sources",
    "HandIn": "course.exercises.hand_in",
    "KeepPage": "course.overview.keep_page",
    "Predict": "course.exercises.predict",
    "Quiz": "course.exercises.quiz",
    "ReportingVerbs": "course.exercises.reporting_verbs",
    "Rewrite": "course.exercises.rewrite",
    "SpotLoadedWords": "course.exercises.spot_loaded_words",
    "TagAttributions": "course.exercises.tag_attributions",
    "TraceChain": "course.exercises.trace_chain",
    "WeighEvidence": "course.exercises.weigh_evidence",
    "WhoseWord": "course.exercises.whose_word",
    # What the exercises above are made of.
    "Card": "course.exercises.weigh_evidence",
    "Case": "course.exercises.weigh_evidence",
    "Choice": "course.exercises.quiz",
    "Document": "course.exercises.trace_chain",
    "Number": "course.exercises.quiz",
    "Option": "course.exercises.quiz",
    "ShortText": "course.exercises.quiz",
    "Source": "course.exercises.grade_sources",
    "UNKNOWN": "course.exercises.trace_chain",
    "VerbPair": "course.exercises.reporting_verbs",
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
