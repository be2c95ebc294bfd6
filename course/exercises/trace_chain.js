// Documents put in order by buttons or a menu of places; for each but the first, what it did with the words before it.

const UNKNOWN_TITLE = "A link that nobody has seen";
const MOST_UNKNOWN = 5;

function build(given, api, kinds, steps) {
  const cards = new Map(given.cards.map((card) => [card.id, card]));
  let order = given.cards.map((card) => card.id);
  let changes = {};
  let matters = {};
  const list = make("ol", { class: "sw-chain" });
  const insert = make("button", { type: "button", onclick: () => addUnknown() }, "Insert an unknown link");
  const settled = (kind) => kinds.some((k) => k.id === kind && k.settled);
  const titleOf = (id) => cards.get(id)?.title ?? UNKNOWN_TITLE;
  const first = () => order.find((id) => cards.has(id));

  function value() {
    const asked = order.filter((id) => cards.has(id) && id !== first());
    const only = (from, ids) => Object.fromEntries(ids.filter((id) => from[id]).map((id) => [id, from[id]]));
    const kindsGiven = only(changes, asked);
    return { order: [...order], changes: kindsGiven, matters: only(matters, asked.filter((id) => kindsGiven[id] && !settled(kindsGiven[id]))) };
  }

  function moved(id, to, focus) {
    const from = order.indexOf(id);
    to = Math.max(0, Math.min(order.length - 1, to));
    if (from === to) return api.say(`“${titleOf(id)}” is already ${to ? "last" : "first"}.`);
    order.splice(from, 1);
    order.splice(to, 0, id);
    paint();
    api.say(`“${titleOf(id)}” is now ${to + 1} of ${order.length}.`);
    focusOn(id, focus);
    api.changed();
  }

  function addUnknown() {
    const free = Array.from({ length: MOST_UNKNOWN }, (_, i) => `unknown-${i + 1}`).find((id) => !order.includes(id));
    if (!free) return api.say(`${MOST_UNKNOWN} unknown links are the most.`);
    order.splice(1, 0, free);
    paint();
    api.say(`An unknown link is now 2 of ${order.length}. Move it to where a link is missing.`);
    focusOn(free, "place");
    api.changed();
  }

  function remove(id) {
    order = order.filter((other) => other !== id);
    paint();
    api.say("Unknown link removed.");
    insert.focus();
    api.changed();
  }

  const focusOn = (id, control) => list.querySelector(`[data-id="${CSS.escape(id)}"] [data-control="${control}"]`)?.focus();

  function link(id, index) {
    const card = cards.get(id);
    const title = titleOf(id);
    const places = order.map((_, i) => ({ id: String(i), text: `${i + 1}` }));
    const place = make("select", { "aria-label": `Place of “${title}”`, "data-control": "place", onchange: (e) => moved(id, Number(e.target.value), "place") },
      ...places.map((p) => make("option", { value: p.id }, p.text)));
    place.value = String(index);
    const button = (words, label, control, onclick, off = false) =>
      make("button", { type: "button", "aria-label": label, "data-control": control, "aria-disabled": off ? "true" : null, onclick }, words);
    const row = make("div", { class: "sw-row sw-move" },
      make("span", { "aria-hidden": "true" }, "Place"), place,
      button("↑ Earlier", `Move “${title}” earlier`, "up", () => moved(id, index - 1, "up"), index === 0),
      button("↓ Later", `Move “${title}” later`, "down", () => moved(id, index + 1, "down"), index === order.length - 1),
      card ? null : button("Remove", "Remove this unknown link", "remove", () => remove(id)));
    const asks = card && id !== first() ? questions(id, title) : null;
    const node = make("li", { class: card ? "sw-link" : "sw-link sw-unknown", "data-id": id },
      make("p", { class: "sw-link-title" }, title),
      card ? make("p", { class: "sw-meta" }, ...[[card.outlet, card.date].filter(Boolean).join(" · ") || null, card.url ? " · " : null, card.url ? outside(card.url, "read it") : null].filter(Boolean)) : make("p", { class: "sw-meta" }, "Somebody passed it on here, and no card shows it."),
      card?.text ? make("blockquote", {}, card.text) : null,
      row, asks);
    return node;
  }

  function questions(id, title) {
    const place = make("div", { class: "sw-row sw-asks" });
    const draw = (focus) => {
      const kind = menu(`What “${title}” did with the words before it`, kinds, changes[id], (k) => {
        if (k) changes[id] = k; else delete changes[id];
        draw("kind");
        api.changed();
      }, "It …");
      kind.dataset.control = "kind";
      const step = changes[id] && !settled(changes[id]) ? menu(`Does it matter, what “${title}” did?`, steps, matters[id], (s) => {
        if (s) matters[id] = s; else delete matters[id];
        api.changed();
      }, "Does it matter?") : null;
      place.replaceChildren(...[make("span", {}, "Against the one before:"), kind, step].filter(Boolean));
      if (focus) kind.focus();
    };
    draw();
    return place;
  }

  function paint() {
    list.replaceChildren(...order.map(link));
  }
  paint();
  return {
    body: [list, make("div", { class: "sw-row" }, insert, checkButton(api))],
    value,
    fill(recorded) {
      order = [...recorded.order];
      changes = { ...recorded.changes };
      matters = { ...recorded.matters };
      paint();
    },
    complete: (v) => v.order.filter((id) => cards.has(id)).slice(1).every((id) => v.changes[id] && (settled(v.changes[id]) || v.matters[id])),
  };
}

function render({ model, el }) {
  const [kinds, steps] = [model.get("kinds"), model.get("steps")];
  const progress = make("p", { class: "sw-progress", role: "status" });
  const form = runForm({
    model, el, className: "sw-trace", build: (given, api) => build(given, api, kinds, steps), above: () => [progress],
    onProgress: (f) => {
      const v = [...f.cards.values()][0].part.value();
      const asked = v.order.filter((id) => !id.startsWith("unknown-")).slice(1);
      const settled = (kind) => kinds.some((k) => k.id === kind && k.settled);
      const done = asked.filter((id) => v.changes[id] && (settled(v.changes[id]) || v.matters[id])).length;
      progress.textContent = `${done} of ${asked.length} links told`;
    },
  });
  return form.stop;
}

export default { render };
