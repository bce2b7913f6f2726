// Several runs laid over one another, and in what they differ.
import { Chart } from "/charts.js";
import { button, element, panel, runLink, scrolling, statusOf } from "/elements.js";
import { follow } from "/follow.js";
import { durationText, numberText, titleOf } from "/format.js";
import { branchesOf, joined, seriesOf } from "/series.js";

/** Shows runs in `parent`. Returns what ends it. */
export function showComparison(parent, ids, { onPlace, onConnection }) {
  onPlace(`${ids.length} runs`);
  const view = new CompareView(parent, ids);
  const stop = follow(ids, (run) => view.update(run), onConnection);
  return () => {
    stop();
    view.dispose();
  };
}

class CompareView {
  #ids;
  #runs = new Map();
  #charts = element("div", { class: "charts" });
  #table = element("div");
  #byName = new Map();
  #sort = { key: undefined, down: false };
  #key = "";

  constructor(parent, ids) {
    this.#ids = ids;
    parent.replaceChildren(
      element("div", { class: "run-head" }, [
        element("div", {}, [
          element("h1", { text: `${ids.length} runs compared` }),
          element("p", {
            class: "subtitle",
            text: "Metrics by epoch, and in what the runs differ.",
          }),
        ]),
      ]),
      this.#charts,
      panel("In what they differ", [this.#table], { class: "panel wide" }),
    );
  }

  update(run) {
    this.#runs.set(run.id, run);
    const runs = this.#ids.flatMap((id) => this.#runs.get(id) ?? []).filter(({ record }) => record);
    for (const name of metricsOf(runs)) this.#show(name, runs);
    const key = JSON.stringify(runs.map(({ record }) => record));
    if (key === this.#key) return;
    this.#key = key;
    this.#drawTable(runs.map(({ record }) => record));
  }

  dispose() {
    for (const chart of this.#byName.values()) chart.dispose();
  }

  #show(name, runs) {
    let chart = this.#byName.get(name);
    if (!chart) {
      chart = new Chart(titleOf(name), { x: "epoch", sync: "epochs", scales: true });
      this.#byName.set(name, chart);
      this.#charts.append(chart.node);
    }
    chart.show(
      runs.some(({ epochs }) => epochs.some((epoch) => metricIn(epoch, name) !== null)),
      () => {
        const [x, ...values] = joined(
          runs.map(({ epochs }) =>
            seriesOf(
              branchesOf(epochs, ({ epoch }) => epoch).kept,
              ({ epoch }) => epoch,
              (epoch) => metricIn(epoch, name),
            ),
          ),
        );
        return {
          x,
          lines: runs.map(({ record }, at) => ({
            label: record.id,
            values: values[at],
            dash: at % 2 === 1,
          })),
        };
      },
    );
  }

  /** A row for each run: its metrics and the settings in which it differs, sorted by any of them. */
  #drawTable(records) {
    const columns = columnsOf(records);
    const [, sorted] = columns.find(([name]) => name === this.#sort.key) ?? [];
    const rows = sorted ? records.toSorted(ordered(sorted, this.#sort.down)) : records;
    const focused = document.activeElement?.getAttribute("data-focus");
    this.#table.replaceChildren(
      scrolling("In what they differ", [
        element("table", { "aria-label": "Differences" }, [
          element("thead", {}, [
            element(
              "tr",
              {},
              columns.map(([name, value]) =>
                this.#headOf(name, isNumeric(records, value), records),
              ),
            ),
          ]),
          element(
            "tbody",
            {},
            rows.map((record) =>
              element(
                "tr",
                {},
                columns.map(([name, value]) =>
                  cellOf(name, value(record), isNumeric(records, value)),
                ),
              ),
            ),
          ),
        ]),
      ]),
    );
    if (focused) this.#table.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  #headOf(name, numeric, records) {
    const sorted = this.#sort.key === name;
    const order = this.#sort.down ? "descending" : "ascending";
    const sort = () => {
      this.#sort = { key: name, down: sorted ? !this.#sort.down : false };
      this.#drawTable(records);
    };
    return element(
      "th",
      { "aria-sort": sorted ? order : undefined, class: numeric ? "number" : undefined },
      [
        button(`${name}${sorted ? (this.#sort.down ? " ↓" : " ↑") : ""}`, sort, {
          "data-focus": `sort ${name}`,
        }),
      ],
    );
  }
}

/** Columns with their values: what identifies a run, its best metrics, and settings that are not the same in all. */
function columnsOf(records) {
  const settings = new Map(
    records.map(({ id, environment, config, options }) => [
      id,
      { ...environment, ...config, ...options },
    ]),
  );
  const names = [...new Set([...settings.values()].flatMap((all) => Object.keys(all)))];
  const differing = names.filter(
    (name) => new Set([...settings.values()].map((all) => String(all[name] ?? ""))).size > 1,
  );
  const metrics = [...new Set(records.flatMap(({ best = {} }) => Object.keys(best)))];
  return [
    ["run", ({ id }) => id],
    ["status", ({ status }) => status],
    ...metrics.map((name) => [`best ${titleOf(name).toLowerCase()}`, ({ best }) => best?.[name]]),
    ["time", ({ wall_s }) => wall_s],
    ...differing.map((name) => [name, ({ id }) => settings.get(id)?.[name]]),
  ];
}

function isNumeric(records, value) {
  return records.every((record) =>
    ["number", "undefined"].includes(typeof (value(record) ?? undefined)),
  );
}

function ordered(value, down) {
  const rank = (record) => value(record) ?? (down ? -Infinity : Infinity);
  return (a, b) => {
    const [first, second] = [rank(a), rank(b)];
    return (down ? -1 : 1) * (first < second ? -1 : first > second ? 1 : 0);
  };
}

function cellOf(name, value, numeric) {
  if (name === "run") return element("td", {}, [runLink(value)]);
  if (name === "status") return element("td", {}, [statusOf(value)]);
  if (name === "time") return element("td", { class: "number", text: durationText(value) });
  // A metric with four digits; a setting as it was set.
  const text =
    typeof value === "number" && name.startsWith("best ")
      ? numberText(value)
      : String(value ?? "–");
  return element("td", {
    class: numeric ? "number" : text.length > 40 ? "text" : undefined,
    text,
  });
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
