// Write a sentence anew. The box is a plain text area; the kernel compares what is in it with the learner's own marks.

const TYPING = 400; // ms without a key before what was typed is recorded and compared
const LONGEST = 900; // ms of typing without a pause after which it is recorded all the same

function render(context) {
  return renderCards(context, { className: "sw-words sw-rewrite", done: "written", makeCard });
}

function makeCard(given, { model, keeper, place, total }) {
  const id = `sw-${Math.random().toString(36).slice(2)}`;
  const live = make("p", { class: "sw-live", role: "status" });
  const say = (words) => { live.textContent = words; };
  const heard = make("p", { class: "sw-heard", role: "status" }); // what stands below, for ears, when it was asked for
  const state = stateLine(() => keeper.offer(given.item));
  const feedback = makeFeedback(model, given.item, say);
  // It changes while somebody types: read aloud on every pause it would be in the way. Check says it.
  feedback.element.removeAttribute("role");
  feedback.element.setAttribute("aria-label", "What is left");
  feedback.element.setAttribute("role", "group");
  const original = make("blockquote", { class: "sw-original", lang: given.lang, dir: given.dir });
  let pause;
  let latest;
  const box = make("textarea", {
    rows: 3, maxlength: 5000, lang: given.lang, dir: given.dir, spellcheck: "true", id: `${id}-box`,
    oninput: () => {
      clearTimeout(pause);
      pause = setTimeout(keep, TYPING);
      latest ??= setTimeout(keep, LONGEST);
    },
    onblur: () => { if (pause) keep(); },
    onfocus: () => look(), // marks may have been set above since this was drawn
    onkeydown: (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        check();
      }
    },
  });
  const value = () => ({ text: given.text, unit: given.unit, rewrite: box.value });
  const look = () => postTo(model, { kind: "look", item: given.item, value: value() });
  function keep() {
    clearTimeout(pause);
    clearTimeout(latest);
    pause = latest = undefined;
    keeper.changed(given.item, value());
    look();
  }
  function check() {
    if (pause) keep();
    heard.textContent = "";
    feedback.ask(value());
  }
  function paintOriginal(marks) {
    const nodes = [];
    for (const [start, end, before, text, after] of given.words) {
      const word = `${before}${text}${after}`;
      nodes.push(marks.some(([a, b]) => start < b && end > a) ? make("mark", {}, word) : word, " ");
    }
    original.replaceChildren(...nodes);
  }
  paintOriginal([]);

  return {
    state,
    feedback,
    isComplete: () => box.value.trim() !== "",
    element: make("div", { class: "sw-card", role: "group", "aria-labelledby": `${id}-title` },
      make("h3", { id: `${id}-title` }, given.title),
      original,
      given.gloss ? make("p", { class: "sw-gloss" }, given.gloss) : null,
      make("label", { class: "sw-rewriting", for: `${id}-box` }, `Say the same in neutral words (${place} of ${total})`),
      box,
      make("div", { class: "sw-bar" }, make("button", { type: "button", onclick: check }, `${model.get("check_words") ?? "Check"} `, make("kbd", { "aria-hidden": "true" }, "Ctrl+Enter"))),
      live, heard, feedback.element, state.line),
    replace(value_) {
      box.value = typeof value_?.rewrite === "string" ? value_.rewrite : "";
      look();
    },
    show(message) {
      paintOriginal(message.marks);
      const empty = !box.value.trim();
      if (empty && !message.aloud) feedback.clear();
      else feedback.show(message);
      if (message.aloud) heard.textContent = [`${message.title}.`, ...message.lines.map((line) => line.text)].join(" ");
    },
  };
}

export default { render };
