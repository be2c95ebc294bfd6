// Whose word is it? Four answers as native radio buttons, and the words that show it, touched on the word surface.

function voiceKeys(choices) {
  return [
    { keys: choices.map((_, i) => String(i + 1)), shown: `1–${choices.length}`, short: "answer", help: "choose the first, second, third or fourth answer", run: (card, e) => card.choose(Number(e.key) - 1) },
    { keys: [" ", "t"], shown: "T", name: "Touch", kind: "shown", help: "touch the chosen words; touch them again to let go (the space bar does the same)", button: true, run: (card, e) => card.touch(Boolean(e.key)) },
    { keys: ["Delete", "Backspace"], shown: "Del", name: "Clear", help: "let go of the chosen words", button: true, run: (card) => card.letGo() },
    ...MOVES,
    { keys: ["Enter"], shown: "Enter", name: "Check", help: "ask how your answer compares", button: true, stays: true, ask: true, run: (card) => card.feedback.ask(card.value()) },
  ];
}

function render(context) {
  const choices = context.model.get("choices");
  const keys = voiceKeys(choices);
  return renderCards(context, {
    className: "sw-words sw-whose",
    done: "answered",
    help: helpBox(keys, "How to answer: mouse, touch and keys",
      "Choose one of the four answers. Then press the words that show it, or drag over several; press again to let go. Keys: press Tab until a word is framed, then:",
      "“Marks as a list” shows the touched words as a list that you can change there."),
    makeCard: (given, more) => makeVoiceCard(given, choices, keys, more),
  });
}

function makeVoiceCard(given, choices, keys, { model, keeper, place, total }) {
  let voice = null;
  let touched = []; // runs of words, in order, never overlapping
  const card = {};
  makeWordCard(given, { model, keeper, keys, card, hint: "T touches, 1 to 4 answer", place, total, chose: () => card.touch() });
  const { surface, say } = card;
  const { quoted, range, piece, words } = surface;

  card.history = makeHistory(() => ({ voice, touched }), (state) => { ({ voice, touched } = state); });
  card.value = () => ({ text: given.text, unit: given.unit, voice, shown: touched.map(piece) });
  card.isComplete = () => voice === "own" || (voice !== null && touched.length > 0);

  const group = `sw-${Math.random().toString(36).slice(2)}`;
  const boxes = choices.map(({ id }, i) => make("input", { type: "radio", name: group, value: id, onchange: () => card.choose(i, true) }));
  const voices = make("fieldset", { class: "sw-voices" },
    make("legend", {}, "Whose word is it?"),
    ...choices.map(({ text }, i) => make("label", {}, boxes[i], make("span", {}, text))));

  const keep = () => keeper.changed(given.item, card.value());
  const change = makeChange(card, { keep, paint });
  const count = () => `${surface.markedWords()} of ${words.length} words are touched.`;
  const inside = (i) => touched.some(([a, b]) => i >= a && i <= b);
  function setRun([from, to], on) {
    const all = words.map((_, i) => (i >= from && i <= to ? on : inside(i)));
    touched = [];
    all.forEach((is, i) => {
      if (is && i && all[i - 1]) touched.at(-1)[1] = i;
      else if (is) touched.push([i, i]);
    });
  }
  const needsWords = () => {
    if (surface.hasChosen()) return false;
    say("Press a word in the sentence, or go there with the arrow keys.");
    return true;
  };

  Object.assign(card, {
    choose(i, silent) {
      change(() => (silent ? "" : `Answer ${i + 1}: ${choices[i].text}`), () => { voice = choices[i].id; });
    },
    touch(again = true) {
      if (needsWords()) return;
      const run = surface.chosen();
      // Pressing a word has touched it already: who then presses the button, as in tagging, does not mean to let go.
      const on = !again || !words.every((_, i) => i < run[0] || i > run[1] || inside(i));
      change(() => `${on ? "Touched" : "Let go of"} ${quoted(run)}. ${count()}`, () => setRun(run, on));
    },
    letGo() {
      if (needsWords()) return;
      const run = surface.chosen();
      change(() => `Let go of ${quoted(run)}. ${count()}`, () => setRun(run, false));
    },
    ...makeTravel(card, { keep, paint, told: () => `${voice ? `Answer: ${choices.find(({ id }) => id === voice).text}` : "No answer chosen."} ${count()}` }),
    replace(value) {
      voice = choices.some(({ id }) => id === value?.voice) ? value.voice : null;
      touched = Array.isArray(value?.shown) ? value.shown.map(range) : [];
      paint();
    },
    show: (message) => card.feedback.show(message),
  });
  const list = makeMarksList(surface, { add: addFromList, empty: "No word is touched yet." });
  function paint() {
    boxes.forEach((box) => { box.checked = box.value === voice; });
    surface.setMarks(touched.map(([from, to]) => ({ from, to, kind: "shown", tag: "", name: "touched" })));
    card.paintButtons();
    list.paint(touched.map((run) => ({
      from: run[0],
      to: run[1],
      move: (from, to) => change(() => `Changed to ${quoted([from, to])}.`, () => { setRun(run, false); setRun([from, to], true); }),
      remove: () => change(() => `Let go of ${quoted(run)}. ${count()}`, () => setRun(run, false)),
    })));
  }
  function addFromList() {
    const index = Math.max(0, words.findIndex((_, i) => !inside(i) && !inside(i - 1)));
    change(() => `Touched ${quoted([index, index])}. Choose its first and last word in the list.`, () => setRun([index, index], true));
    list.focusOn(index);
  }

  card.build({ middle: [], after: [list.details] });
  // The question stands between the sentence and the buttons: read, answer, then touch.
  card.element.querySelector(".sw-legend").before(voices, make("p", { class: "sw-task" }, "Touch the words that show it."));
  return card;
}

export default { render };
