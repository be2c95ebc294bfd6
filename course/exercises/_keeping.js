// Shared by all exercises: small DOM helpers, and the keeping of answers.
//
// An answer counts as kept only when the kernel has said so. Until then it waits in this browser's storage, and it is
// sent again when the exercise is next drawn: a kernel that died takes no answer with it.

const PATIENCE = 1500; // ms without an acknowledgement before the page admits that the answer is not kept

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

/** The root of an exercise: keys pressed inside it are its own, save Ctrl+S, which still saves the notebook. */
function exerciseRoot(el, className) {
  const root = make("div", { class: `says-who ${className}` });
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      const { key, code, keyCode, ctrlKey, metaKey } = event;
      const again = new KeyboardEvent("keydown", { key, code, keyCode, ctrlKey, metaKey, bubbles: true, cancelable: true });
      (root.closest(".jp-Notebook") ?? document.body).dispatchEvent(again);
    }
  });
  el.append(root);
  return root;
}

/** Keeps the answers of one exercise. `show(item, state, words)` paints one of: none, kept, keeping, not-kept. */
function makeKeeper(model, { show, replaced }) {
  const place = model.get("place"); // which answers file, as a short hash: two copies of a kit must not mix
  const waiting = new Map(); // item -> {n, value, time, timer}
  let count = 0;
  const storageKey = (item) => `says-who/${place}/${item}`;

  function store(item, entry) {
    try {
      if (entry) localStorage.setItem(storageKey(item), JSON.stringify(entry));
      else localStorage.removeItem(storageKey(item));
      return true;
    } catch {
      return false; // storage switched off or full: the page then says so
    }
  }

  function stored(item) {
    try {
      return JSON.parse(localStorage.getItem(storageKey(item)));
    } catch {
      return null;
    }
  }

  function send(item, value, time) {
    const n = ++count;
    clearTimeout(waiting.get(item)?.timer);
    const inBrowser = store(item, { value, time });
    const timer = setTimeout(() => {
      const where = inBrowser ? "Your answer waits in this browser." : "This browser cannot store it either: do not close this page.";
      show(item, "not-kept", `the kernel has not answered; it may be busy or stopped. ${where} If this line stays, choose Run, then Run All Cells.`);
    }, PATIENCE);
    waiting.set(item, { n, timer });
    show(item, "keeping", "");
    tell({ kind: "record", item, value, time, n });
  }

  function tell(message) {
    try {
      model.send(message);
    } catch {
      // A kernel that is gone makes this throw. The timer tells the learner; the page must go on drawing.
    }
  }

  function receive(message) {
    const { kind, item, n } = message;
    if (kind === "newer") {
      store(item, null);
      replaced(item, message.value);
      show(item, "kept", `a newer answer from another window, at ${clock(message.time)}`);
      return;
    }
    const wait = waiting.get(item);
    if (!wait || wait.n !== n) return; // an older change: the newest one decides
    if (kind === "kept") {
      clearTimeout(wait.timer);
      waiting.delete(item);
      store(item, null);
      show(item, "kept", `at ${clock(message.time)}`);
    } else if (kind === "not kept") {
      clearTimeout(wait.timer);
      show(item, "not-kept", message.why);
    }
  }
  model.on("msg:custom", receive);

  return {
    /** A learner changed an answer. */
    changed: (item, value) => send(item, value, new Date().toISOString()),
    /** Ask the kernel for feedback on an answer. */
    ask: (item, value) => tell({ kind: "check", item, value }),
    /** Draw the state of an item that was there before; send again what never arrived. Returns the value to show. */
    begin(item, entry) {
      const left = stored(item);
      if (left && (!entry || left.time > entry.time)) {
        send(item, left.value, left.time);
        return left.value;
      }
      if (left) store(item, null);
      show(item, entry ? "kept" : "none", entry ? `at ${clock(entry.time)}` : "");
      return entry?.value;
    },
    stop() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      model.off("msg:custom", receive);
    },
  };
}

const clock = (time) => new Date(time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const STATE_WORDS = { none: "Nothing recorded yet", kept: "✓ Kept", keeping: "… Keeping", "not-kept": "✗ NOT kept" };

/** The line under an exercise that says whether its answer is kept. */
function stateLine() {
  const words = make("span", {});
  const download = make("button", { type: "button", hidden: true }, "Download this answer");
  const line = make("p", { class: "sw-state", role: "status" }, words, download);
  return {
    line,
    download,
    show(state, detail) {
      line.dataset.state = state;
      words.textContent = STATE_WORDS[state] + (detail ? `${state === "not-kept" ? ": " : " "}${detail}` : "");
      download.hidden = state !== "not-kept";
    },
  };
}

/** Offer a text as a file to save. */
function offerFile(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = make("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
