"""Words and their places: what every mark, overlap and agreement counts in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strange_texts import texts

from course.corpus.article import load_article
from course.corpus.words import around, word_set, words


@st.composite
def texts_with_spans(draw):
    text = draw(texts())
    edge = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(edge, edge).map(sorted).map(tuple), max_size=4))
    return text, [(a, b) for a, b in spans if a < b]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said: “no” (twice).", ["He", "said", "“no”", "twice"]),
        ("Ann’s boat, 12 oars…", ["Ann’s", "boat", "12", "oars"]),
        ("the U.S. coast", ["the", "U.S.", "coast"]),
        ("a\u00a0share", ["a", "share"]),  # no-break space
        ("up – down - 1.5 % …", ["up", "down", "1.5"]),
        ("post-war Azerbaijani–Armenian talks", ["post-war", "Azerbaijani–Armenian", "talks"]),
        ("שלום العربية 😀", ["שלום", "العربية"]),
        ("", []),
    ],
)
def test_words_are(text, found):
    assert [text[a:b] for a, b in words(text)] == found


@given(texts(0), st.integers(0, 40), st.integers(0, 40))
def test_words_lie_in_order_apart_and_within_their_bounds(text, start, length):
    end = min(len(text), start + length)
    reached = start
    for a, b in words(text, start, end):
        assert reached <= a < b <= end
        assert not any(c.isspace() for c in text[a:b])
        assert any(c.isalnum() for c in text[a:b])
        reached = b


@given(texts(0))
def test_no_letter_or_digit_is_left_out_of_the_words(text):
    inside = {i for a, b in words(text) for i in range(a, b)}
    assert all(i in inside for i, c in enumerate(text) if c.isalnum())


@given(texts(0))
def test_words_and_what_clings_to_them_show_the_whole_text(text):
    places = words(text)
    glued = around(text, places, 0, len(text))
    shown = [before + text[a:b] + after for (a, b), (before, after) in zip(places, glued, strict=True)]
    assert "".join("".join(shown).split()) == ("".join(text.split()) if places else "")


def test_every_sentence_of_the_article_is_shown_as_it_stands():
    article = load_article("karabakh")
    for sentence in article.sentences:
        places = words(article.text, sentence.start, sentence.end)
        glued = around(article.text, places, sentence.start, sentence.end)
        shown = (before + article.text[a:b] + after for (a, b), (before, after) in zip(places, glued, strict=True))
        assert " ".join(shown) == sentence.line


@given(texts_with_spans())
def test_a_span_has_the_words_it_touches_and_no_others(given_):
    text, spans = given_
    expected = {(a, b) for a, b in words(text) if any(a < end and start < b for start, end in spans)}
    assert word_set(text, spans) == expected


@given(texts_with_spans())
def test_the_order_of_spans_and_a_span_given_twice_change_nothing(given_):
    text, spans = given_
    assert word_set(text, iter(spans[::-1] + spans)) == word_set(text, spans)


def test_a_span_that_cuts_a_word_has_the_whole_word():
    assert word_set("Boats sank.", [(7, 8)]) == {(6, 10)}
