// One question with a few answers to choose from; native form controls, so that keys and screen readers just work.

function render({ model, el }) {
  const root = exerciseRoot(el, "sw-quiz");
  const item = model.get("item");
  const state = stateLine();
  const feedback = make("div", { class: "sw-feedback", role: "status" });
  const name = `sw-${Math.random().toString(36).slice(2)}`;
  const type = model.get("multiple") ? "checkbox" : "radio";
  const boxes = model.get("options").map((option) => make("input", { type, name, value: option.id }));
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const value = () => ({ chosen: chosen() });
  const keeper = makeKeeper(model, {
    show: (_item, ...words) => state.show(...words),
    replaced: (_item, given) => fill(given),
  });
  function fill(given) {
    for (const box of boxes) box.checked = given?.chosen?.includes(box.value) ?? false;
  }
  for (const box of boxes) {
    box.addEventListener("change", () => {
      feedback.replaceChildren();
      keeper.changed(item, value());
      if (!model.get("multiple")) keeper.ask(item, value());
    });
  }
  state.download.addEventListener("click", () => offerFile(`${item}.json`, JSON.stringify({ [item]: value() }, null, 1)));
  const check = make("button", { type: "button", onclick: () => keeper.ask(item, value()) }, "Check");
  root.append(make("fieldset", { class: "sw-card" },
    make("legend", {}, model.get("question")),
    ...model.get("options").map((option, i) => make("label", { class: "sw-option" }, boxes[i], make("span", {}, option.text))),
    model.get("multiple") ? check : null,
    feedback, state.line));

  const onMessage = (message) => {
    if (message.kind !== "feedback") return;
    feedback.replaceChildren(make("p", { class: "sw-feedback-title" }, message.title), ...message.lines.map((line) => make("p", {}, line.text)));
  };
  model.on("msg:custom", onMessage);
  fill(keeper.begin(item, model.get("entries")[item]));
  return () => {
    keeper.stop();
    model.off("msg:custom", onMessage);
  };
}

export default { render };
