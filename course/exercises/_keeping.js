// Shared by all exercises: small DOM helpers, and the keeping of answers.
//
// An answer counts as kept only when the kernel has said so. Until then it waits in this browser's storage, and it is
// sent again as soon as a kernel answers, at the latest when the exercise is next drawn: a kernel that died takes no
// answer with it. Whether the kernel still listens is asked when the exercise gets the focus, so that an exercise whose
// kernel is gone says so before anything is changed.

const PATIENCE = 1500; // ms without an acknowledgement before the page admits that the answer is not kept
const ASK_AGAIN = 5000; // ms between two questions to a kernel while something waits
const GIVE_UP = 30_000; // ms after which a question that was never answered counts as lost
const MOST_ASKED = 6; // times that a kernel at rest is asked to check the same answer
const HOW_TO_WAKE = "Choose Run, then Run All Cells.";

/** Make an element. Text goes in as text, never as HTML. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  // Keeps single keys from JupyterLab's commands (D D deletes a cell). On the root alone it does nothing: Lab's
  // selectors end in :focus and match the focused element itself before they meet an ancestor.
  element.dataset.lmSuppressShortcuts = "true";
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Send to the kernel. A connection that is closed throws here; the clock that runs beside says the rest. */
function postTo(model, message) {
  try {
    model.send(message);
  } catch {
    // nothing to do: no answer will come, and that is told
  }
}

/** Ask the kernel to check an answer, and again when it rests without having told: Jupyter drops messages where many come
 *  at once. `late()` is called when it takes long. */
function makeAsker(model, late) {
  let timer = null;
  const answered = () => clearTimeout(timer);
  function ask(message, pause = PATIENCE, left = MOST_ASKED) {
    answered();
    if (pause === PATIENCE) postTo(model, message);
    timer = setTimeout(() => {
      late();
      const busy = model.widget_manager?.kernel?.status === "busy"; // it comes to the question by itself
      if (!busy) postTo(model, message);
      if (busy || left > 1) ask(message, ASK_AGAIN, busy ? left : left - 1);
    }, pause);
  }
  return { ask: (message) => ask(message), answered };
}

/** anywidget hands a message on only to a model that was ready within two seconds; where Run All keeps a slow computer
 *  busy for longer, all that the kernel ever answers would be dropped. Who draws is ready, so from here on messages come
 *  straight from ipywidgets. `me` is the model's own id. */
async function hearAlways(model) {
  const whole = await model.widget_manager?.get_model?.(model.get("me"));
  const anywidgets = whole && Object.getPrototypeOf(whole);
  if (!anywidgets || !Object.hasOwn(anywidgets, "_handle_comm_msg")) return; // another place than Jupyter, or another anywidget
  whole.comm?.on_msg(Object.getPrototypeOf(anywidgets)._handle_comm_msg.bind(whole));
}

let newestRoot = null; // the root made last: makeKeeper, called next in the same render, puts its banner there

/** The root of an exercise: keys pressed inside it are its own, save two of JupyterLab's: Ctrl+S still saves the notebook,
 *  and Ctrl+Shift+C opens the list of commands, the way to Run All Cells without a mouse. */
function exerciseRoot(model, el, className) {
  hearAlways(model).catch((error) => console.warn("says-who: answers of the kernel may be missed.", error));
  const root = make("div", { class: `says-who ${className}` });
  root.addEventListener("keydown", (event) => {
    const pressed = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (pressed === "s" || (pressed === "c" && event.shiftKey))) {
      event.preventDefault();
      const { key, code, keyCode, ctrlKey, metaKey, shiftKey } = event;
      const given = { key, code, keyCode, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true };
      const again = new KeyboardEvent("keydown", given);
      (root.closest(".jp-Notebook") ?? document.body).dispatchEvent(again);
    }
  });
  root.banner = make("div", { class: "sw-banner", role: "status" });
  root.append(root.banner);
  el.append(root);
  newestRoot = root;
  return root;
}

/** Watches one kernel. `told(trouble)` is called with null, "busy", "lost" (for good: its successor does not know this
 *  exercise) or "cut off" (no connection to the server). Returns a function that says the present one, with stop(). */
function watchKernel(model, told) {
  const kernel = model.widget_manager?.kernel; // Lab has one; elsewhere only questions without an answer tell
  let lost = false;
  const trouble = () => {
    if (lost) return "lost";
    if (kernel?.connectionStatus && kernel.connectionStatus !== "connected") return "cut off";
    return kernel?.status === "busy" ? "busy" : null;
  };
  const onStatus = () => {
    if (["restarting", "autorestarting", "terminating", "dead"].includes(kernel.status)) lost = true;
    told(trouble());
  };
  const onConnection = () => told(trouble());
  kernel?.statusChanged?.connect(onStatus);
  kernel?.connectionStatusChanged?.connect(onConnection);
  trouble.stop = () => {
    kernel?.statusChanged?.disconnect(onStatus);
    kernel?.connectionStatusChanged?.disconnect(onConnection);
  };
  return trouble;
}

/**
 * Keeps the answers of one exercise.
 *
 * `show(item, state, words)` paints one of: none, kept, keeping, not-kept. `replaced(item, value)` puts another value
 * in place of what is shown: a newer answer, from another window or brought back from a file.
 */
function makeKeeper(model, { show, replaced, root = newestRoot }) {
  const place = model.get("place"); // which answers file, as a short hash: two copies of a kit must not mix
  const me = Math.random().toString(36).slice(2); // two views of one exercise must not take each other's receipts
  const waiting = new Map(); // item -> {count, value, time, timer, refused}
  const known = new Map(); // item -> time of the newest entry that this page has shown
  const notices = [];
  let count = 0;
  let question = null; // the question to the kernel that is out: {count, asked, timer}
  let heard = Date.now(); // the cell has just run
  let silent = false;
  const storageKey = (item) => `says-who/${place}/${item}`;

  // The browser's storage

  function store(item, entry) {
    try {
      localStorage.setItem(storageKey(item), JSON.stringify(entry));
      return true;
    } catch {
      return false; // storage switched off or full: the page then says so
    }
  }

  function stored(item) {
    try {
      const found = JSON.parse(localStorage.getItem(storageKey(item)));
      return typeof found?.time === "string" ? found : null;
    } catch {
      return null;
    }
  }

  /** Forget what waits, unless another window has left something newer there. */
  function forget(item, time) {
    const left = stored(item);
    if (left && left.time > time) return;
    try {
      localStorage.removeItem(storageKey(item));
    } catch {
      // storage switched off: nothing was there
    }
  }

  // What is told above the exercise

  function kernelWords() {
    switch (kernelTrouble()) {
      case "lost": return `The kernel that served this exercise is gone. What you change now waits in this browser and is not in your file. To go on: ${HOW_TO_WAKE}`;
      case "cut off": return "This page has no connection to Jupyter. What you change now waits in this browser and is not in your file. If Jupyter was stopped, start it again, reload this page and run the notebook.";
      case "busy": return silent ? "The kernel is busy with another cell. What you change waits in this browser and is kept as soon as that cell is done." : "";
      default: return silent ? `The kernel does not answer; it may be busy or stopped. What you change now waits in this browser and is not in your file. If this line stays: ${HOW_TO_WAKE}` : "";
    }
  }

  function tell() {
    const lines = [kernelWords(), ...notices.map((notice) => `Please read: ${notice}`)].filter(Boolean);
    if (root && root.banner.dataset.words !== lines.join("\n")) {
      root.banner.dataset.words = lines.join("\n");
      root.banner.replaceChildren(...lines.map((line) => make("p", {}, line)));
    }
  }

  function notice(words) {
    for (const word of words ?? []) if (!notices.includes(word)) notices.push(word);
    tell();
  }

  function notAnswered(item) {
    const wait = waiting.get(item);
    if (!wait || wait.refused) return;
    const where = wait.inBrowser ? "Your answer waits in this browser." : "This browser cannot store it either: do not close this page.";
    const why = {
      lost: `it was stopped. ${where} ${HOW_TO_WAKE}`,
      "cut off": `there is no connection to Jupyter. ${where} Start Jupyter again, reload this page and run the notebook.`,
      busy: `it is busy with another cell. ${where} It is kept as soon as that cell is done.`,
    }[kernelTrouble()] ?? `it may be busy or stopped. ${where} If this line stays, choose Run, then Run All Cells.`;
    show(item, "not-kept", `the kernel has not answered; ${why}`);
  }

  const kernelTrouble = watchKernel(model, (trouble) => {
    for (const [item, wait] of waiting) {
      if (trouble === "lost" || trouble === "cut off" || Date.now() - wait.sent > PATIENCE) notAnswered(item);
    }
    if (silent && trouble === null) ask(); // it seems idle again: does it know this exercise?
    tell();
  });

  // To the kernel

  const post = (message) => postTo(model, message);

  /** Ask the kernel whether it listens. It answers in the order in which it was asked. */
  function ask() {
    if (question && Date.now() - question.asked < GIVE_UP) return;
    clearTimeout(question?.timer);
    count += 1;
    const timer = setTimeout(() => { silent = true; tell(); }, PATIENCE);
    question = { count, asked: Date.now(), timer };
    post({ kind: "ping", n: `${me}:${count}` });
  }

  function deliver(item) {
    const wait = waiting.get(item);
    wait.count = ++count;
    wait.sent = Date.now();
    post({ kind: "record", item, value: wait.value, time: wait.time, n: `${me}:${wait.count}` });
  }

  function send(item, value, time, words = "") {
    clearTimeout(waiting.get(item)?.timer);
    const inBrowser = store(item, { value, time });
    const timer = setTimeout(() => { silent = true; notAnswered(item); tell(); }, PATIENCE);
    waiting.set(item, { value, time, timer, inBrowser });
    known.set(item, time);
    show(item, "keeping", words);
    deliver(item);
    if (kernelTrouble() === "lost") notAnswered(item);
  }

  const again = setInterval(() => { if (waiting.size && [...waiting.values()].some((w) => Date.now() - w.sent > PATIENCE)) ask(); }, ASK_AGAIN);
  const onFocus = () => { if (Date.now() - heard > PATIENCE) ask(); };
  root?.addEventListener("focusin", onFocus);

  // From the kernel

  function receive(message) {
    const [who, number] = String(message.n ?? "").split(":");
    if (who !== me) return;
    heard = Date.now();
    if (message.kind === "pong") {
      if (question?.count === Number(number)) { clearTimeout(question.timer); question = null; }
      silent = false;
      notice(message.notices);
      tell();
      // What was sent before and never answered got lost; what was refused may fit now (a full disk has room again).
      for (const [item, wait] of waiting) {
        if (wait.count < Number(number) && !wait.final && Date.now() - wait.sent > PATIENCE) deliver(item);
      }
      return;
    }
    if (!["kept", "not kept", "newer"].includes(message.kind)) return;
    const { item, time } = message;
    notice(message.notices);
    const wait = waiting.get(item);
    if (!wait || wait.count !== Number(number)) return; // an older change: the newest one decides
    clearTimeout(wait.timer);
    silent = false;
    tell();
    if (message.kind === "not kept") {
      wait.refused = true;
      wait.final = message.final === true;
      show(item, "not-kept", message.why);
      return;
    }
    waiting.delete(item);
    forget(item, wait.time > time ? wait.time : time);
    known.set(item, time);
    if (message.kind === "newer") replaced(item, message.value);
    show(item, "kept", message.kind === "newer" ? `a newer answer from another window, at ${clock(time)}` : `at ${clock(time)}`);
  }
  model.on("msg:custom", receive);

  // Another window of this notebook, or a file that was brought back, has a newer answer.
  function onEntries() {
    for (const [item, entry] of Object.entries(model.get("entries"))) {
      if (waiting.has(item) || entry.time <= (known.get(item) ?? "")) continue;
      known.set(item, entry.time);
      replaced(item, entry.value);
      show(item, "kept", `at ${clock(entry.time)}`);
    }
  }
  model.on("change:entries", onEntries);

  notice(model.get("notices"));
  tell();

  return {
    /** A learner changed an answer. It is later than what it replaces, even where this machine's clock is behind. */
    changed(item, value) {
      const before = known.get(item);
      const soonest = before ? new Date(Date.parse(before) + 1).toISOString() : "";
      const time = new Date().toISOString();
      send(item, value, time > soonest ? time : soonest);
    },
    /** A learner put back what stood there before: its line says again how that is kept. */
    unchanged(item) {
      const wait = waiting.get(item);
      if (wait) return send(item, wait.value, wait.time);
      const time = known.get(item);
      return show(item, time ? "kept" : "none", time ? `at ${clock(time)}` : "");
    },
    /** Draw the state of an item that was there before; send again what never arrived. Returns the value to show. */
    begin(item, entry) {
      if (entry) known.set(item, entry.time);
      const left = stored(item);
      if (left && (!entry || left.time > entry.time)) {
        send(item, left.value, left.time, "what waited in this browser");
        return left.value;
      }
      if (left) forget(item, left.time);
      show(item, entry ? "kept" : "none", entry ? `at ${clock(entry.time)}` : "");
      return entry?.value;
    },
    /** Save an answer that waits as a file of answers, which the panel at a lesson's end brings back like any other. */
    offer(item) {
      const wait = waiting.get(item);
      if (!wait) return;
      const items = { [item]: { value: wait.value, time: wait.time } };
      offerFile(`${item}.json`, JSON.stringify({ ...model.get("file"), items }, null, 1));
    },
    stop() {
      clearInterval(again);
      clearTimeout(question?.timer);
      for (const { timer } of waiting.values()) clearTimeout(timer);
      root?.removeEventListener("focusin", onFocus);
      kernelTrouble.stop();
      model.off("msg:custom", receive);
      model.off("change:entries", onEntries);
    },
  };
}

const clock = (time) => new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const STATE_WORDS = { none: "Nothing recorded yet", kept: "✓ Kept", keeping: "… Keeping", "not-kept": "✗ NOT kept" };

/** The line under an exercise that says whether its answer is kept. Kept and keeping can be seen and gone to, and are not
 *  read out after every mark; that an answer is not kept is, and that it was kept after all. `download` offers it. */
function stateLine(download) {
  const quiet = make("span", {});
  const aloud = make("span", { role: "status" }); // stands there from the beginning: one that comes with its words is often missed
  const button = make("button", { type: "button", hidden: true, onclick: download }, "Download this answer");
  const line = make("p", { class: "sw-state" }, quiet, aloud, button);
  let troubled = false;
  return {
    line,
    show(state, detail) {
      const text = STATE_WORDS[state] + (detail ? `${state === "not-kept" ? ": " : " "}${detail}` : "");
      const spoken = state === "not-kept" || (state === "kept" && troubled);
      troubled = state === "not-kept" || (state === "keeping" && (troubled || detail !== "")); // what waited was not kept
      line.dataset.state = state;
      for (const [part, words] of [[quiet, spoken ? "" : text], [aloud, spoken ? text : ""]]) {
        if (part.textContent !== words) part.textContent = words;
      }
      button.hidden = state !== "not-kept";
    },
  };
}

/** Offer a text as a file to save. */
function offerFile(name, content, type = "application/json") {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = make("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
