// Several runs laid over one another, and in what they differ.
import { Chart, joined } from "/charts.js";
import { element, numberText, statusOf, tableOf } from "/elements.js";
import { follow } from "/follow.js";

/** Shows runs in `parent`. Returns what ends it. */
export function showComparison(parent, ids, { onPlace, onConnection }) {
  onPlace(`${ids.length} runs`);
  const view = new CompareView(parent, ids);
  const stops = ids.map((id) => follow(id, (run) => view.update(id, run), onConnection));
  return () => {
    for (const stop of stops) stop();
    view.dispose();
  };
}

class CompareView {
  #ids;
  #runs = new Map();
  #charts = element("div", { class: "charts" });
  #table = element("section", { class: "panel" });
  #byName = new Map();

  constructor(parent, ids) {
    this.#ids = ids;
    parent.replaceChildren(
      element("h1", { text: `${ids.length} runs compared` }),
      this.#charts,
      this.#table,
    );
  }

  update(id, run) {
    this.#runs.set(id, run);
    const runs = this.#ids
      .flatMap((each) => this.#runs.get(each) ?? [])
      .filter(({ record }) => record);
    for (const name of metricsOf(runs)) this.#show(name, runs);
    this.#table.replaceChildren(
      element("h2", { text: "In what they differ" }),
      differencesOf(runs.map(({ record }) => record)),
    );
  }

  dispose() {
    for (const chart of this.#byName.values()) chart.dispose();
  }

  #show(name, runs) {
    let chart = this.#byName.get(name);
    if (!chart) {
      chart = new Chart(name, { x: "epoch" });
      this.#byName.set(name, chart);
      this.#charts.append(chart.node);
    }
    const [x, ...values] = joined(
      runs.map(({ epochs }) => ({
        x: epochs.map(({ epoch }) => epoch),
        values: epochs.map((epoch) => metricIn(epoch, name)),
      })),
    );
    chart.show(
      x,
      runs.map(({ record }, at) => ({ label: record.id, values: values[at], dash: at % 2 === 1 })),
    );
  }
}

/** Names as they are monitored: those of validation first. */
function metricsOf(runs) {
  const names = runs.flatMap(({ epochs }) => {
    const last = epochs.at(-1);
    if (!last) return [];
    const ofPass = (pass, prefix) =>
      pass ? ["loss", ...Object.keys(pass.metrics)].map((name) => prefix + name) : [];
    return [...ofPass(last.validation, "val_"), ...ofPass(last.train, "")];
  });
  return [...new Set(names)];
}

function metricIn({ train, validation }, name) {
  const pass = name.startsWith("val_") ? validation : train;
  const key = name.replace(/^val_/, "");
  return (key === "loss" ? pass?.loss : pass?.metrics[key]) ?? null;
}

function differencesOf(records) {
  const settings = records.map(({ environment, config, options }) => ({
    ...environment,
    ...config,
    ...options,
  }));
  const names = [...new Set(settings.flatMap((all) => Object.keys(all)))];
  const rows = names
    .map((name) => [name, ...settings.map((all) => String(all[name] ?? "–"))])
    .filter(([, ...values]) => new Set(values).size > 1);
  const metrics = [...new Set(records.flatMap(({ best = {} }) => Object.keys(best)))];
  return tableOf(
    "Differences",
    [
      "",
      ...records.map(({ id }) =>
        element("a", { href: `#/run/${encodeURIComponent(id)}`, text: id }),
      ),
    ],
    [
      ["status", ...records.map(({ status }) => statusOf(status))],
      ...rows,
      ...metrics.map((name) => [
        `best ${name}`,
        ...records.map(({ best = {} }) => numberText(best[name])),
      ]),
    ],
  );
}
