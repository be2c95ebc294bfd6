// A list of comments above each comment field of nbgrader's formgrader, names for its fields, and nothing lost of what
// is typed early.
// Enter in the list inserts what is chosen; Alt+1 to Alt+9 in the comment field insert the first nine.
(() => {
  // nbgrader's page fetches MathJax from the web and sets up its keys only when that has come.
  if (!window.MathJax) window.MathJax = { Hub: { Startup: { signal: { Interest: (tell) => tell("End") } } } };
  const comments = JSON.parse(document.getElementById("says-who-comments").textContent);
  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  }
  for (const score of document.querySelectorAll("input.score")) {
    score.setAttribute("aria-label", "Points for " + score.id + ", " + score.parentElement.textContent.trim().replace("/ ", "of "));
  }
  for (const extra of document.querySelectorAll("input.extra-credit")) {
    extra.setAttribute("aria-label", "Extra points for " + extra.id.replace("_extra_credit", ""));
  }
  // nbgrader fills its fields when it has fetched what was given before, over whatever was typed by then; a placeholder
  // shows that it has. What was typed is put back, behind an earlier comment, and saved once.
  function keepWhatIsTypedEarly(filled, fields) {
    if (filled.placeholder) return;
    const typed = new Map();
    const keep = (event) => typed.set(event.target, event.target.value);
    for (const field of fields) {
      field.autocomplete = "off"; // else a browser fills it, too, when the page is loaded again
      field.addEventListener("input", keep);
    }
    new MutationObserver((_, watching) => {
      watching.disconnect();
      for (const field of fields) field.removeEventListener("input", keep);
      const last = [...typed].filter(([, value]) => value).map(([field, value]) => {
        field.value = field.matches("textarea") && field.value ? field.value + "\n\n" + value : value;
        return field;
      }).pop();
      if (!last) return;
      const save = () => last.dispatchEvent(new Event("change", { bubbles: true }));
      if (fields.includes(document.activeElement)) document.activeElement.addEventListener("blur", save, { once: true });
      else save();
    }).observe(filled, { attributeFilter: ["placeholder"] });
  }
  for (const extra of document.querySelectorAll("input.extra-credit")) {
    keepWhatIsTypedEarly(extra, [extra.closest(".nbgrader_cell").querySelector(".score"), extra]);
  }
  for (const box of document.querySelectorAll("textarea.comment")) keepWhatIsTypedEarly(box, [box]);
  for (const box of document.querySelectorAll("textarea.comment")) {
    const cell = box.id.replace(/-comment$/, "");
    const fitting = comments.filter((comment) => !comment.criterion || comment.criterion === cell);
    box.setAttribute("aria-label", "Comment on " + cell);
    if (!fitting.length) continue;
    const id = "says-who-bank-" + cell;
    const bank = make("div", { class: "says-who-bank" });
    const list = make("select", { id, class: "tabbable" });
    list.append(make("option", { value: "" }, "choose …"));
    fitting.forEach((comment, n) => list.append(make("option", { value: n }, (n < 9 ? n + 1 + ": " : "") + comment.label)));
    const button = make("button", { type: "button", class: "btn btn-default btn-sm" }, "Insert");
    const told = make("p", { class: "says-who-told", role: "status" }, "");
    const insert = (n) => {
      const comment = fitting[n];
      if (!comment) return;
      box.focus();
      if (box.value.includes(comment.text)) { // a key held down, or pressed twice
        told.textContent = "It stands there already: “" + comment.label + "”";
        return;
      }
      box.value = box.value.trim() ? box.value.trimEnd() + "\n\n" + comment.text : comment.text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true })); // nbgrader saves at this
      told.textContent = (box.placeholder ? "Inserted: “" : "Inserted, and saved when you leave the field: “") + comment.label + "”";
    };
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      insert(list.selectedIndex - 1);
    });
    button.addEventListener("click", () => insert(list.selectedIndex - 1));
    box.addEventListener("keydown", (event) => {
      const digit = /^Digit([1-9])$/.exec(event.code);
      if (!event.altKey || !digit) return;
      event.preventDefault();
      insert(Number(digit[1]) - 1);
    });
    bank.append(make("label", { for: id }, "Comment from the bank"), list, button,
      make("span", {}, "Enter inserts it; so does Alt and its number in the field below."), told);
    box.parentElement.before(bank);
  }
})();
