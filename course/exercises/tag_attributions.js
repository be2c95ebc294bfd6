// Mark source, cue and claim on the words of sentences. A statement links a source and a cue to their claim; marks of
// different statements may overlap and nest, within one statement a word has one part.

const ROLES = [
  { role: "source", letter: "S", name: "Source", meaning: "who said it" },
  { role: "cue", letter: "C", name: "Cue", meaning: "the words that tell us so" },
  { role: "claim", letter: "T", name: "Claim", meaning: "what they said" },
];

const KEYS = [
  ...ROLES.map(({ role, letter, name, meaning }) => ({
    keys: [letter.toLowerCase()], shown: letter, name, kind: role, button: true,
    help: `mark the chosen words as ${name.toLowerCase()}: ${meaning}; on a mark, change what it is`, run: (card) => card.mark(role),
  })),
  { keys: ["Delete", "Backspace"], shown: "Del", name: "Clear", help: "take the marks off the chosen words, those of the current statement first", button: true, run: (card) => card.clear() },
  { keys: ["n"], shown: "N", name: "New statement", help: "begin another statement, for a second speaker or claim", button: true, run: (card) => card.newStatement() },
  { keys: ["l"], shown: "L", name: "Link", help: "give the marks on the chosen words to the current statement", button: true, run: (card) => card.link() },
  { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], shown: "1 2 …", short: "statement", help: "go on with statement 1, 2, …", run: (card, e) => card.useStatement(Number(e.key) - 1) },
  { keys: ["o"], shown: "O", name: "Own word", toggle: true, help: "say that nobody is said to have said this: the article’s own word", button: true, run: (card) => card.ownWord() },
  ...MOVES,
  { keys: ["Enter"], shown: "Enter", name: "Check", help: "ask how your marks compare", button: true, stays: true, ask: true, run: (card) => card.feedback.ask(card.value()) },
];

const emptyStatement = () => ({ source: [], cue: [], claim: [] });
const isEmpty = (statement) => ROLES.every(({ role }) => statement[role].length === 0);
const nameOf = (role) => ROLES.find((r) => r.role === role).name.toLowerCase();

function render(context) {
  return renderCards(context, {
    className: "sw-words sw-tagger",
    done: "marked",
    help: helpBox(KEYS, "How to mark: mouse, touch and keys",
      "Mouse or touch: drag over words, then press a button below the sentence. If dragging is hard, press a word, then “Up to …”, then the last word. Keys: press Tab until a word is framed, then:",
      "Under each sentence, “Marks as a list” shows the same marks as a list that you can change there."),
    makeCard: makeTaggingCard,
  });
}

function makeTaggingCard(given, { model, keeper, place, total }) {
  let statements = [emptyStatement()];
  let own = false; // "nobody is said to have said this" is an answer, and not the same as no answer
  let current = 0;
  const card = {};
  makeWordCard(given, { model, keeper, keys: KEYS, card, hint: "S C T mark", place, total });
  const { surface, say } = card;
  const { words, quoted, range, piece } = surface;

  card.history = makeHistory(() => ({ statements, current, own }), (state) => { ({ statements, current, own } = state); });
  card.value = () => ({ text: given.text, unit: given.unit, statements: copy(statements.filter((s) => !isEmpty(s))), own });
  card.isComplete = () => own || statements.some((s) => s.cue.length && s.claim.length && (s.source.length || given.source_may_be_missing));
  const ofStatement = (s) => (statements.length > 1 ? ` of statement ${s + 1}` : "");
  const count = () => `${surface.markedWords()} of ${words.length} words are marked.`;

  // Changing marks

  const keep = () => keeper.changed(given.item, card.value());
  const change = makeChange(card, {
    keep, paint,
    tidy: () => { if (!statements.every(isEmpty)) own = false; },
    answer: (state) => [state.statements, state.own], // to go on with another statement answers nothing
  });

  function without(pieces, [start, end]) {
    // A piece that the new mark covers in part keeps what is left of it, on word borders.
    return pieces.flatMap((old) => {
      if (old[1] <= start || old[0] >= end) return [old];
      const [from, to] = range(old);
      const [first, last] = range([start, end]);
      return [[from, first - 1], [last + 1, to]].filter(([a, b]) => a <= b).map(piece);
    });
  }

  function joined(pieces) {
    // Neighbouring pieces become one; pieces with words between them stay apart.
    const result = [];
    for (const [from, to] of pieces.map(range).sort((a, b) => a[0] - b[0])) {
      const last = result.at(-1);
      if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else result.push([from, to]);
    }
    return result.map(piece);
  }

  function put(s, role, run) {
    for (const other of ROLES) statements[s][other.role] = without(statements[s][other.role], piece(run));
    statements[s][role] = joined([...statements[s][role], piece(run)]);
  }

  const touches = (statement, [start, end]) => ROLES.some(({ role }) => statement[role].some(([a, b]) => a < end && b > start));
  function dropEmpty() {
    const kept = statements[current];
    statements = statements.filter((s) => !isEmpty(s) || s === kept);
    current = statements.indexOf(kept);
  }
  const needsWords = () => {
    if (surface.hasChosen()) return false;
    say("Choose some words first: drag over them, or go there with the arrow keys.");
    return true;
  };

  Object.assign(card, {
    mark(role) {
      if (needsWords()) return;
      const run = surface.chosen();
      const before = ROLES.find((r) => r.role !== role && statements[current][r.role].some((p) => same(range(p), run)));
      change(() => `${before ? "Changed" : "Marked"} ${quoted(run)} ${before ? `from ${nameOf(before.role)} to` : "as"} ${nameOf(role)}${ofStatement(current)}. ${count()}`,
        () => put(current, role, run));
    },
    clear() {
      if (needsWords()) return;
      const run = surface.chosen();
      const [start, end] = piece(run);
      const hit = statements.filter((s) => touches(s, [start, end]));
      if (!hit.length) return say(`There is no mark on ${quoted(run)}.`);
      const mine = hit.includes(statements[current]) ? [statements[current]] : hit;
      const from = statements.length > 1 && mine.length === 1 ? ` in statement ${statements.indexOf(mine[0]) + 1}` : "";
      change(() => `Cleared ${quoted(run)}${from}. ${count()}`, () => {
        for (const statement of mine) for (const { role } of ROLES) statement[role] = without(statement[role], [start, end]);
        dropEmpty();
      });
    },
    link() {
      if (needsWords()) return;
      const run = surface.chosen();
      const [start, end] = piece(run);
      const others = statements.filter((s, i) => i !== current && touches(s, [start, end]));
      if (!others.length) return say(`No other statement has a mark on ${quoted(run)}.`);
      const moved = [];
      change(() => `Linked ${moved.map(({ role, words_ }) => `${words_} as ${nameOf(role)}`).join(", ")} to statement ${current + 1}.`, () => {
        for (const statement of others) for (const { role } of ROLES) {
          for (const old of statement[role].filter(([a, b]) => a < end && b > start)) {
            statement[role] = statement[role].filter((p) => p !== old);
            moved.push({ role, words_: quoted(range(old)) });
            put(current, role, range(old));
          }
        }
        dropEmpty();
      });
    },
    newStatement() {
      const free = statements.findIndex(isEmpty);
      current = free >= 0 ? free : statements.push(emptyStatement()) - 1;
      paint();
      say(`Statement ${current + 1}: mark its source, cue and claim.`);
    },
    useStatement(s) {
      if (s >= statements.length) return say(`There is no statement ${s + 1}. Press N for a new one.`);
      current = s;
      paint();
      say(`Statement ${s + 1} of ${statements.length}: ${parts(statements[s])}.`);
    },
    ownWord() {
      change(() => (own ? "Said: the article’s own word. Nobody is said to have said this." : "Taken back."), () => {
        own = !own;
        if (own) [statements, current] = [[emptyStatement()], 0];
      });
    },
    ...makeTravel(card, { keep, paint, told: count }),
    replace(value) {
      const old = value?.statements?.filter((s) => s && ROLES.every(({ role }) => Array.isArray(s[role])));
      statements = old?.length ? copy(old) : [emptyStatement()];
      own = value?.own === true;
      current = 0;
      paint();
    },
    show: (message) => card.feedback.show(message),
  });

  // Painting

  const parts = (statement) => ROLES.filter(({ role }) => statement[role].length).map((r) => r.name.toLowerCase()).join(", ") || "nothing marked yet";
  const statementRow = make("div", { class: "sw-statements", role: "group", "aria-label": "Statements" });
  const list = makeMarksList(surface, { add: addFromList, empty: "There is no mark yet." });

  function paint() {
    const several = statements.length > 1;
    const marks = statements.flatMap((statement, s) => ROLES.flatMap((r) => statement[r.role].map((p) => {
      const [from, to] = range(p);
      return {
        from, to, s, p, role: r.role, kind: r.role, current: several && s === current,
        tag: `${r.letter}${several ? s + 1 : ""}`, name: r.name.toLowerCase() + (several ? ` ${s + 1}` : ""),
      };
    })));
    surface.setMarks(marks);
    card.paintButtons();
    card.buttons.get("Own word").setAttribute("aria-pressed", String(own));
    card.buttons.get("Link").hidden = !several;
    paintStatements(several);
    list.paint(marks.sort((a, b) => a.s - b.s || a.from - b.from).map(listRow));
  }

  function paintStatements(several) {
    if (!several) return statementRow.replaceChildren(...(own ? [make("span", { class: "sw-which" }, "Own word: nobody is said to have said this.")] : []));
    const held = statementRow.contains(document.activeElement);
    statementRow.replaceChildren(
      make("span", { class: "sw-which" }, `Marking statement ${current + 1} of ${statements.length}`),
      ...statements.map((statement, s) => make("button", {
        type: "button", "aria-pressed": String(s === current), "aria-label": `Statement ${s + 1}: ${parts(statement)}`, onclick: () => card.useStatement(s),
      }, `${s + 1} `, ...ROLES.map(({ role, letter }) => (statement[role].length ? `${letter} ` : "– ")))));
    if (held) statementRow.querySelector("[aria-pressed=true]")?.focus();
  }

  function listRow(mark) {
    const again = (s, role, run) => change(() => `Changed to ${quoted(run)} as ${nameOf(role)}${ofStatement(s)}.`, () => {
      statements[mark.s][mark.role] = statements[mark.s][mark.role].filter((p) => p[0] !== mark.p[0]);
      if (s === statements.length) statements.push(emptyStatement());
      put(s, role, run);
      dropEmpty();
    });
    const run = [mark.from, mark.to];
    return {
      from: mark.from,
      to: mark.to,
      fields: [
        { name: "Part", entries: ROLES.map((r) => r.name), selected: ROLES.findIndex((r) => r.role === mark.role), then: (i) => again(mark.s, ROLES[i].role, run) },
        { name: "Statement", entries: [...statements.map((_, i) => String(i + 1)), "new"], selected: mark.s, then: (s) => again(s, mark.role, run) },
      ],
      move: (from, to) => again(mark.s, mark.role, [from, to]),
      remove: () => change(() => `Removed ${quoted(run)}. ${count()}`, () => {
        statements[mark.s][mark.role] = statements[mark.s][mark.role].filter((p) => p[0] !== mark.p[0]);
        dropEmpty();
      }),
    };
  }

  function addFromList() {
    // Starts on the first word that bears no mark, as the first part that is still missing.
    const taken = new Set(statements.flatMap((s) => ROLES.flatMap(({ role }) => s[role].flatMap((p) => {
      const [from, to] = range(p);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    }))));
    const index = Math.max(0, words.findIndex((_, i) => !taken.has(i)));
    const missing = ROLES.find(({ role }) => !statements[current][role].length) ?? ROLES[2];
    change(() => `Marked ${quoted([index, index])} as ${missing.name.toLowerCase()}. Choose its first and last word in the list.`, () => put(current, missing.role, [index, index]));
    list.focusOn(index);
  }

  card.build({ middle: [statementRow], after: [list.details] });
  return card;
}

export default { render };
