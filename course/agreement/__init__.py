"""How far two or more annotations of one text agree: by words, by labels, by spans, by whole attributions.

krippendorff and scikit-learn do the arithmetic of alpha and kappa, SciPy the matching; they are loaded when
first used. Word and span measures need the standard library only.
"""

from course.agreement.attributions import align_attributions
from course.agreement.coefficients import Estimate, alpha, alpha_interval, kappa
from course.agreement.passes import Comparison, Disagreement, compare_passes
from course.agreement.spans import Scores, role_f1, span_f1
from course.agreement.words import token_labels, tokens

__all__ = [
    "Comparison",
    "Disagreement",
    "Estimate",
    "Scores",
    "align_attributions",
    "alpha",
    "alpha_interval",
    "compare_passes",
    "kappa",
    "role_f1",
    "span_f1",
    "token_labels",
    "tokens",
]
