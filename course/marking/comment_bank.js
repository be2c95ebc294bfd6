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
  // nbgrader fills its fields when it has fetched what was given before, over whatever was typed by then. It marks the
  // fields it has filled with a placeholder, points by that of the extra points beside them.
  for (const field of document.querySelectorAll("input.score, input.extra-credit, textarea.comment")) {
    const filled = field.matches(".score") ? field.closest(".nbgrader_cell").querySelector(".extra-credit") : field;
    if (filled.placeholder) continue;
    let typed = "";
    const keep = () => { typed = field.value; };
    field.addEventListener("input", keep);
    new MutationObserver((_, watching) => {
      watching.disconnect();
      field.removeEventListener("input", keep);
      if (!typed) return;
      field.value = field.matches("textarea") && field.value ? field.value + "\n\n" + typed : typed;
      const save = () => field.dispatchEvent(new Event("change", { bubbles: true }));
      if (document.activeElement === field) field.addEventListener("blur", save, { once: true });
      else save();
    }).observe(filled, { attributeFilter: ["placeholder"] });
  }
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
      box.value = box.value.trim() ? box.value.trimEnd() + "\n\n" + comment.text : comment.text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true })); // nbgrader saves at this
      told.textContent = "Inserted: “" + comment.label + "”";
      box.focus();
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
