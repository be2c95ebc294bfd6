// A guess: chosen, typed or set on a slider, then committed by a button. After that it stays as it is.

const CONTROLS = {
  choice(given, api) {
    const radios = choiceControl(given, api, { atOnce: false });
    return { body: [radios.body[0]], read: () => radios.value().chosen[0] ?? null, fill: (guess) => radios.fill({ chosen: [guess] }) };
  },
  number(given) {
    const field = make("input", { type: "text", class: "sw-figure", inputmode: "decimal", autocomplete: "off", maxlength: 60, "aria-label": given.unit ? `Your guess, in ${given.unit}` : "Your guess" });
    return {
      body: [make("div", { class: "sw-row" }, field, make("span", {}, given.unit))],
      read: () => (/[0-9]/.test(field.value) ? field.value.trim() : null),
      fill(guess) { field.value = guess; },
    };
  },
  slider(given, api) {
    const slider = blankSlider({ min: given.min, max: given.max, step: given.step, label: "Your guess", words: (v) => `${v} ${given.unit}`.trim(), changed: () => api.touched() });
    return { body: slider.body, read: slider.read, fill: slider.fill };
  },
};

function build(given, api) {
  let made = null;
  api.changed = ((keep) => () => (made === null ? undefined : keep()))(api.changed); // only a guess that is made is recorded
  api.check = () => commit();
  api.touched = () => api.say("");
  const control = CONTROLS[given.kind](given, api);
  const button = make("button", { type: "button", class: "sw-check", onclick: () => commit() }, "This is my guess");
  const words = make("p", { class: "sw-gloss" }, "What follows appears after your guess. A guess is recorded, never marked.");

  function commit() {
    if (made !== null) return;
    const guess = control.read();
    if (guess === null) return api.say("Make a guess first: any guess will do.");
    made = guess;
    api.say("");
    api.changed();
    close(true);
  }

  function close(moved) {
    for (const node of control.body) for (const input of [node, ...node.querySelectorAll("input")]) if (input.matches("input")) input.disabled = true;
    if (moved) api.feedback.tabIndex = -1;
    button.hidden = true;
    words.textContent = "Your guess is recorded and stays. There is no right or wrong here; what follows stands below.";
    if (moved) { words.tabIndex = -1; words.focus(); }
  }

  for (const node of control.body) node.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input:not([type=radio])")) { event.preventDefault(); commit(); } });
  return {
    body: [...control.body, button, words],
    value: () => ({ guess: made }),
    fill(value) { made = value.guess; control.fill(made); close(false); },
    complete: () => made !== null,
  };
}

function render({ model, el }) {
  return runForm({ model, el, className: "sw-predict", build }).stop;
}

export default { render };
