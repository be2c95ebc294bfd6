// Cases one at a time: a claim, its cards, one slider without a value until it is touched.

const SCALE = [[0, "surely not"], [50, "I cannot tell yet"], [100, "surely"]];
const ratingWords = (value) => `${value} of 100: ${new Map(SCALE).get(value) ?? (value < 50 ? "rather not" : "rather yes")}`;

function build(given, api, compare) {
  let done = false;
  const button = make("button", { type: "button", class: "sw-check", onclick: () => finish() }, "Compare with what we read");
  const note = make("p", { class: "sw-gloss" });
  const slider = blankSlider({
    min: 0, max: 100, step: 10, ends: SCALE, words: ratingWords,
    label: "How likely is it that the claim holds?", changed: () => api.soon(150),
  });

  function finish() {
    if (slider.read() === null) return api.say("Move the slider first. “I cannot tell yet” is an answer, too.");
    if (done) return;
    done = true;
    close();
    api.say("");
    api.changed();
    api.check();
    note.tabIndex = -1;
    note.focus();
  }
  function close() {
    slider.close();
    button.hidden = true;
    note.textContent = "Your answer stands as it was before you read ours.";
  }

  return {
    body: [
      ...given.cards.map(card),
      make("p", { class: "sw-ask", "aria-hidden": "true" }, "How likely is it that the claim holds?"),
      ...slider.body, compare ? button : null, note],
    value: () => ({ rating: slider.read(), ...(done ? { done: true } : {}) }),
    fill(value) {
      slider.fill(value.rating);
      if (value.done && !done) { done = true; close(); setTimeout(api.check); }
    },
    complete: (value) => value.rating !== null,
  };
}

function card(given) {
  const meta = [given.stance, given.date, given.when].filter(Boolean).join(" · ");
  return make("div", { class: "sw-evidence" },
    given.outlet ? make("p", { class: "sw-outlet" }, given.outlet) : null,
    meta ? make("p", { class: "sw-meta" }, meta) : null,
    make("p", {}, given.says),
    given.quote ? make("blockquote", { lang: given.language, dir: "auto" }, given.quote) : null,
    given.url ? make("p", { class: "sw-meta" }, outside(given.url, "Where it stands")) : null);
}

function render({ model, el }) {
  const compare = model.get("compare");
  const items = model.get("items");
  const several = items.length > 1;
  let here = 0;

  const go = menu("Go to case", items.map((item, i) => ({ id: String(i), text: "" })), "0", (id) => show(Number(id), true), "");
  go.firstChild.remove();
  const button = (words, onclick) => make("button", { type: "button", onclick }, words);
  const back = button("← Previous", () => show(here - 1, true));
  const on = button("Next →", () => show(here + 1, true));
  const nav = make("div", { class: "sw-row sw-nav", role: "group", "aria-label": "Cases" }, back, go, on);
  const result = make("div", { class: "sw-feedback", role: "status" });
  const ask = make("button", { type: "button", hidden: true, onclick: () => postTo(model, { kind: "summary", item: items[0].item }) }, "Show how I told them apart");

  const form = runForm({
    model, el, className: "sw-weigh", build: (given, api) => build(given, api, compare),
    below: () => [several ? nav : null, ask, result].filter(Boolean),
    onProgress: paint,
  });

  function paint({ cards }) {
    [...cards.values()].forEach((c, i) => {
      go.options[i].textContent = `${i + 1} of ${items.length}${items[i].warm_up ? ", warm-up" : ""}${c.complete() ? " ✓" : ""}`;
    });
    ask.hidden = !model.get("summary") || ![...cards.values()].every((c, i) => items[i].warm_up || c.complete());
  }

  function show(index, moved) {
    here = Math.max(0, Math.min(items.length - 1, index));
    [...form.cards.values()].forEach((c, i) => { c.node.hidden = several && i !== here; });
    go.value = String(here);
    back.setAttribute("aria-disabled", String(here === 0));
    on.setAttribute("aria-disabled", String(here === items.length - 1));
    if (moved) {
      const { heading } = [...form.cards.values()][here];
      heading.tabIndex = -1;
      heading.focus();
      heading.scrollIntoView({ block: "nearest" });
    }
  }

  const onMessage = (message) => { if (message.kind === "summary") showFeedback(result, message); };
  model.on("msg:custom", onMessage);
  const firstOpen = [...form.cards.values()].findIndex((c) => !c.complete());
  show(firstOpen < 0 ? 0 : firstOpen, false);
  return () => { model.off("msg:custom", onMessage); form.stop(); };
}

export default { render };
