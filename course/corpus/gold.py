"""The gold of a text: what is marked in each sentence. Typed here, a brat file on disk.

The convention that this kit lays over brat (docs/annotation-guide.md says what each mark means):

- Spans `Sentence` and `Heading`, one piece each, are the units of the text. The note `Unit` on such a span
  gives the unit's id, for instance P30a. Every other mark lies inside one unit.
- An event `Attribution` joins the spans `Source`, `Cue` and `Content`; any may be missing. Several sources
  are `Source`, `Source2`; a content or cue in pieces is one discontinuous span. The trigger, a span
  `Attribution`, repeats the cue (or, without one, the content or the source), as in PolNeAR.
- Spans `Loaded` and `Number` stand alone. A heading carries these two and neither attribution nor label.
- Attributes `Voice`, `ClaimKind`, `Verifiability` on a Sentence; `SourceType`, `CueStance`, `Quote`,
  `ChainDepth` on an event (course/corpus/labels.py lists their values). A label not yet given is absent.
- The relation `Inside Arg1:E2 Arg2:E1`: attribution E2 lies inside the content of E1.
- Notes on a Sentence: `Reason` (of its voice), `ClaimKindReason`, `VerifiabilityReason`, `Gloss`, `CarryOver`
  (whose words it may carry on), `Doubt` (what the annotator was unsure of). On an event, `Reason`: why its
  spans are these.
- The note `Alternative`, on a Sentence or an event, is one accepted alternative as compact JSON:
  `{"field":"voice","value":"mixed","why":"..."}`. For the fields `source`, `cue`, `content`, `loaded` and
  `numbers` the value is a list of `[start,end]`. For the field `attribution` the keys `source`, `cue` and
  `content` hold such lists, and labels may stand beside them; without any of these it says that no
  attribution need be seen. On an event it stands in for that attribution, on a Sentence beside those that
  are there.

Ids tell the unit: the spans of P30a are T30101, T30102 and so on (30, a = 1, then two digits), those of P28
are T28001 and so on, so that a change in one sentence changes no other line of the file.
"""

from course.corpus._gold_quotes import brat_from_quotes, gold_from_quotes
from course.corpus._gold_reading import gold_from_brat
from course.corpus._gold_types import Alternative, AttributionGold, GoldError, SentenceGold
from course.corpus._gold_writing import brat_from_gold

__all__ = [
    "Alternative",
    "AttributionGold",
    "GoldError",
    "SentenceGold",
    "brat_from_gold",
    "brat_from_quotes",
    "gold_from_brat",
    "gold_from_quotes",
]
