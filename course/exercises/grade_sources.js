// Sources on a ladder of four rungs, by a menu each, or in pairs by radio buttons. The picture of the ladder above only
// repeats what the menus say.

function render({ model, el }) {
  const rungs = model.get("rungs");
  const places = new Map(rungs.map((rung) => [rung.id, make("span", { class: "sw-placed" })]));
  const ladder = make("ol", { class: "sw-ladder", "aria-label": "The ladder so far" },
    ...rungs.map((rung) => make("li", {}, make("span", { class: "sw-rung" }, rung.text), places.get(rung.id))));

  function build(given, api) {
    if (given.kind === "pair") return choiceControl(given, api);
    const select = menu(`Rung for ${given.question}`, rungs, "", () => { api.changed(); if (api.atOnce && !arrows) api.check(); }, "choose a rung …");
    // With the arrow keys a closed menu chooses whatever it passes: no feedback before Enter or the button.
    let arrows = false;
    select.addEventListener("keydown", (event) => {
      arrows = event.key.length === 1 || event.key.startsWith("Arrow") || ["Home", "End", "PageUp", "PageDown"].includes(event.key);
      if (event.key === "Enter") { event.preventDefault(); if (api.atOnce) api.check(); }
    });
    select.addEventListener("pointerdown", () => { arrows = false; });
    return {
      body: [given.context ? make("p", { class: "sw-gloss" }, given.context) : null, make("div", { class: "sw-row" }, select, checkButton(api))],
      value: () => ({ chosen: select.value ? [select.value] : [] }),
      fill(value) { select.value = value?.chosen?.[0] ?? ""; },
      complete: (value) => value.chosen.length > 0,
    };
  }

  function paintLadder(form) {
    for (const [id, place] of places) {
      const here = [...form.cards.values()].filter((card) => card.part.value().chosen[0] === id);
      place.replaceChildren(...here.map((card) => make("span", { class: "sw-chip" }, card.heading.lastChild.textContent)));
    }
  }

  const form = runForm({ model, el, className: "sw-grade", build, below: () => (rungs.length ? [ladder] : []), onProgress: (f) => rungs.length && paintLadder(f) });
  return form.stop;
}

export default { render };
