// Shared by the exercises that are forms: cards with native controls, progress, Check and feedback.

const SIGNS = { right: "✓ ", partly: "◐ ", missing: "○ ", extra: "✗ ", note: "• " };
const TYPING = 400; // ms of rest before what is being typed is sent

/**
 * Draw one card per item of `model.get("items")`.
 *
 * `build(given, api)` returns { body: [nodes], value(), fill(value), complete(value), label } for one item; `api` has
 * changed(), soon(), check(), say(words), index, total and, once drawn, card. `value()` is what is recorded.
 */
function runForm({ model, el, className, build, above = () => [], below = () => [], onProgress = () => {} }) {
  const root = exerciseRoot(model, el, className);
  const cards = new Map();
  const given = model.get("items");
  const progress = make("p", { class: "sw-progress", role: "status", hidden: given.length < 2 });
  const keeper = makeKeeper(model, {
    show: (item, ...words) => cards.get(item)?.state.show(...words),
    replaced: (item, value) => cards.get(item)?.replace(value),
  });
  const form = { root, cards, model, keeper, done: () => [...cards.values()].filter((card) => card.complete()).length, count: given.length };

  function paintProgress() {
    const words = `${form.done()} of ${given.length} answered`;
    if (progress.textContent !== words) progress.textContent = words;
    onProgress(form);
  }

  root.append(
    ...(model.get("title") ? [make("p", { class: "sw-title" }, model.get("title"))] : []),
    ...(model.get("intro") ? [make("p", { class: "sw-intro" }, model.get("intro"))] : []),
    progress, ...above(form));
  given.forEach((item, index) => {
    const card = makeCard({ item, index, total: given.length, model, keeper, build, paintProgress });
    cards.set(item.item, card);
    root.append(card.node);
  });
  root.append(...below(form));
  for (const item of given) cards.get(item.item).replace(keeper.begin(item.item, model.get("entries")[item.item]));
  paintProgress();

  const onMessage = (message) => {
    if (message.kind === "feedback") cards.get(message.item)?.showFeedback(message);
  };
  model.on("msg:custom", onMessage);
  form.stop = () => {
    for (const card of cards.values()) card.stop();
    keeper.stop();
    model.off("msg:custom", onMessage);
  };
  return form;
}

function makeCard({ item, index, total, model, keeper, build, paintProgress }) {
  const id = `sw-${Math.random().toString(36).slice(2)}`;
  const state = stateLine(() => keeper.offer(item.item));
  const feedback = make("div", { class: "sw-feedback", role: "status" });
  const live = make("p", { class: "sw-live", role: "status" });
  let shown = ""; // the value that is recorded or on its way, as text
  let typing = null;
  const asker = makeAsker(model, () => showFeedback(feedback, { title: "No answer from the kernel yet, so nothing is checked. It is asked again by itself.", lines: [] }));

  const words = model.get("check_words") ?? "Check";
  const api = {
    id, index, total, state, feedback, live,
    checkWords: words,
    atOnce: words === "Check", // an answer that is given for good waits for the button
    changed() {
      const resting = typing !== null;
      clearTimeout(typing);
      typing = null;
      const value = part.value();
      if (JSON.stringify(value) === shown) {
        if (resting) keeper.unchanged(item.item);
        return;
      }
      shown = JSON.stringify(value);
      api.clearFeedback();
      keeper.changed(item.item, value);
      paintProgress();
    },
    /** The same, after a rest: while somebody types or drags. The page says at once that it is on its way. */
    soon(rest = TYPING) {
      state.show("keeping", "");
      clearTimeout(typing);
      typing = setTimeout(api.changed, rest);
    },
    check() {
      if (typing) api.changed();
      asker.ask({ kind: "check", item: item.item, value: part.value() });
    },
    /** Ask for what comes with an answer, a picture, and nothing about right or wrong. */
    look() { postTo(model, { kind: "look", item: item.item, value: part.value() }); },
    say(words) { live.textContent = words; },
    clearFeedback() {
      asker.answered(); // to what is no longer there
      feedback.replaceChildren();
    },
  };
  const part = build(item, api);
  const heading = make("p", { class: "sw-question", id: `${id}-q` },
    total > 1 ? make("span", { class: "sw-number" }, `${index + 1}. `) : null, item.question);
  const node = make("div", { class: "sw-card", role: "group", "aria-labelledby": `${id}-q`, "data-item": item.item },
    heading, ...part.body, live, feedback, state.line);
  // Leaving the page while a word is being typed must not lose it.
  const onLeave = () => { if (typing) api.changed(); };
  window.addEventListener("pagehide", onLeave);
  node.addEventListener("focusout", onLeave);

  return {
    node, state, part, api, heading,
    complete: () => part.complete(part.value()),
    replace(value) {
      if (value === undefined || value === null) { shown = ""; return; }
      part.fill(value);
      shown = JSON.stringify(part.value());
      paintProgress();
    },
    showFeedback(message) {
      asker.answered();
      showFeedback(feedback, message);
      part.answered?.(message);
    },
    stop() {
      if (typing) api.changed();
      asker.answered();
      window.removeEventListener("pagehide", onLeave);
    },
  };
}

function showFeedback(box, { title, lines }) {
  box.replaceChildren(
    make("p", { class: "sw-feedback-title" }, title),
    ...(lines.length ? [make("ul", {}, ...lines.map(feedbackLine))] : []));
}

function feedbackLine({ sign, text }) {
  return make("li", { "data-sign": sign }, SIGNS[sign] ? make("span", { "aria-hidden": "true" }, SIGNS[sign]) : null, text);
}

const checkButton = (api, words = api.checkWords) => make("button", { type: "button", class: "sw-check", onclick: () => api.check() }, words);

/** Radio buttons or boxes. Recorded: {"chosen": [ids]}. A click asks for feedback at once; the arrow keys, which choose
 *  whatever they pass, do not: Enter does, or the button. */
function choiceControl(given, api, { multiple = false, atOnce = true, instant = !multiple && atOnce } = {}) {
  const name = `${api.id}-choice`;
  const boxes = given.options.map((option) => make("input", { type: multiple ? "checkbox" : "radio", name, value: option.id }));
  let arrows = false;
  for (const box of boxes) {
    box.addEventListener("keydown", (event) => {
      arrows = event.key.startsWith("Arrow");
      if (event.key === "Enter") { event.preventDefault(); if (api.atOnce) api.check(); }
    });
    box.addEventListener("pointerdown", () => { arrows = false; });
    box.addEventListener("change", () => {
      api.changed();
      if (instant && api.atOnce && !arrows) api.check();
      arrows = false;
    });
  }
  const group = make("div", { class: "sw-options", role: multiple ? "group" : "radiogroup", "aria-labelledby": `${api.id}-q` },
    ...given.options.map((option, i) => {
      const label = make("label", { class: "sw-option" }, boxes[i], make("span", {}, option.text));
      label.addEventListener("pointerdown", () => { arrows = false; });
      return label;
    }));
  return {
    body: [group, checkButton(api)],
    value: () => ({ chosen: boxes.filter((box) => box.checked).map((box) => box.value) }),
    fill(value) { for (const box of boxes) box.checked = value?.chosen?.includes?.(box.value) ?? false; },
    complete: (value) => value.chosen.length > 0,
  };
}

/** A menu in which nothing is chosen at first. `pick(id)` is called with "" or an option's id. */
function menu(label, options, picked, pick, nothing = "choose …") {
  const select = make("select", { "aria-label": label, onchange: () => pick(select.value) },
    make("option", { value: "" }, nothing),
    ...options.map((option) => make("option", { value: option.id }, option.text)));
  select.value = picked ?? "";
  return select;
}

/** A link to a page outside; anything but a web address stays text. */
function outside(url, words) {
  if (!/^https?:\/\//i.test(url ?? "")) return words ? make("span", {}, words) : null;
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words, make("span", { class: "sw-hidden" }, " (opens in a new tab)"));
}

/** A slider that has no value until it is touched. Native, so keys and touch are the browser's; Space or Enter takes the
 *  place where it stands, which no movement could say. `ends` are [value, words] of the buttons below it. */
function blankSlider({ min, max, step, label, words, changed, ends = [] }) {
  let empty = true;
  const range = make("input", { type: "range", min, max, step, value: (min + max) / 2, class: "sw-slider", "aria-label": label });
  const output = make("output", { class: "sw-slider-words" });
  const touch = () => { empty = false; paint(); changed(); };
  range.addEventListener("input", touch);
  range.addEventListener("keydown", (event) => { if (event.key === " " || event.key === "Enter") { event.preventDefault(); touch(); } });
  range.addEventListener("click", () => { if (!range.disabled) touch(); });
  const scale = make("div", { class: "sw-scale" }, ...ends.map(([value, text]) =>
    make("button", { type: "button", onclick: () => { if (!range.disabled) { range.value = value; touch(); range.focus(); } } }, text)));
  function paint() {
    range.dataset.empty = String(empty);
    const said = empty ? "No answer yet" : words(Number(range.value));
    range.setAttribute("aria-valuetext", said);
    output.textContent = said;
  }
  paint();
  return {
    range, scale,
    body: [make("div", { class: "sw-slide" }, range, ends.length ? scale : null, output)],
    read: () => (empty ? null : Number(range.value)),
    fill(value) { empty = typeof value !== "number"; if (!empty) range.value = value; paint(); },
    close() { range.disabled = true; for (const button of scale.children) button.disabled = true; },
  };
}
