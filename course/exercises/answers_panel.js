// Take all answers along as one file; bring them back by choosing or dragging in such a file. On a server that may be
// gone tomorrow, somebody who has stopped working is reminded before it stops, wherever in the page they are.

const IDLE = 7 * 60_000; // ms without a key or a click; Binder stops a server after ten minutes

function render({ model, el }) {
  const root = exerciseRoot(model, el, "sw-panel");
  const key = `says-who/downloaded/${model.get("place")}`;
  let inPage = ""; // where the browser stores nothing, this page still knows
  const downloaded = () => {
    try { return localStorage.getItem(key) ?? inPage; } catch { return inPage; }
  };
  const trouble = watchKernel(model, () => {});
  const waiting = new Map();
  let count = 0;

  const what = make("p", {});
  const reminder = make("p", { class: "sw-reminder", role: "status" });
  const download = make("button", { type: "button", onclick: () => ask({ kind: "download" }) }, "Download all answers");
  const input = make("input", { type: "file", accept: ".json,application/json", class: "sw-hidden", tabindex: -1, "aria-hidden": "true", onchange: () => { take(input.files[0]); input.value = ""; } });
  const choose = make("button", { type: "button", onclick: () => input.click() }, "Bring answers back …");
  const drop = make("div", { class: "sw-drop" }, make("div", { class: "sw-row" }, download, choose, input),
    make("p", { class: "sw-gloss" }, "Or drag a file of answers onto this box. Newer answers win; nothing newer here is lost."));
  const feedback = make("div", { class: "sw-feedback", role: "status" });
  const away = make("div", { class: "sw-away", role: "alert", hidden: true });
  const later = make("button", { type: "button", onclick: () => { away.hidden = true; } }, "Not now");
  const now = make("button", { type: "button", class: "sw-main", onclick: () => ask({ kind: "download" }) }, "Download all answers");
  let idle = null;
  const stirred = () => {
    clearTimeout(idle);
    if (model.get("temporary")) idle = setTimeout(remind, IDLE);
  };
  function remind() {
    if (!due()) return;
    away.replaceChildren(make("p", {}, "Are you pausing? Nobody has worked here for a while, and this server stops after ten minutes like that. You have answers that are not downloaded yet."), make("div", { class: "sw-row" }, now, later));
    away.hidden = false;
  }
  for (const event of ["keydown", "pointerdown"]) document.addEventListener(event, stirred, true);
  stirred();
  const card = make("div", { class: "sw-card", role: "group", "aria-label": "All your answers" },
    make("p", { class: "sw-title" }, "All your answers"), what, reminder, drop, feedback);
  root.append(card, away);

  function tell(title, lines = []) {
    feedback.replaceChildren(make("p", { class: "sw-feedback-title" }, title), ...lines.map((line) => make("p", {}, line)));
  }

  function ask(message) {
    const n = `${Math.random().toString(36).slice(2)}:${++count}`;
    const timer = setTimeout(() => {
      const wake = trouble() === "busy" ? "It is busy with another cell: wait until that is done." : HOW_TO_WAKE;
      tell(`The kernel does not answer, so nothing happened yet. ${wake}`);
    }, PATIENCE);
    waiting.set(n, timer);
    postTo(model, { ...message, n });
  }

  async function take(file) {
    if (!file) return;
    if (file.size > 20_000_000) return tell("Nothing was brought back.", ["This file is larger than 20 MB: no answers file is."]);
    ask({ kind: "bring back", text: await file.text() });
  }

  /** The reader has a file of all answers up to this time. */
  function know(time) {
    inPage = time;
    try { localStorage.setItem(key, time); } catch { /* this page knows */ }
    paint();
  }

  const due = () => model.get("temporary") && model.get("newest") > downloaded();

  function paint() {
    const summary = model.get("summary");
    const total = summary.reduce((sum, [, n]) => sum + n, 0);
    const from = summary.length === 1 ? "1 notebook" : `${summary.length} notebooks`;
    what.textContent = total ? `${total} answer${total === 1 ? "" : "s"} from ${from} in this folder.` : "Nothing is recorded yet.";
    if (!due()) away.hidden = true;
    reminder.textContent = due() ? "This server may be emptied when you leave. You have answers that are not downloaded yet: press Download before you close this page." : "";
  }

  const onMessage = (message) => {
    if (!waiting.has(message.n)) return;
    clearTimeout(waiting.get(message.n));
    waiting.delete(message.n);
    if (message.kind === "file") {
      offerFile(`says-who-answers-${new Date().toISOString().slice(0, 10)}.json`, message.text);
      know(message.newest);
      tell("Downloaded. Keep the file; on another computer, bring it back here.", message.lines);
    } else if (message.kind === "brought") {
      if (message.newest) know(message.newest);
      tell(message.title, message.lines);
    }
  };
  const over = (event) => { event.preventDefault(); event.stopPropagation(); drop.dataset.over = "true"; };
  drop.addEventListener("dragover", over);
  drop.addEventListener("dragenter", over);
  drop.addEventListener("dragleave", () => { drop.dataset.over = "false"; });
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    drop.dataset.over = "false";
    take(event.dataTransfer.files[0]);
  });
  model.on("msg:custom", onMessage);
  model.on("change:summary change:newest", paint);
  paint();
  return () => {
    for (const timer of waiting.values()) clearTimeout(timer);
    trouble.stop();
    clearTimeout(idle);
    for (const event of ["keydown", "pointerdown"]) document.removeEventListener(event, stirred, true);
    model.off("msg:custom", onMessage);
    model.off("change:summary change:newest", paint);
  };
}

export default { render };
