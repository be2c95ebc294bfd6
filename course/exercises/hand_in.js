// Make the one file to hand in. The notebook is saved first, so that what was typed last is in it.

const SAVING = 1200; // ms that a save may take before the file is made

function render({ model, el }) {
  const root = exerciseRoot(model, el, "sw-hand-in");
  const trouble = watchKernel(model, () => {});
  let timer = null;
  let count = 0;

  const state = make("p", {});
  const button = make("button", { type: "button", class: "sw-main", onclick: handIn }, "Hand in");
  const feedback = make("div", { class: "sw-feedback", role: "status" });
  root.append(make("div", { class: "sw-card", role: "group", "aria-label": "Hand in" },
    make("p", { class: "sw-title" }, "Hand in"), state, make("div", { class: "sw-row" }, button), feedback));

  function tell(title, lines = []) {
    feedback.replaceChildren(make("p", { class: "sw-feedback-title" }, title), ...lines.map((line) => make("p", {}, line)));
  }

  function paint() {
    const missing = model.get("missing");
    state.textContent = `${model.get("recorded")} of ${model.get("of")} recorded${missing.length ? `; missing: ${missing.join(", ")}.` : "."}`;
  }

  function handIn() {
    tell("Saving the notebook …");
    const save = { key: "s", code: "KeyS", keyCode: 83, ctrlKey: true, bubbles: true, cancelable: true };
    button.dispatchEvent(new KeyboardEvent("keydown", save));
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = setTimeout(() => {
        const wake = trouble() === "busy" ? "It is busy with another cell: wait until that is done, then press again." : HOW_TO_WAKE;
        tell("No file was made: the kernel does not answer.", [wake]);
      }, PATIENCE * 2);
      postTo(model, { kind: "hand in", n: ++count });
    }, SAVING);
  }

  const onMessage = (message) => {
    if (message.n !== count) return;
    clearTimeout(timer);
    if (message.kind !== "file") return tell("No file was made.", message.lines);
    const bytes = Uint8Array.from(atob(message.content), (letter) => letter.charCodeAt(0));
    offerFile(message.name, bytes, "application/zip");
    const missing = model.get("missing");
    const lines = missing.length ? [`Still without an answer: ${missing.join(", ")}. You may answer them and press again.`] : [];
    tell(`${message.name} is downloaded. Give this one file to your teacher.`, [...lines, ...message.lines]);
  };
  model.on("msg:custom", onMessage);
  model.on("change:recorded change:missing", paint);
  paint();
  return () => {
    clearTimeout(timer);
    trouble.stop();
    model.off("msg:custom", onMessage);
    model.off("change:recorded change:missing", paint);
  };
}

export default { render };
