// Questions of five kinds: one answer, several answers, a number, a few words, a long text. Native form controls, so that keys and
// screen readers just work. What is right stays in the kernel.

const KINDS = {
  choice: (given, api) => choiceControl(given, api),
  multiple: (given, api) => choiceControl(given, api, { multiple: true }),
  number: numberControl,
  text: textControl,
  long: longControl,
};

/** Recorded: {"typed": text} and, where units are offered, "unit". Read in the kernel, with comma or point. */
function numberControl(given, api) {
  const field = typed(api, { inputmode: "decimal", class: "sw-figure", maxlength: 60, "aria-label": given.unit ? `Number, in ${given.unit}` : "Number" });
  const unit = given.units.length ? menu("Unit", given.units.map((u) => ({ id: u, text: u })), "", () => api.changed(), "unit …") : null;
  return {
    body: [make("div", { class: "sw-row" }, field, unit ?? make("span", {}, given.unit)), checkButton(api)],
    value: () => ({ typed: field.value, ...(unit ? { unit: unit.value } : {}) }),
    fill(value) {
      field.value = value?.typed ?? "";
      if (unit) unit.value = value?.unit ?? "";
    },
    complete: (value) => value.typed.trim() !== "" && (!unit || value.unit !== ""),
  };
}

/** Recorded: {"typed": text}. */
function textControl(given, api) {
  const field = typed(api, { maxlength: 500, "aria-label": "Your answer" });
  return {
    body: [field, checkButton(api)],
    value: () => ({ typed: field.value }),
    fill(value) { field.value = value?.typed ?? ""; },
    complete: (value) => value.typed.trim() !== "",
  };
}

/** Recorded: {"written": text}. */
function longControl(given, api) {
  const count = make("p", { class: "sw-meta" });
  const box = make("textarea", { rows: given.rows, maxlength: 5000, spellcheck: "true", "aria-label": "Your text" });
  const words = () => {
    const number = box.value.trim() ? box.value.trim().split(/\s+/).length : 0;
    count.textContent = `${number} word${number === 1 ? "" : "s"}`;
  };
  box.addEventListener("input", () => { words(); api.soon(); });
  box.addEventListener("change", () => api.changed());
  words();
  return {
    body: [box, count, checkButton(api)],
    value: () => ({ written: box.value }),
    fill(value) { box.value = value?.written ?? ""; words(); },
    complete: (value) => value.written.trim() !== "",
  };
}

function typed(api, attributes) {
  const field = make("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });
  field.addEventListener("input", () => api.soon());
  field.addEventListener("change", () => api.changed());
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); if (api.atOnce) api.check(); } });
  return field;
}

function render({ model, el }) {
  const form = runForm({ model, el, className: "sw-quiz", build: (given, api) => KINDS[given.kind](given, api) });
  return form.stop;
}

export default { render };
