// Make the page of everything that a learner did, and let the browser save it.

function render({ model, el }) {
  const root = exerciseRoot(model, el, "sw-panel");
  const trouble = watchKernel(model, () => {});
  let timer = null;
  let count = 0;
  const feedback = make("div", { class: "sw-feedback", role: "status" });
  const button = make("button", { type: "button", class: "sw-main", onclick: ask }, "Make my page");
  root.append(make("div", { class: "sw-card", role: "group", "aria-label": "A page to keep" },
    make("p", { class: "sw-title" }, "A page to keep"),
    make("p", {}, "One page with your answers, the sentences that you marked, and the things to keep. It opens in any browser, without this program and without the web. It is for you: your answers and the results of your checks stand on it."),
    make("div", { class: "sw-row" }, button), feedback));

  function tell(title, lines = []) {
    feedback.replaceChildren(make("p", { class: "sw-feedback-title" }, title), ...lines.map((line) => make("p", {}, line)));
  }

  function ask() {
    tell("Making the page …");
    clearTimeout(timer);
    timer = setTimeout(() => {
      const wake = trouble() === "busy" ? "It is busy with another cell: wait until that is done." : HOW_TO_WAKE;
      tell("No page was made yet: the kernel does not answer.", [wake]);
    }, PATIENCE * 6);
    postTo(model, { kind: "make", n: ++count });
  }

  const onMessage = (message) => {
    if (message.n !== count) return;
    clearTimeout(timer);
    if (message.kind !== "page") return tell("No page was made.", [message.why]);
    offerFile(model.get("name"), message.html, "text/html");
    tell(`${model.get("name")} is downloaded.`, ["Open it with a double click. To go on with the exercises elsewhere, you also need the file from “Download all answers”."]);
  };
  model.on("msg:custom", onMessage);
  return () => {
    clearTimeout(timer);
    trouble.stop();
    model.off("msg:custom", onMessage);
  };
}

export default { render };
