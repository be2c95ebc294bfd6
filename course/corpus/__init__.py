"""Texts, offsets and attributions: brat and W3C Web Annotation, in and out.

Each name is loaded when first used, so that importing this package costs next to nothing.
"""

from importlib import import_module

# Public name -> module that defines it.
_HOMES = {
    "BratDocument": "course.corpus.brat",
    "BratError": "course.corpus.brat",
    "attributions": "course.corpus.brat",
    "parse_brat": "course.corpus.brat",
    "read_brat": "course.corpus.brat",
    "write_brat": "course.corpus.brat",
    "brat_from_gold": "course.corpus.gold",
    "brat_from_quotes": "course.corpus.gold",
    "gold_from_brat": "course.corpus.gold",
    "from_web_annotation": "course.corpus.web_annotation",
    "to_web_annotation": "course.corpus.web_annotation",
}
__all__ = list(_HOMES)


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'course.corpus' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
