// Draws one chart and its controls. No bundler, no import, no network: plotly comes from JupyterLab itself.
//
// spec: see Chart.payload in _chart.py. Every move of a control is answered here, in the browser.

const MIME = "application/vnd.plotly.v1+json";

// JupyterLab's plotly renderer keeps the library on its class once it has drawn anything. Undefined elsewhere.
let loading;
function plotly() {
  loading ??= (async () => {
    const container = window._JUPYTERLAB?.["jupyterlab-plotly"];
    if (!container) return undefined;
    const module = (await container.get("./mimeExtension"))();
    const extensions = [module.default ?? module].flat();
    const factory = extensions.map((e) => e.rendererFactory).find((f) => f?.mimeTypes.includes(MIME));
    const renderer = factory.createRenderer({ mimeType: MIME });
    if (!renderer.constructor.Plotly) {
      const empty = { data: { [MIME]: { data: [], layout: {} } }, metadata: {}, trusted: true, setData() {} };
      await renderer.renderModel(empty);
    }
    const found = renderer.constructor.Plotly;
    renderer.dispose();
    return found?.default ?? found;
  })().catch((error) => {
    console.warn("says-who: plotly is out of reach, showing the printed drawing.", error);
    return undefined;
  });
  return loading;
}

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const isDark = () => document.body.dataset.jpThemeLight === "false";

// A copy of the figure with the frame's changes set, and with the theme's colours.
function dressed(figure, changes, swap) {
  const copy = structuredClone(figure);
  for (const [path, value] of Object.entries(changes)) {
    const way = path.split(".");
    const last = way.pop();
    let here = copy;
    for (const step of way) here = here[step] ??= {};
    here[last] = value;
  }
  delete copy.layout.title; // stands above, as a heading
  copy.layout.autosize = true;
  if (!swap) return copy;
  return JSON.parse(JSON.stringify(copy), (_, value) => (typeof value === "string" ? recoloured(value, swap) : value));
}

const hex = (part) => Number(part).toString(16).padStart(2, "0");
function recoloured(value, swap) {
  if (value[0] === "#") return swap[value.toLowerCase()] ?? value;
  const parts = /^rgba\((\d+),(\d+),(\d+),([\d.]+)\)$/.exec(value);
  const other = parts && swap[`#${hex(parts[1])}${hex(parts[2])}${hex(parts[3])}`];
  if (!other) return value;
  const [red, green, blue] = [1, 3, 5].map((i) => parseInt(other.slice(i, i + 2), 16));
  return `rgba(${red},${green},${blue},${parts[4]})`;
}

// What cannot be computed beforehand, because the learner's choices are too many.
const rules = {
  // A history of counts over time: the learner's values at the knots, between the fixed anchors.
  history(rule, values) {
    const points = [...rule.anchors];
    const own = rule.knots.map((knot, i) => [knot.date, Number(values[knot.id]), knot.words]);
    const all = [points[0], ...own, ...points.slice(1)];
    const cap = points[1][1];
    let say = rule.allowed;
    for (let i = 1; i <= own.length; i += 1) {
      const [, value, words] = all[i];
      const before = all[i - 1][1];
      if (value < before) {
        say = `Not allowed: ${words}, ${value} is less than ${before} before. ${rule.never}`;
        break;
      }
      if (value > cap) {
        say = `Not allowed: ${words}, ${value} is more than the ${cap} counted later.`;
        break;
      }
    }
    const x = all.map((point) => point[0]);
    const y = all.map((point) => point[1]);
    return { say, set: { [`data.${rule.trace}.x`]: x, [`data.${rule.trace}.y`]: y } };
  },
};

function drawControl(control, number, changed) {
  const id = `sw-${number}-${control.id}`;
  const words = Object.fromEntries(control.options);
  if (control.kind === "choice") {
    const set = make("fieldset", { class: "sw-control" }, make("legend", {}, control.label));
    for (const [value, label] of control.options) {
      const input = make("input", { type: "radio", name: id, value, id: `${id}-${value}` });
      input.checked = value === control.value;
      input.addEventListener("change", () => changed(control.id, value));
      set.append(make("label", { for: `${id}-${value}` }, input, ` ${label}`));
    }
    return { node: set, put: (v) => set.querySelectorAll("input").forEach((i) => (i.checked = i.value === v)) };
  }
  if (control.kind === "menu") {
    const select = make("select", { id });
    for (const [value, label] of control.options) select.append(make("option", { value }, label));
    select.value = control.value;
    select.addEventListener("change", () => changed(control.id, select.value));
    const node = make("div", { class: "sw-control" }, make("label", { for: id }, control.label), select);
    return { node, put: (v) => (select.value = v) };
  }
  const last = control.options.length ? control.options.length - 1 : control.high;
  const range = make("input", { type: "range", id, min: control.low, max: last, step: 1 });
  const output = make("output", { for: id });
  const tell = () => {
    output.textContent = words[range.value] ?? range.value;
    range.setAttribute("aria-valuetext", output.textContent);
  };
  range.value = control.value;
  tell();
  range.addEventListener("input", () => {
    tell();
    changed(control.id, range.value);
  });
  const label = make("label", { for: id }, control.label);
  const node = make("div", { class: "sw-control sw-range" }, label, range, output);
  return { node, put: (v) => ((range.value = v), tell()) };
}

function drawTable({ columns, rows }, caption) {
  const head = make("tr", {}, ...columns.map((c) => make("th", { scope: "col" }, c)));
  const body = rows.map((row) => make("tr", {}, ...row.map((v) => make("td", {}, v))));
  const table = make("table", {}, make("caption", {}, caption), make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "sw-scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
}

let charts = 0;

function panel(spec, cleanup, level = 3) {
  const number = (charts += 1);
  const values = Object.fromEntries(spec.controls.map((c) => [c.id, c.value]));
  const heading = make(`h${level}`, { id: `sw-${number}-title` }, spec.title);
  const root = make("figure", { class: "sw-chart", "aria-labelledby": heading.id, "data-chart": spec.name });
  const plot = make("div", { class: "sw-plot" });
  const picture = make("div", { class: "sw-picture", role: "img", "aria-label": spec.words }, plot);
  const readout = make("p", { class: "sw-say", role: "status" }, spec.say);
  const body = make("div", { class: "sw-body" });

  let library;
  let waiting = false;
  let shown;
  const current = () => {
    if (spec.rule.kind) return rules[spec.rule.kind](spec.rule, values);
    const own = spec.controls.filter((c) => !spec.rule.presets?.[c.id]);
    return spec.frames[own.map((c) => values[c.id]).join("|")] ?? { say: spec.say, set: {} };
  };
  const paint = () => {
    waiting = false;
    if (!library || !plot.isConnected) return;
    const figure = dressed(spec.figure, shown.set, isDark() ? spec.dark : undefined);
    library.react(plot, figure.data, figure.layout, { responsive: true, displayModeBar: false, doubleClick: false });
  };
  // One paint a frame, however fast the slider moves.
  const update = () => {
    shown = current();
    if (readout.textContent !== shown.say) readout.textContent = shown.say;
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(paint);
    }
  };

  const inputs = {};
  const changed = (id, value) => {
    values[id] = value;
    const preset = spec.rule.presets?.[id]?.[value];
    for (const [other, to] of Object.entries(preset ?? {})) {
      values[other] = String(to);
      inputs[other].put(String(to));
    }
    update();
  };
  const box = make("div", { class: "sw-controls", role: "group", "aria-label": `Controls of: ${spec.title}` });
  for (const control of spec.controls) {
    inputs[control.id] = drawControl(control, number, changed);
    box.append(inputs[control.id].node);
  }
  if (spec.controls.length) body.append(box);
  body.append(picture, readout);
  if (spec.axis_note) body.append(make("p", { class: "sw-axis" }, spec.axis_note));
  body.append(make("p", { class: "sw-cannot" }, make("strong", {}, "What this cannot tell you: "), spec.cannot));
  body.append(
    make("details", {}, make("summary", {}, "The data as a table"), drawTable(spec.table, spec.title)),
    make("details", {}, make("summary", {}, "The chart in words"), make("p", {}, spec.words)),
  );
  if (spec.inside) {
    const more = make("details", { class: "sw-inside" }, make("summary", {}, "Look inside"));
    const fill = () => more.open && more.childElementCount === 1 && more.append(panel(spec.inside, cleanup, level + 1));
    more.addEventListener("toggle", fill);
    body.append(more);
  }

  const start = async () => {
    shown = current();
    library = await plotly();
    if (library) {
      paint();
      return;
    }
    plot.innerHTML = spec.svg; // made by course.charts from numbers, never from what a learner wrote
    if (spec.controls.length) body.append(make("p", {}, "The drawing stays as it is here; the sentences answer."));
  };

  root.append(heading, make("p", { class: "sw-source" }, spec.source));
  if (spec.ask) {
    const button = make("button", { type: "button" }, "I have my answer. Show the chart");
    const ask = make("div", { class: "sw-ask" }, make("p", {}, make("strong", {}, "Before you look. "), spec.ask), button);
    button.addEventListener("click", () => {
      body.hidden = false;
      button.remove();
      start();
      (body.querySelector("input, select") ?? readout).focus();
    });
    body.hidden = true;
    root.append(ask, body);
  } else {
    root.append(body);
    // The element is placed after render returns; plotly needs its width.
    requestAnimationFrame(start);
  }

  const themes = new MutationObserver(() => shown && paint());
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  cleanup.push(() => {
    themes.disconnect();
    library?.purge(plot);
  });
  return root;
}

export default {
  render({ model, el }) {
    const cleanup = [];
    el.append(panel(model.get("spec"), cleanup));
    // Arrow keys belong to the slider while it has the focus, not to the notebook; Ctrl+S still saves. The mark must
    // stand on the focused element itself: JupyterLab's rules name ":focus" and match before they look further up.
    const keys = (event) => {
      if (!el.contains(event.target)) return;
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey));
    };
    window.addEventListener("keydown", keys, true);
    return () => {
      window.removeEventListener("keydown", keys, true);
      cleanup.forEach((undo) => undo());
    };
  },
};
