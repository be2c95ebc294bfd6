// Mark source, cue and claim on the words of sentences, with mouse, touch or keys.
//
// A mark is a run of words; offsets are Unicode code points of the whole text and come from the Python side, so that
// nothing here counts characters. One sentence is one listbox with one tab stop; its words are the options.

const ROLES = [
  { role: "source", letter: "S", name: "Source", meaning: "who said it" },
  { role: "cue", letter: "C", name: "Cue", meaning: "the words that tell us so" },
  { role: "claim", letter: "T", name: "Claim", meaning: "what they said" },
];

// The one table of keys: handlers, buttons and help all come from it.
const KEYS = [
  ...ROLES.map(({ role, letter, name, meaning }) => ({
    keys: [letter.toLowerCase()], shown: letter, name, help: `mark the chosen words as ${name.toLowerCase()}: ${meaning}`,
    button: true, role, run: (s) => s.mark(role),
  })),
  { keys: ["Delete", "Backspace"], shown: "Del", name: "Clear", help: "take the marks off the chosen words", button: true, run: (s) => s.clear() },
  { keys: ["n"], shown: "N", name: "New statement", help: "begin another statement, for a second speaker or claim", button: true, run: (s) => s.newStatement() },
  { keys: ["o"], shown: "O", name: "Own word", help: "say that nobody is said to have said this: the article’s own word", button: true, run: (s) => s.ownWord() },
  { keys: ["z"], ctrl: true, shown: "Ctrl+Z", name: "Undo", help: "take back the last change", button: true, run: (s) => s.undo() },
  { keys: ["y"], ctrl: true, also: { keys: ["z"], ctrl: true, shift: true }, shown: "Ctrl+Y", name: "Redo", help: "bring it back", button: true, run: (s) => s.redo() },
  { keys: ["Enter"], shown: "Enter", name: "Check", help: "ask how your marks compare", button: true, run: (s) => s.check() },
  { keys: ["ArrowRight", "ArrowLeft"], shown: "← →", help: "go to the next or previous word; with Shift, choose several", run: (s, e) => s.step(e.key, e.shiftKey) },
  { keys: ["ArrowUp", "ArrowDown"], shown: "↑ ↓", help: "go to the line above or below; with Shift, choose several", run: (s, e) => s.line(e.key, e.shiftKey) },
  { keys: ["Home", "End"], shown: "Home End", help: "go to the first or last word; with Shift, choose several", run: (s, e) => s.jump(e.key, e.shiftKey) },
  { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], shown: "1 2 …", help: "go on with statement 1, 2, …", run: (s, e) => s.useStatement(Number(e.key) - 1) },
  { keys: ["Escape"], shown: "Esc", help: "choose nothing but the current word", run: (s) => s.collapse() },
];

const fits = (entry, event) =>
  entry.keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key) &&
  Boolean(entry.ctrl) === (event.ctrlKey || event.metaKey) &&
  (entry.shift === undefined ? !entry.ctrl || !event.shiftKey : entry.shift === event.shiftKey) &&
  !event.altKey;
const findKey = (event) => KEYS.find((entry) => fits(entry, event) || (entry.also && fits(entry.also, event)));

const emptyStatement = () => ({ source: [], cue: [], claim: [] });
const isEmpty = (statement) => ROLES.every(({ role }) => statement[role].length === 0);
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const copy = (value) => JSON.parse(JSON.stringify(value));

function render({ model, el }) {
  const root = exerciseRoot(el, "sw-tag");
  const sentences = new Map();
  const keeper = makeKeeper(model, {
    show: (item, state, words) => { sentences.get(item)?.state.show(state, words); progress(); },
    replaced: (item, value) => sentences.get(item)?.replace(value),
  });

  const count = make("p", { class: "sw-progress", role: "status" });
  function progress() {
    const all = [...sentences.values()];
    const done = all.filter((s) => s.isComplete()).length;
    count.textContent = `${done} of ${all.length} marked`;
  }
  root.append(helpBox(), count);

  for (const given of model.get("sentences")) {
    const sentence = makeSentence(given, model, keeper, sentences.size + 1, model.get("sentences").length);
    sentences.set(given.item, sentence);
    root.append(sentence.card);
    sentence.replace(keeper.begin(given.item, model.get("entries")[given.item]));
  }
  progress();

  const onMessage = (message) => {
    if (message.kind === "feedback") sentences.get(message.item)?.showFeedback(message);
  };
  model.on("msg:custom", onMessage);
  return () => {
    keeper.stop();
    model.off("msg:custom", onMessage);
  };
}

function helpBox() {
  const rows = KEYS.map(({ shown, help }) =>
    make("tr", {}, make("th", { scope: "row" }, make("kbd", {}, shown)), make("td", {}, help)));
  return make("details", { class: "sw-help" },
    make("summary", {}, "How to mark: mouse, touch and keys"),
    make("p", {}, "Mouse or touch: drag over words, then press a button below the sentence. Keys: press Tab until a word is framed, then:"),
    make("table", {}, make("caption", {}, "Keys inside a sentence"), make("tbody", {}, ...rows)),
    make("p", {}, "Under each sentence, “Marks as a list” shows the same marks as a table that you can change there."));
}

function makeSentence(given, model, keeper, number, total) {
  const words = given.words.map(([start, end, before, text, after]) => ({ start, end, before, text, after }));
  let statements = [emptyStatement()];
  let own = false; // "nobody is said to have said this" is an answer, and not the same as no answer
  let current = 0;
  let cursor = 0;
  let anchor = 0;
  let past = [];
  let future = [];

  // What is on the page

  const id = `sw-${Math.random().toString(36).slice(2)}`;
  const state = stateLine();
  const live = make("p", { class: "sw-live", role: "status" });
  const options = words.map((word, index) => make("span", { class: "sw-word", role: "option", "data-index": index }));
  const text = make("div", {
    class: "sw-text", role: "listbox", "aria-multiselectable": "true", lang: given.lang, dir: given.dir,
    "aria-label": `Sentence ${number} of ${total}, ${words.length} words. Arrow keys move, Shift chooses, S C T mark.`,
  }, ...options);
  const which = make("span", { class: "sw-which" });
  const buttons = new Map(KEYS.filter((k) => k.button).map((k) => [k.name, make("button", {
    type: "button", class: k.role ? `sw-role sw-${k.role}` : "", title: k.help, onclick: () => { k.run(sentence); if (k.name !== "Check") options[cursor].focus(); },
  }, k.name, " ", make("kbd", { "aria-hidden": "true" }, k.shown))]));
  const feedback = make("div", { class: "sw-feedback", role: "status" });
  const list = make("tbody", {});
  const listView = make("details", { class: "sw-list" },
    make("summary", {}, "Marks as a list"),
    make("table", {},
      make("thead", {}, make("tr", {}, ...["Statement", "Part", "First word", "Last word", "Remove"].map((h) => make("th", { scope: "col" }, h)))),
      list),
    make("button", { type: "button", onclick: () => addFromList() }, "Add a mark"));
  const card = make("section", { class: "sw-card", "aria-labelledby": `${id}-title` },
    make("h3", { id: `${id}-title` }, given.title),
    text,
    given.gloss ? make("p", { class: "sw-gloss" }, given.gloss) : null,
    make("div", { class: "sw-bar", role: "group", "aria-label": "Mark the chosen words" }, ...buttons.values(), which),
    live, feedback, state.line, listView);
  state.download.addEventListener("click", () => offerFile(`${given.item}.json`, JSON.stringify({ [given.item]: value() }, null, 1)));

  // Reading the state

  const chosen = () => [Math.min(anchor, cursor), Math.max(anchor, cursor)];
  const between = ([from, to]) => words.slice(from, to + 1);
  const quoted = ([from, to]) => `“${between([from, to]).map((w) => w.text).join(" ")}”`;
  const at = (index, [start, end]) => words[index].start < end && words[index].end > start;
  const range = (piece) => {
    const inside = words.map((_, i) => i).filter((i) => at(i, piece));
    return [inside[0], inside.at(-1)];
  };
  const marksOf = (index) => statements.flatMap((statement, s) =>
    ROLES.filter(({ role }) => statement[role].some((piece) => at(index, piece))).map((r) => ({ ...r, s })));
  const value = () => ({ text: given.text, unit: given.unit, statements: copy(statements.filter((s) => !isEmpty(s))), own });
  const isComplete = () => own || statements.some((s) => s.cue.length && s.claim.length && (s.source.length || given.source_may_be_missing));

  // Changing it

  function change(words_, make_) {
    const before = copy({ statements, current, own });
    make_();
    if (!statements.every(isEmpty)) own = false;
    if (!same([before.statements, before.own], [statements, own])) {
      past.push(before);
      future = [];
      keeper.changed(given.item, value());
    }
    say(words_);
    paint();
  }

  function without(pieces, [start, end]) {
    // A piece that the new mark covers in part keeps what is left of it, on word borders.
    return pieces.flatMap((piece) => {
      const left = words.filter((w) => w.start >= piece[0] && w.end <= piece[1] && w.end <= start);
      const right = words.filter((w) => w.start >= piece[0] && w.end <= piece[1] && w.start >= end);
      return [left, right].filter((side) => side.length).map((side) => [side[0].start, side.at(-1).end]);
    });
  }

  function joined(pieces) {
    // Neighbouring pieces become one; pieces with words between them stay apart.
    const ranges = pieces.map(range).sort((a, b) => a[0] - b[0]);
    const result = [];
    for (const [from, to] of ranges) {
      const last = result.at(-1);
      if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else result.push([from, to]);
    }
    return result.map(([from, to]) => [words[from].start, words[to].end]);
  }

  function put(s, role, from, to) {
    const piece = [words[from].start, words[to].end];
    for (const other of ROLES) statements[s][other.role] = without(statements[s][other.role], piece);
    statements[s][role] = joined([...statements[s][role], piece]);
  }

  const marked = () => words.filter((_, i) => marksOf(i).length).length;
  const sentence = {
    card, state, isComplete,
    mark(role) {
      const [from, to] = chosen();
      const name = ROLES.find((r) => r.role === role).name.toLowerCase();
      const of = statements.length > 1 ? ` of statement ${current + 1}` : "";
      change(() => `Marked ${quoted([from, to])} as ${name}${of}. ${marked()} of ${words.length} words are marked.`, () => put(current, role, from, to));
    },
    clear() {
      const [from, to] = chosen();
      const piece = [words[from].start, words[to].end];
      change(() => `Cleared ${quoted([from, to])}.`, () => {
        for (const statement of statements) for (const { role } of ROLES) statement[role] = without(statement[role], piece);
        statements = statements.filter((s, i) => !isEmpty(s) || i === current);
        current = Math.max(0, Math.min(current, statements.length - 1));
      });
    },
    newStatement() {
      const free = statements.findIndex(isEmpty);
      if (free >= 0) current = free;
      else current = statements.push(emptyStatement()) - 1;
      say(() => `Statement ${current + 1}: mark its source, cue and claim.`);
      paint();
    },
    ownWord() {
      change(() => (own ? "Said: the article’s own word. Nobody is said to have said this." : "Taken back."), () => {
        own = !own;
        if (own) { statements = [emptyStatement()]; current = 0; }
      });
    },
    useStatement(s) {
      if (s >= statements.length) return;
      current = s;
      say(() => `Statement ${s + 1} of ${statements.length}.`);
      paint();
    },
    undo: () => travel(past, future, "Nothing to undo.", "Undone"),
    redo: () => travel(future, past, "Nothing to bring back.", "Brought back"),
    check() {
      say(() => "Checking …");
      postTo(model, { kind: "check", item: given.item, value: value() });
    },
    step(key, extend) {
      const forward = (key === "ArrowRight") !== (given.dir === "rtl");
      go(cursor + (forward ? 1 : -1), extend);
    },
    line(key, extend) {
      // The word on the next visual line that lies nearest below or above.
      const here = options[cursor].getBoundingClientRect();
      const down = key === "ArrowDown";
      const boxes = options.map((o) => o.getBoundingClientRect());
      const beyond = boxes.map((b, i) => ({ b, i })).filter(({ b }) => (down ? b.top > here.top + here.height / 2 : b.top < here.top - here.height / 2));
      if (!beyond.length) return go(down ? words.length - 1 : 0, extend);
      const row = down ? Math.min(...beyond.map(({ b }) => b.top)) : Math.max(...beyond.map(({ b }) => b.top));
      const nearest = beyond.filter(({ b }) => Math.abs(b.top - row) < 4).sort((a, z) => Math.abs(a.b.left - here.left) - Math.abs(z.b.left - here.left))[0];
      go(nearest.i, extend);
    },
    jump: (key, extend) => go(key === "Home" ? 0 : words.length - 1, extend),
    collapse() {
      anchor = cursor;
      paint();
    },
    replace(given_) {
      const old = given_?.statements?.filter((s) => s && ROLES.every(({ role }) => Array.isArray(s[role])));
      statements = old?.length ? copy(old) : [emptyStatement()];
      own = given_?.own === true;
      current = 0;
      paint();
    },
    showFeedback({ title, lines }) {
      feedback.replaceChildren(
        make("p", { class: "sw-feedback-title" }, title),
        make("ul", {}, ...lines.map(({ sign, text: words_ }) =>
          make("li", { "data-sign": sign }, make("span", { "aria-hidden": "true" }, { right: "✓ ", partly: "◐ ", missing: "○ ", extra: "✗ ", note: "• " }[sign] ?? ""), words_))));
      live.textContent = "";
    },
  };

  function travel(from, to, nothing, done) {
    if (!from.length) return say(() => nothing);
    to.push(copy({ statements, current, own }));
    ({ statements, current, own } = from.pop());
    keeper.changed(given.item, value());
    say(() => `${done}. ${marked()} of ${words.length} words are marked.`);
    paint();
  }

  function go(index, extend) {
    cursor = Math.max(0, Math.min(words.length - 1, index));
    if (!extend) anchor = cursor;
    paint();
    options[cursor].focus();
    if (extend) say(() => `Chosen: ${quoted(chosen())}`);
  }

  const say = (words_) => { live.textContent = words_(); };

  // Painting

  function lanes() {
    // Marks that overlap lie in lanes one below the other, so that each stays visible.
    const marks = statements.flatMap((statement, s) => ROLES.flatMap((r) => statement[r.role].map((piece) => ({ ...r, s, piece, words: range(piece) }))));
    marks.sort((a, b) => a.words[0] - b.words[0] || b.words[1] - a.words[1]);
    const ends = [];
    for (const mark of marks) {
      mark.lane = ends.findIndex((end) => end < mark.words[0]);
      if (mark.lane < 0) mark.lane = ends.length;
      ends[mark.lane] = mark.words[1];
    }
    return { marks, depth: Math.max(1, ends.length) };
  }

  function paint() {
    const { marks, depth } = lanes();
    const [from, to] = chosen();
    options.forEach((option, index) => {
      const word = words[index];
      const here = marks.filter((m) => index >= m.words[0] && index <= m.words[1]);
      const bars = Array.from({ length: depth }, (_, lane) => {
        const mark = here.find((m) => m.lane === lane);
        if (!mark) return make("span", { class: "sw-lane" });
        const first = index === mark.words[0];
        const last = index === mark.words[1];
        const label = `${mark.letter}${statements.length > 1 ? mark.s + 1 : ""}`;
        return make("span", { class: `sw-lane sw-bar-${mark.role}`, "data-first": first, "data-last": last }, first ? label : "");
      });
      option.replaceChildren(
        make("span", { class: "sw-letters" }, make("span", { class: "sw-around" }, word.before), word.text, make("span", { class: "sw-around" }, word.after)),
        make("span", { class: "sw-lanes", "aria-hidden": "true" }, ...bars));
      option.className = ["sw-word", ...new Set(here.map((m) => `sw-on-${m.role}`))].join(" ");
      const parts = here.map((m) => m.name.toLowerCase() + (statements.length > 1 ? ` ${m.s + 1}` : ""));
      option.setAttribute("aria-label", [word.text, ...parts].join(", "));
      option.setAttribute("aria-selected", String(index >= from && index <= to));
      option.tabIndex = index === cursor ? 0 : -1;
    });
    buttons.get("Own word").setAttribute("aria-pressed", String(own));
    which.textContent = own ? "Own word: nobody is said to have said this." : statements.length > 1 ? `Marking statement ${current + 1} of ${statements.length}` : "";
    buttons.get("Undo").disabled = !past.length;
    buttons.get("Redo").disabled = !future.length;
    paintList(marks);
  }

  function paintList(marks) {
    const held = list.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    list.replaceChildren(...marks.sort((a, b) => a.s - b.s || a.words[0] - b.words[0]).map((mark, row) => {
      const choose = (name, entries, selected, then) => make("select", { "aria-label": `${name}, mark ${row + 1}`, onchange: (e) => then(Number(e.target.value)) },
        ...entries.map((label, i) => make("option", { value: i, selected: i === selected }, label)));
      const labels = words.map((w, i) => `${i + 1} ${w.text}`);
      const again = (role, a, b) => change(() => `Changed to ${quoted([a, b])} as ${role}.`, () => {
        statements[mark.s][mark.role] = statements[mark.s][mark.role].filter((p) => p[0] !== mark.piece[0]);
        put(mark.s, role, a, b);
      });
      return make("tr", {},
        make("td", {}, String(mark.s + 1)),
        make("td", {}, choose("Part", ROLES.map((r) => r.name), ROLES.findIndex((r) => r.role === mark.role), (i) => again(ROLES[i].role, ...mark.words))),
        make("td", {}, choose("First word", labels, mark.words[0], (i) => again(mark.role, i, Math.max(i, mark.words[1])))),
        make("td", {}, choose("Last word", labels, mark.words[1], (i) => again(mark.role, Math.min(i, mark.words[0]), i))),
        make("td", {}, make("button", { type: "button", "aria-label": `Remove mark ${row + 1}`, onclick: () => {
          change(() => `Removed ${quoted(mark.words)}.`, () => {
            statements[mark.s][mark.role] = statements[mark.s][mark.role].filter((p) => p[0] !== mark.piece[0]);
          });
          listView.querySelector("button:not([aria-label])").focus();
        } }, "Remove")));
    }));
    if (held) list.querySelector(`[aria-label="${held}"]`)?.focus();
  }

  function addFromList() {
    // Starts on the first word that bears no mark, as the first part that is still missing.
    const free = words.findIndex((_, i) => !marksOf(i).length);
    const missing = ROLES.find(({ role }) => !statements[current][role].length) ?? ROLES[2];
    const index = Math.max(0, free);
    change(() => `Marked ${quoted([index, index])} as ${missing.name.toLowerCase()}. Choose its first and last word in the table.`, () => put(current, missing.role, index, index));
    list.querySelector("tr:last-child select")?.focus();
  }

  // Hands

  const wordUnder = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".sw-word");
  const mine = (element) => element && text.contains(element);
  text.addEventListener("pointerdown", (event) => {
    const word = event.target.closest(".sw-word");
    if (!mine(word) || event.button !== 0) return;
    event.preventDefault(); // no text selection of the browser's own beside ours
    go(Number(word.dataset.index), event.shiftKey);
    const move = (e) => {
      const over = wordUnder(e);
      if (mine(over) && Number(over.dataset.index) !== cursor) go(Number(over.dataset.index), true);
    };
    const end = () => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  });
  text.addEventListener("keydown", (event) => {
    const entry = findKey(event);
    if (!entry) return;
    event.preventDefault();
    entry.run(sentence, event);
  });

  paint();
  return sentence;
}

export default { render };
