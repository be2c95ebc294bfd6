// One line of code with blanks. Filled from menus, or the answer typed instead: whichever was touched last counts.

function build(given, api) {
  let by = "menu"; // what was touched last
  let code = null; // an answer that the cell's own line recorded
  const picked = given.menus.map(() => null);
  const selects = given.menus.map((of, i) => menu(`Blank ${i + 1} of ${given.menus.length}: ${of.name.replaceAll("_", " ")}`,
    of.options.map((text, n) => ({ id: String(n), text })), "", (id) => { picked[i] = id === "" ? null : Number(id); touched("menu"); }, "BLANK"));
  const fields = given.fields.map((field) => make("input", { type: "text", inputmode: "decimal", class: "sw-figure", maxlength: 60, autocomplete: "off", "aria-label": `${field.label}, typed` }));
  const unit = given.units.length ? menu("Unit", given.units.map((text) => ({ id: text, text })), "", () => touched(by), "unit …") : null;
  const picture = make("img", { class: "sw-line-picture", hidden: true, alt: "" });
  const mine = make("p", { class: "sw-gloss", hidden: true }, "Recorded by your own line in the cell. A menu or a number here takes its place.");

  for (const field of fields) {
    field.addEventListener("input", () => { choose("typed"); api.soon(); });
    field.addEventListener("change", () => api.changed());
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); if (api.atOnce) api.check(); } });
  }
  /** The other way is emptied, so that the page shows one answer. */
  function choose(way) {
    by = way;
    code = null;
    mine.hidden = true;
    if (way === "typed") { picked.fill(null); for (const select of selects) select.value = ""; }
    else for (const field of fields) field.value = "";
  }
  function touched(way) {
    choose(way);
    api.changed();
    if (!whole()) return;
    if (api.atOnce) api.check();
    else if (!given.fields.length) api.look(); // the chart, before it is given for good
  }
  const whole = () => (!unit || unit.value !== "") && (by === "menu" ? picked.length > 0 && !picked.includes(null) : fields.every((f) => f.value.trim() !== ""));

  const line = make("code", { class: "sw-line" });
  given.pieces.forEach((piece, i) => line.append(piece, ...(selects[i] ? [selects[i]] : [])));
  const ways = [];
  if (selects.length) ways.push(make("div", { class: "sw-row", role: "group", "aria-label": "Fill the line from menus" }, make("span", { class: "sw-way" }, given.fields.length ? "Fill the line:" : ""), line));
  if (fields.length) {
    ways.push(make("div", { class: "sw-row", role: "group", "aria-label": "Or type the answer" }, make("span", { class: "sw-way" }, selects.length ? "or type the answer:" : "Type the answer:"),
      ...given.fields.flatMap((field, i) => [...(given.fields.length > 1 ? [make("span", {}, field.label)] : []), fields[i]])));
  }
  if (unit) ways.push(make("div", { class: "sw-row" }, make("span", { class: "sw-way" }, "and the unit:"), unit));
  return {
    body: [mine, ...ways, checkButton(api, api.atOnce && !given.fields.length ? "Show the chart" : api.checkWords), picture],
    value() {
      if (code) return code;
      const value = { text: given.text, by, ...(unit ? { unit: unit.value } : {}) };
      if (by === "menu") value.picks = [...picked];
      else given.fields.forEach((field, i) => { value[field.name] = fields[i].value; });
      return value;
    },
    fill(value) {
      by = value.by === "typed" ? "typed" : "menu";
      code = value.by === "code" ? value : null;
      mine.hidden = !code;
      selects.forEach((select, i) => { picked[i] = by === "menu" ? value.picks?.[i] ?? null : null; select.value = picked[i] === null ? "" : String(picked[i]); });
      fields.forEach((field, i) => { field.value = by === "typed" ? value[given.fields[i].name] ?? "" : ""; });
      if (unit) unit.value = value.unit ?? "";
    },
    complete: () => code !== null || whole(),
    draw({ picture: address, words }) { picture.src = address; picture.alt = words; picture.hidden = false; },
  };
}

function render({ model, el }) {
  const form = runForm({ model, el, className: "sw-one-line", build });
  const onPicture = (message) => { if (message.kind === "picture") form.cards.get(message.item)?.part.draw(message); };
  model.on("msg:custom", onPicture);
  return () => { model.off("msg:custom", onPicture); form.stop(); };
}

export default { render };
