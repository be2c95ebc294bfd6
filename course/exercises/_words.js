// The word surface, shared by the exercises whose answers are words of a text.
//
// A text is one listbox with one tab stop; its words are the options. Mouse, touch and keys move the same cursor and
// choose the same run of words. Offsets are Unicode code points of the whole text and come from the Python side, so that
// nothing here counts characters. Marks are painted at once, without waiting for the kernel, and only where they changed.

const isSentenceKey = (event) => (event.ctrlKey || event.altKey) && !event.metaKey;
const isCommand = (event) => (event.ctrlKey || event.metaKey) && !event.altKey;
const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

// The keys that move and choose, the same in every exercise. An exercise puts its own before them; from the one table
// come handlers, buttons, the legend in view and the help. `run` gets the exercise's card.
const MOVES = [
  { keys: ["z"], held: "command", shown: "Ctrl+Z", name: "Undo", help: "take back the last change", button: true, run: (card) => card.undo() },
  { keys: ["y"], held: "command", also: { keys: ["z"], held: "command", shift: true }, shown: "Ctrl+Y", name: "Redo", help: "bring it back", button: true, run: (card) => card.redo() },
  { keys: ["ArrowRight", "ArrowLeft"], shown: "← →", short: "word", help: "go to the next or previous word; with Shift, choose several", run: (card, e) => card.surface.step(e.key, e.shiftKey) },
  { keys: ["ArrowUp", "ArrowDown"], shown: "↑ ↓", short: "line", help: "go to the line above or below; with Shift, choose several", run: (card, e) => card.surface.line(e.key, e.shiftKey) },
  { keys: ["ArrowRight", "ArrowLeft"], held: "sentence", shown: "Ctrl ← →", short: "sentence", help: "go to the next or previous sentence (Alt does the same); with Shift, choose as far as there", run: (card, e) => card.surface.sentence(e.key, e.shiftKey) },
  { keys: ["Home", "End"], shown: "Home End", help: "go to the first or last word; with Shift, choose several", run: (card, e) => card.surface.jump(e.key, e.shiftKey) },
  { keys: [], shown: "Shift", short: "choose several", help: "hold it and move, or hold it and click, to choose several words" },
  { keys: ["x"], shown: "X", name: "Up to …", help: "choose from this word up to the next one that you press or go to; no dragging, no Shift", button: true, toggle: true, run: (card) => card.surface.extend() },
  { keys: ["Escape"], shown: "Esc", help: "choose nothing but the current word; pressed again, leave the text for the buttons", run: (card) => card.surface.collapse() },
];

function fits(entry, event) {
  const held = { command: isCommand, sentence: isSentenceKey }[entry.held] ?? isPlain;
  return entry.keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key)
    && held(event)
    && (entry.shift === undefined ? entry.held !== "command" || !event.shiftKey : entry.shift === event.shiftKey);
}
const findKey = (keys, event) => keys.find((entry) => fits(entry, event) || (entry.also && fits(entry.also, event)));

const copy = (value) => JSON.parse(JSON.stringify(value));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const kbd = (shown) => make("kbd", {}, shown);

/** The help that folds out above the first card. */
function helpBox(keys, title, ...intro) {
  const rows = keys.map(({ shown, help }) => make("tr", {}, make("th", { scope: "row" }, kbd(shown)), make("td", {}, help)));
  return make("details", { class: "sw-help" },
    make("summary", {}, title),
    ...intro.map((line) => make("p", {}, line)),
    make("table", {}, make("caption", {}, "Keys inside a text"), make("tbody", {}, ...rows)));
}

/** The keys that have no button, in one line that stays in view. */
const keyLine = (keys) => make("p", { class: "sw-keys" },
  ...keys.filter((k) => k.short).map((k) => make("span", {}, kbd(k.shown), ` ${k.short}`)));

/** A listbox of words. `given` holds words, begins, lang, dir; `hand` may hear `chose()` when a pointer let go. */
function makeSurface(given, { label, keys, card, say, chose }) {
  const words = given.words.map(([start, end, before, text, after]) => ({ start, end, before, text, after }));
  const begins = given.begins;
  let cursor = 0;
  let anchor = 0;
  let shown = null; // the chosen run as painted; null before anything is chosen
  let extending = false;
  let painted = new Map(); // word -> what is painted under it, as text

  const options = words.map((word, index) => make("span", {
    class: "sw-word", role: "option", "data-index": index, tabindex: index ? -1 : 0, "aria-selected": "false", "aria-label": word.text,
  }, make("span", { class: "sw-letters" }, `${word.before}${word.text}${word.after} `)));
  const blocks = begins.map((from, i) => make("div", {
    class: "sw-sentence", ...(begins.length > 1 ? { role: "group", "aria-label": `Sentence ${i + 1} of ${begins.length}` } : {}),
  }, ...options.slice(from, begins[i + 1] ?? words.length)));
  const element = make("div", {
    class: `sw-text${words.length > 150 ? " sw-long" : ""}`, role: "listbox", "aria-multiselectable": "true",
    "aria-orientation": "horizontal", lang: given.lang, dir: given.dir, "aria-label": label,
  }, ...blocks);

  // Reading

  const chosen = () => [Math.min(anchor, cursor), Math.max(anchor, cursor)];
  function quoted([from, to]) {
    // As it stands in the text, with what stands between the words; a long run without its middle.
    const said = words.slice(from, to + 1).map((w, i) => `${i ? w.before : ""}${w.text}${from + i < to ? w.after : ""}`);
    return `“${(said.length > 24 ? [...said.slice(0, 8), "…", ...said.slice(-8)] : said).join(" ")}”`;
  }
  function firstWord(fails) {
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fails(words[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  const range = ([start, end]) => [firstWord((w) => w.end <= start), firstWord((w) => w.start < end) - 1];
  const piece = ([from, to]) => [words[from].start, words[to].end];
  const blockOf = (index) => begins.findLastIndex((first) => first <= index);

  // Choosing

  function go(index, more, { scroll = true } = {}) {
    const before = options[cursor];
    cursor = Math.max(0, Math.min(words.length - 1, index));
    if (!more && !extending) anchor = cursor;
    before.tabIndex = -1;
    options[cursor].tabIndex = 0;
    paintChosen();
    options[cursor].focus({ preventScroll: !scroll });
    if (more || extending) say(`Chosen: ${quoted(chosen())}`);
  }

  function paintChosen() {
    const now = chosen();
    for (const [from, to] of [shown ?? [0, -1], now]) {
      for (let i = from; i <= to; i++) {
        const on = i >= now[0] && i <= now[1];
        if ((options[i].getAttribute("aria-selected") === "true") !== on) options[i].setAttribute("aria-selected", String(on));
      }
    }
    shown = now;
  }

  const surface = {
    element, words, chosen, quoted, range, piece,
    hasChosen: () => shown !== null,
    cursor: () => cursor,
    focus: () => options[cursor].focus(),
    go,
    /** Choose a run without moving the focus. */
    choose([from, to]) {
      options[cursor].tabIndex = -1;
      [anchor, cursor] = [from, to];
      options[cursor].tabIndex = 0;
      paintChosen();
    },
    step(key, more) {
      go(cursor + ((key === "ArrowRight") !== (given.dir === "rtl") ? 1 : -1), more);
    },
    line(key, more) {
      // The word on the next visual line that lies nearest below or above.
      const step = key === "ArrowDown" ? 1 : -1;
      const here = options[cursor].getBoundingClientRect();
      let row = null;
      let best = null;
      for (let i = cursor + step; i >= 0 && i < words.length; i += step) {
        const box = options[i].getBoundingClientRect();
        if (Math.abs(box.top - here.top) < here.height / 2) continue;
        row ??= box.top;
        if (Math.abs(box.top - row) > here.height / 2) break;
        const off = Math.abs(box.left - here.left);
        if (!best || off < best.off) best = { i, off };
      }
      go(best ? best.i : step > 0 ? words.length - 1 : 0, more);
    },
    sentence(key, more) {
      const forward = (key === "ArrowRight") !== (given.dir === "rtl");
      const block = blockOf(cursor);
      const first = begins[block];
      const target = forward ? begins[block + 1] : cursor > first ? first : begins[block - 1];
      if (target !== undefined) go(more && forward ? target - 1 : target, more);
      else if (more) go(forward ? words.length - 1 : 0, true);
      else card.leave(forward ? 1 : -1);
    },
    jump: (key, more) => go(key === "Home" ? 0 : words.length - 1, more),
    extend() {
      extending = !extending;
      card.paintButtons();
      say(extending ? `From ${quoted([cursor, cursor])} up to … Go to the last word, or press it.` : `Chosen: ${quoted(chosen())}`);
    },
    extending: () => extending,
    collapse() {
      if (anchor === cursor && !extending) return card.leaveText();
      extending = false;
      anchor = cursor;
      paintChosen();
      card.paintButtons();
      say(`Chosen: ${quoted(chosen())}`);
    },
    /** After a mark was set, the next word pressed begins a new run. */
    settle() {
      if (!extending) return;
      extending = false;
      card.paintButtons();
    },
    markedWords: () => painted.size,

    /** Show marks: [{from, to, kind, tag, name, current}]. Those that overlap lie in lanes one below the other. */
    setMarks(marks) {
      const ordered = [...marks].sort((a, b) => a.from - b.from || b.to - a.to);
      const ends = [];
      const bars = new Map();
      for (const mark of ordered) {
        let lane = ends.findIndex((end) => end < mark.from);
        if (lane < 0) lane = ends.length;
        ends[lane] = mark.to;
        for (let i = mark.from; i <= mark.to; i++) {
          if (!bars.has(i)) bars.set(i, []);
          bars.get(i).push({ ...mark, lane, first: i === mark.from, last: i === mark.to });
        }
      }
      const now = new Map([...bars].map(([i, here]) => [i, here.map((b) => [b.lane, b.kind, b.name, b.first && b.tag, b.last, b.current].join()).join(";")]));
      const touched = new Set();
      for (const index of new Set([...painted.keys(), ...now.keys()])) {
        if (painted.get(index) === now.get(index)) continue;
        paintWord(index, bars.get(index) ?? []);
        touched.add(blockOf(index));
      }
      painted = now;
      for (const block of touched) {
        let depth = 1;
        for (let i = begins[block]; i < (begins[block + 1] ?? words.length); i++) {
          for (const bar of bars.get(i) ?? []) depth = Math.max(depth, bar.lane + 1);
        }
        const style = blocks[block].style;
        if (style.getPropertyValue("--sw-depth") !== String(depth)) style.setProperty("--sw-depth", depth);
      }
    },
  };

  function paintWord(index, bars) {
    const option = options[index];
    while (option.children.length > 1) option.lastChild.remove();
    for (const bar of bars) {
      const lane = make("span", {
        class: `sw-lane sw-mark-${bar.kind}${bar.current ? " sw-current" : ""}`, "data-first": bar.first, "data-last": bar.last, "aria-hidden": "true",
      }, bar.first && bar.tag ? make("span", { class: "sw-tag" }, bar.tag) : null);
      lane.style.setProperty("--sw-lane", bar.lane);
      option.append(lane);
    }
    option.classList.toggle("sw-starts", bars.some((bar) => bar.first && bar.tag));
    option.setAttribute("aria-label", [words[index].text, ...bars.map((bar) => bar.name)].join(", "));
  }

  // Hands: pointer and keys end in the same go().

  const wordAt = (event) => {
    const found = document.elementFromPoint(event.clientX, event.clientY)?.closest(".sw-word");
    return found && element.contains(found) ? Number(found.dataset.index) : null;
  };
  element.addEventListener("pointerdown", (event) => {
    const word = event.target.closest(".sw-word");
    if (!word || event.button !== 0) return;
    event.preventDefault(); // no text selection of the browser's own beside ours
    if (event.pointerType === "touch") element.releasePointerCapture?.(event.pointerId);
    go(Number(word.dataset.index), event.shiftKey, { scroll: false });
    const move = (e) => {
      const over = wordAt(e);
      if (over !== null && over !== cursor) go(over, true, { scroll: false });
    };
    const end = (e) => {
      for (const [name, hand] of [["pointermove", move], ["pointerup", end], ["pointercancel", end]]) document.removeEventListener(name, hand);
      if (e.type === "pointerup") chose?.();
    };
    for (const [name, hand] of [["pointermove", move], ["pointerup", end], ["pointercancel", end]]) document.addEventListener(name, hand);
  });
  element.addEventListener("focusin", () => {
    if (!shown) paintChosen();
  });
  element.addEventListener("keydown", (event) => {
    const entry = findKey(keys, event);
    if (!entry) return;
    event.preventDefault();
    entry.run(card, event);
  });
  return surface;
}

/** What can be taken back. `read` and `write` give and take the whole state of a card. */
function makeHistory(read, write) {
  const now = () => copy(read());
  const past = [];
  const future = [];
  const travel = (from, to) => {
    if (!from.length) return false;
    to.push(now());
    write(from.pop());
    return true;
  };
  return {
    now,
    remember(before) {
      past.push(before);
      future.length = 0;
    },
    undo: () => travel(past, future),
    redo: () => travel(future, past),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
  };
}

/** Undo and redo of a card: what went back or forth is kept and painted, and said with `told()`. */
function makeTravel(card, { keep, paint, told }) {
  const travel = (went, nothing, done) => {
    if (!went) return card.say(nothing);
    card.feedback.clear();
    keep();
    paint();
    card.say(`${done}. ${told()}`);
  };
  return {
    undo: () => travel(card.history.undo(), "Nothing to undo.", "Undone"),
    redo: () => travel(card.history.redo(), "Nothing to bring back.", "Brought back"),
  };
}

/** The one way to change a card's answer. `make_` changes it, `tidy` puts it in order; what became another answer is kept
    and can be undone. `answer` picks what of the card's state counts as one. Painted and said is every change. */
function makeChange(card, { keep, paint, tidy = () => {}, answer = (state) => state }) {
  return (told, make_) => {
    const before = card.history.now();
    make_();
    tidy();
    if (!same(answer(before), answer(card.history.now()))) {
      card.history.remember(before);
      card.feedback.clear();
      keep();
    }
    card.surface.settle();
    paint();
    card.say(told());
  };
}

const SIGNS = { right: "✓ ", partly: "◐ ", missing: "○ ", extra: "✗ ", note: "• " };

/** One line of feedback: a sign to see, and for ears only a line that does not already say it. */
const feedbackLine = ({ sign, text }) => make("li", { "data-sign": sign }, make("span", { "aria-hidden": "true" }, SIGNS[sign] ?? ""), text);

/** Ask the kernel and show what it answers; say so when it does not. */
function makeFeedback(model, item, say) {
  const element = make("div", { class: "sw-feedback", role: "status" });
  const asker = makeAsker(model, () => say("No answer yet: the kernel may be busy or stopped. If this stays, choose Run, then Run All Cells."));
  return {
    element,
    clear() {
      asker.answered(); // to what is no longer there
      element.replaceChildren();
    },
    ask(value, kind = "check") {
      say("Checking …");
      asker.ask({ kind, item, value });
    },
    show({ title, lines }) {
      asker.answered();
      element.replaceChildren(make("p", { class: "sw-feedback-title" }, title), ...(lines.length ? [make("ul", {}, ...lines.map(feedbackLine))] : []));
      say("");
    },
    stop: asker.answered,
  };
}

/** The same marks as a list with a field for each part, for those who cannot use the text. Built when it is open. */
function makeMarksList(surface, { add, empty }) {
  const list = make("ol", {});
  const none = make("p", {}, empty);
  const details = make("details", { class: "sw-list" },
    make("summary", {}, "Marks as a list"), none, list,
    add ? make("button", { type: "button", onclick: add }, "Add a mark") : null);
  let rows = [];
  details.addEventListener("toggle", () => paint(rows));

  const choose = (name, row, entries, selected, then) => make("label", {}, make("span", {}, name),
    make("select", { "aria-label": `${name}, mark ${row + 1}`, onchange: (e) => then(Number(e.target.value)) },
      ...entries.map((text, i) => make("option", { value: i, selected: i === selected }, text))));
  // A menu of thousands of words helps nobody: there, words go by their number.
  const pick = (name, row, selected, then) => surface.words.length <= 150
    ? choose(name, row, surface.words.map((w, i) => `${i + 1} ${w.text}`), selected, then)
    : make("label", {}, make("span", {}, name), make("input", {
      type: "number", min: 1, max: surface.words.length, value: selected + 1, "aria-label": `${name}, mark ${row + 1}`,
      onchange: (e) => { if (e.target.checkValidity() && e.target.value) then(Number(e.target.value) - 1); else e.target.value = selected + 1; },
    }));

  function paint(now) {
    rows = now;
    none.hidden = rows.length > 0;
    if (!details.open) return;
    const held = list.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    list.replaceChildren(...rows.map((row, i) => make("li", {},
      make("span", { class: "sw-quote" }, surface.quoted([row.from, row.to])),
      ...(row.fields ?? []).map(({ name, entries, selected, then }) => choose(name, i, entries, selected, then)),
      pick("First word", i, row.from, (n) => row.move(n, Math.max(n, row.to))),
      pick("Last word", i, row.to, (n) => row.move(Math.min(n, row.from), n)),
      make("button", { type: "button", "aria-label": `Remove mark ${i + 1}`, onclick: () => { row.remove(); details.querySelector("summary").focus(); } }, "Remove"))));
    if (held) list.querySelector(`[aria-label="${held}"]`)?.focus();
  }
  /** To the fields of the mark that lies on one word only. */
  const focusOn = (index) => list.children[rows.findIndex((r) => r.from === index && r.to === index)]?.querySelector("select, input").focus();
  return { details, paint, focusOn };
}

/** The frame of one card: title, text, gloss, buttons with their keys, live region, feedback, state line, list. */
function makeWordCard(given, { model, keeper, keys, card, hint, place, total, chose }) {
  const id = `sw-${Math.random().toString(36).slice(2)}`;
  const live = make("p", { class: "sw-live", role: "status" });
  // The same words twice are not news to a screen reader: a space that nobody sees makes them so.
  card.say = (words) => { live.textContent = words && words === live.textContent ? `${words}\u00a0` : words; };
  const many = given.begins.length > 1 ? `${given.begins.length} sentences, ` : "";
  card.surface = makeSurface(given, {
    keys, card, chose, say: card.say,
    label: `${given.title}, ${place} of ${total}, ${many}${given.words.length} words. Arrow keys move, Shift chooses, ${hint}.`,
  });
  card.state = stateLine(() => keeper.offer(given.item));
  card.feedback = makeFeedback(model, given.item, card.say);
  const buttons = new Map(keys.filter((k) => k.button).map((k) => [k.name, make("button", {
    type: "button", class: k.kind ? `sw-part-${k.kind}` : k.ask ? "sw-ask" : "", title: k.help, "aria-pressed": k.toggle ? "false" : null,
    onclick: () => {
      k.run(card, {});
      if (!k.stays) card.surface.focus();
    },
  }, k.name === "Check" ? model.get("check_words") ?? k.name : k.name, " ", make("kbd", { "aria-hidden": "true" }, k.shown))]));
  card.buttons = buttons;
  card.leaveText = () => buttons.get(keys.find((k) => k.ask).name).focus();
  card.build = ({ beforeText = [], middle = [], after = [] }) => {
    const bar = make("div", { class: "sw-bar", role: "group", "aria-label": "Do something with the chosen words" }, ...buttons.values());
    card.element = make("div", { class: "sw-card", role: "group", "aria-labelledby": `${id}-title` },
      make("h3", { id: `${id}-title` }, given.title),
      ...beforeText, card.surface.element,
      given.gloss ? make("p", { class: "sw-gloss" }, given.gloss) : null,
      make("div", { class: "sw-legend" }, bar, keyLine(keys)),
      live, ...middle, card.feedback.element, card.state.line, ...after);
  };
  card.paintButtons = () => {
    buttons.get("Undo").disabled = !card.history.canUndo();
    buttons.get("Redo").disabled = !card.history.canRedo();
    buttons.get("Up to …").setAttribute("aria-pressed", String(card.surface.extending()));
  };
}

/** All cards of one exercise, with its help, its progress line and the way from one card to the next. */
function renderCards({ model, el }, { className, help, done, makeCard }) {
  const root = exerciseRoot(model, el, className);
  const cards = new Map();
  const count = make("p", { class: "sw-progress", role: "status" });
  const progress = () => {
    const all = [...cards.values()];
    const words = `${all.filter((c) => c.isComplete()).length} of ${all.length} ${done}`;
    if (count.textContent !== words) count.textContent = words;
  };
  const keeper = makeKeeper(model, {
    show: (item, state, words) => { cards.get(item)?.state.show(state, words); progress(); },
    replaced: (item, value) => cards.get(item)?.replace(value),
  });
  root.append(...(help ? [help] : []), count);
  const given = model.get("sentences");
  given.forEach((one, i) => {
    const card = makeCard(one, { model, keeper, place: i + 1, total: given.length });
    card.leave = (step) => {
      const next = [...cards.values()][i + step];
      if (next) next.surface?.go(step > 0 ? 0 : next.surface.words.length - 1, false);
      else card.say(step > 0 ? "This is the last sentence." : "This is the first sentence.");
    };
    cards.set(one.item, card);
    root.append(card.element);
    card.replace(keeper.begin(one.item, model.get("entries")[one.item]));
  });
  progress();
  const onMessage = (message) => {
    if (message.kind === "feedback") cards.get(message.item)?.show(message);
  };
  model.on("msg:custom", onMessage);
  return () => {
    keeper.stop();
    for (const card of cards.values()) card.feedback.stop();
    model.off("msg:custom", onMessage);
  };
}
