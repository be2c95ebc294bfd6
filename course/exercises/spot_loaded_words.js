// Mark words that steer the reader, and say why in a few words. Then see where other readers differ: no right or wrong.

const TYPING = 400; // ms without a key before what was typed is recorded

const KEYS = [
  { keys: ["m", " "], shown: "M", name: "Mark", kind: "loaded", help: "mark the chosen words and say why (the space bar does the same)", button: true, stays: true, run: (card) => card.mark() },
  { keys: ["r"], shown: "R", short: "to the reason", help: "go to the reason of the mark on this word; Enter there brings you back", run: (card) => card.toReason() },
  { keys: ["Delete", "Backspace"], shown: "Del", name: "Clear", help: "take the marks off the chosen words", button: true, run: (card) => card.clear() },
  { keys: ["o"], shown: "O", name: "Nothing stands out", help: "record that no word here steers you", button: true, run: (card) => card.nothing() },
  ...MOVES,
  { keys: ["Enter"], shown: "Enter", name: "See other readers", help: "see which words other readers mark, and which they do not", button: true, stays: true, ask: true, run: (card) => card.compare() },
];

function render(context) {
  const stop = renderCards(context, {
    className: "sw-words sw-spot",
    done: "looked at",
    help: helpBox(KEYS, "How to mark: mouse, touch and keys",
      "Drag over some words, press “Mark”, and type why they stand out. If dragging is hard, press a word, then “Up to …”, then the last word. Keys: press Tab until a word is framed, then:",
      "“Marks as a list” shows the same marks as a list that you can change there."),
    makeCard,
  });
  for (const { text, words, lang } of context.model.get("guidance")) {
    context.el.querySelector(".says-who").append(make("div", { class: "sw-card sw-guided", role: "group", "aria-label": "To read, not to mark" },
      make("p", { class: "sw-task" }, "To read, not to mark"),
      make("blockquote", { lang }, text), make("p", {}, words)));
  }
  return stop;
}

function makeCard(given, { model, keeper, place, total }) {
  let marks = []; // {from, to, reason}
  let looked = false; // an empty list can be an answer: nothing stands out
  let typing;
  const card = {};
  makeWordCard(given, { model, keeper, keys: KEYS, card, hint: "M marks", place, total });
  const { surface, say } = card;
  const { quoted, range, piece } = surface;

  card.history = makeHistory(() => ({ marks }), (state) => { ({ marks } = state); });
  card.value = () => ({ text: given.text, unit: given.unit, marks: marks.map(({ from, to, reason }) => ({ span: piece([from, to]), reason })) });
  card.isComplete = () => looked;

  function keep() {
    clearTimeout(typing);
    typing = undefined;
    looked = true;
    keeper.changed(given.item, card.value());
  }
  const change = makeChange(card, { keep, paint, tidy: () => marks.sort((a, b) => a.from - b.from || b.to - a.to) });
  const count = () => (marks.length === 1 ? "1 mark." : `${marks.length} marks.`);
  const needsWords = () => {
    if (surface.hasChosen()) return false;
    say("Choose some words first: drag over them, or go there with the arrow keys.");
    return true;
  };
  const onChosen = () => {
    const [from, to] = surface.chosen();
    return marks.filter((m) => m.from <= to && m.to >= from);
  };

  Object.assign(card, {
    mark() {
      if (needsWords()) return;
      const [from, to] = surface.chosen();
      if (!marks.some((m) => m.from === from && m.to === to)) {
        change(() => `Marked ${quoted([from, to])}. ${count()} Type why it stands out.`, () => marks.push({ from, to, reason: "" }));
      }
      fields.get(`${from}-${to}`)?.input.focus();
    },
    toReason() {
      const mark = onChosen()[0];
      if (mark) fields.get(`${mark.from}-${mark.to}`).input.focus();
      else say("There is no mark on this word.");
    },
    clear() {
      if (needsWords()) return;
      const gone = onChosen();
      if (!gone.length) return say(`There is no mark on ${quoted(surface.chosen())}.`);
      change(() => `Cleared ${gone.map((m) => quoted([m.from, m.to])).join(", ")}. ${count()}`, () => { marks = marks.filter((m) => !gone.includes(m)); });
    },
    nothing() {
      if (marks.length) return change(() => "All marks are off: nothing stands out.", () => { marks = []; });
      keep();
      say("Recorded: nothing stands out.");
    },
    compare() {
      if (typing) keep();
      if (!looked) return say("First decide for yourself: mark what stands out, or press “Nothing stands out”.");
      card.feedback.ask(card.value());
    },
    ...makeTravel(card, { keep, paint, told: count }),
    replace(value) {
      looked = Array.isArray(value?.marks);
      marks = looked ? value.marks.map(({ span, reason }) => ({ from: range(span)[0], to: range(span)[1], reason })) : [];
      paint();
    },
    show: (message) => card.feedback.show(message),
  });
  // Painting. A reason's field stays the same element while its mark is there: a cursor in it must not jump.

  const fields = new Map();
  const reasons = make("ol", { class: "sw-reasons", "aria-label": "Your marks and reasons" });
  const list = makeMarksList(surface, { add: addFromList, empty: "There is no mark yet." });

  function field(mark) {
    const run = [mark.from, mark.to];
    const mine = () => marks.find((m) => m.from === run[0] && m.to === run[1]);
    const input = make("input", {
      type: "text", maxlength: 500, placeholder: "Why does it stand out?", autocomplete: "off",
      "aria-label": `Why does ${quoted(run)} stand out?`,
      oninput: () => {
        mine().reason = input.value;
        clearTimeout(typing);
        typing = setTimeout(keep, TYPING);
      },
      onblur: () => { if (typing) keep(); },
      onkeydown: (event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        surface.choose(run);
        surface.focus();
      },
    });
    const remove = make("button", { type: "button", "aria-label": `Remove ${quoted(run)}`, onclick: () => {
      change(() => `Removed ${quoted(run)}. ${count()}`, () => { marks = marks.filter((m) => m !== mine()); });
      surface.focus();
    } }, "Remove");
    const number = make("span", { class: "sw-number" });
    return { input, number, row: make("li", {}, number, make("span", { class: "sw-quote" }, quoted(run)), input, remove) };
  }

  function paint() {
    surface.setMarks(marks.map(({ from, to }, i) => ({ from, to, kind: "loaded", tag: String(i + 1), name: `marked ${i + 1}` })));
    card.paintButtons();
    const now = marks.map((m) => `${m.from}-${m.to}`);
    for (const [key, { row }] of fields) {
      if (now.includes(key)) continue;
      row.remove();
      fields.delete(key);
    }
    marks.forEach((mark, i) => {
      if (!fields.has(now[i])) fields.set(now[i], field(mark));
      const { input, number, row } = fields.get(now[i]);
      if (input.value !== mark.reason) input.value = mark.reason;
      number.textContent = `${i + 1}.`;
      if (reasons.children[i] !== row) reasons.insertBefore(row, reasons.children[i] ?? null);
    });
    list.paint(marks.map((mark) => ({
      from: mark.from,
      to: mark.to,
      move: (from, to) => change(() => `Changed to ${quoted([from, to])}.`, () => {
        marks = marks.filter((m) => m === mark || m.from !== from || m.to !== to);
        Object.assign(mark, { from, to });
      }),
      remove: () => change(() => `Removed ${quoted([mark.from, mark.to])}. ${count()}`, () => { marks = marks.filter((m) => m !== mark); }),
    })));
  }
  function addFromList() {
    const index = Math.max(0, surface.words.findIndex((_, i) => !marks.some((m) => i >= m.from && i <= m.to)));
    change(() => `Marked ${quoted([index, index])}. Choose its first and last word in the list.`, () => marks.push({ from: index, to: index, reason: "" }));
    list.focusOn(index);
  }

  card.build({ middle: [reasons], after: [list.details] });
  return card;
}

export default { render };
