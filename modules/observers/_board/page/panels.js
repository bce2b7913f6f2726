// Panels of a run that are no charts: where its time goes, its confusion matrix, and where more is to be found.
import { element, factsOf, panel, scrolling, tableOf, webLink } from "/elements.js";
import { msText, numberText } from "/format.js";

/** Phases of the loop, in the order in which a step goes through them, with what they are called. */
const PHASES = {
  idle: ["waiting for data and timers", 7],
  forward: ["forward", 1],
  backward: ["backward", 2],
  aggregate: ["gradients into one", 3],
  guard: ["rates and guards", 4],
  optimize: ["optimizer", 5],
  telemetry: ["telemetry", 6],
  deferred: ["deferred work", 6],
  validation: ["validation", 4],
  boundary: ["boundary", 2],
};

/** Where the time of the last epoch went. */
export class TimePanel {
  #bar = element("div", { class: "stack", role: "img" });
  #legend = element("ul", { class: "legend" });
  #note = element("p", { class: "note" });

  constructor() {
    this.node = panel("Where the time goes", [this.#note, this.#bar, this.#legend], {
      hidden: true,
    });
  }

  show(readings, stepsPerEpoch) {
    const last = readings.findLast(({ times }) => Object.values(times ?? {}).some((ms) => ms > 0));
    this.node.hidden = !last;
    if (!last) return;
    const parts = Object.entries(PHASES).flatMap(([phase, [label, color]]) => {
      const ms = last.times[phase] ?? 0;
      return ms > 0 ? [{ label, color, ms }] : [];
    });
    const all = parts.reduce((sum, { ms }) => sum + ms, 0);
    const shareOf = (ms) => `${((100 * ms) / all).toFixed(ms / all < 0.1 ? 1 : 0)} %`;
    this.#note.textContent = `Up to the boundary of epoch ${last.epoch}: ${msText(all)}`;
    this.#bar.setAttribute(
      "aria-label",
      `Where the time goes: ${parts.map(({ label, ms }) => `${label} ${shareOf(ms)}`).join(", ")}`,
    );
    this.#bar.replaceChildren(
      ...parts.map(({ label, color, ms }) =>
        element("span", {
          title: `${label}: ${msText(ms)}`,
          css: { width: `${(100 * ms) / all}%`, "--color": `var(--series-${color})` },
        }),
      ),
    );
    this.#legend.replaceChildren(
      ...parts.map(({ label, color, ms }) =>
        element("li", {}, [
          element("span", {
            class: "swatch block",
            css: { "--color": `var(--series-${color})` },
            "aria-hidden": "true",
          }),
          element("span", { text: label }),
          element("b", { text: shareOf(ms) }),
          element("span", { class: "quiet", text: `${msText(ms / stepsPerEpoch)} a step` }),
        ]),
      ),
    );
  }
}

/** Classes up to which a matrix shows its numbers. */
const MOST_NUMBERS = 16;

/** The confusion matrix of the last validation. */
export class MatrixPanel {
  #note = element("p", { class: "note" });
  #table = element("div");
  #shown;

  constructor() {
    this.node = panel("Confusion matrix", [this.#note, this.#table], { hidden: true });
  }

  show(matrix) {
    this.node.hidden = !matrix;
    if (!matrix || matrix === this.#shown) return;
    this.#shown = matrix;
    const { classes, counts, epoch } = matrix;
    const right = counts.reduce((sum, row, at) => sum + row[at], 0);
    const all = counts.flat().reduce((sum, count) => sum + count, 0);
    this.#note.textContent =
      `Validation after epoch ${epoch}: ${numberText(right)} of ${numberText(all)} right. ` +
      "Rows are true classes, columns predicted ones.";
    const numbers = classes.length <= MOST_NUMBERS;
    this.#table.replaceChildren(
      scrolling("Confusion matrix", [
        element("table", { class: "matrix", "aria-label": "Confusion matrix" }, [
          element("thead", {}, [
            element("tr", {}, [element("td"), ...classes.map((name) => headOf(name, "col"))]),
          ]),
          element(
            "tbody",
            {},
            counts.map((row, at) =>
              element("tr", {}, [
                headOf(classes[at], "row"),
                ...row.map((count, column) => cellOf(count, row, at === column, numbers)),
              ]),
            ),
          ),
        ]),
      ]),
    );
  }
}

function headOf(name, scope) {
  return element("th", { scope, text: name, title: name });
}

function cellOf(count, row, right, numbers) {
  const all = row.reduce((sum, one) => sum + one, 0);
  const share = all === 0 ? 0 : count / all;
  return element("td", {
    class: `cell${right ? " right" : ""}${share > 0.55 ? " strong" : ""}`,
    text: numbers && count > 0 ? numberText(count) : "",
    title: `${numberText(count)} of ${numberText(all)}`,
    // A root, so that a few mistakes can be seen.
    css: { "--share": `${(100 * Math.sqrt(share)).toFixed(1)}%` },
  });
}

/** Where more of a run is to be found: its trace, its profile and its model. */
export class LinksPanel {
  #facts = element("div");
  #key = "";

  constructor() {
    this.node = panel("More of this run", [this.#facts], { hidden: true });
  }

  show({ telemetry, run_id, model, profile }) {
    const key = JSON.stringify([telemetry, run_id, model, profile]);
    if (key === this.#key) return;
    this.#key = key;
    const facts = [
      ...(telemetry ? [["Trace", traceLink(telemetry, run_id)]] : []),
      ...(profile ? [["Profile", hinted(profile, "open it at ui.perfetto.dev")]] : []),
      ...(model ? [["Model", hinted(model, `tolaria inspect ${model}`)]] : []),
    ];
    this.node.hidden = facts.length === 0;
    this.#facts.replaceChildren(factsOf(facts, { class: "details" }));
  }
}

/** Port on which Jaeger shows what it was sent. */
const JAEGER_PORT = 16_686;

/** Spans that went to an address: the run in the Jaeger that is usually beside it. */
function traceLink(telemetry, runId) {
  const [address] = /https?:\/\/[^\s,]+/.exec(telemetry) ?? [];
  if (!address || !URL.canParse(address)) return element("code", { text: telemetry });
  const { protocol, hostname } = new URL(address);
  const tags = encodeURIComponent(JSON.stringify({ "tolaria.run.id": runId }));
  const url = `${protocol}//${hostname}:${JAEGER_PORT}/search?service=tolaria&lookback=7d&tags=${tags}`;
  return element("span", {}, [
    webLink(url, "open in Jaeger"),
    element("span", { class: "quiet", text: ` sent to ${address}` }),
  ]);
}

function hinted(path, hint) {
  return element("span", {}, [
    element("code", { text: path }),
    element("span", { class: "quiet", text: ` ${hint}` }),
  ]);
}

/** Settings and environment of a run, folded. */
export class SettingsPanel {
  #key = "";
  node = element("section", { class: "panel wide", "aria-label": "Settings" });

  show({ options, config, environment, telemetry, providers }) {
    const rows = Object.entries({
      ...environment,
      ...(telemetry && { spans: telemetry }),
      ...Object.fromEntries(
        Object.entries(providers ?? {}).map(([role, name]) => [`provider of ${role}`, name]),
      ),
      ...config,
      ...options,
    });
    const key = JSON.stringify(rows);
    if (key === this.#key) return;
    this.#key = key;
    this.node.replaceChildren(
      element("details", {}, [
        element("summary", {}, [
          element("h2", { text: "Settings and environment" }),
          element("span", { class: "quiet", text: `${rows.length}` }),
        ]),
        tableOf("Settings and environment", ["setting", "value"], rows),
      ]),
    );
  }
}
