// One run: its state, its charts, what happened in it, and its settings.
import { Chart, joined } from "/charts.js";
import { durationText, element, numberText, statusOf, tableOf } from "/elements.js";
import { follow } from "/follow.js";

/** What an epoch boundary may take, ms. */
const BOUNDARY_MS = 18;

/** Events that a list shows at most. */
const MOST_EVENTS = 200;

/** Shows a run in `parent`. Returns what ends it. */
export function showRun(parent, id, { onPlace, onConnection }) {
  const view = new RunView(parent);
  const stop = follow(
    id,
    (run) => {
      view.update(run);
      if (run.record) onPlace(`${run.record.name}, ${run.record.status}`);
    },
    onConnection,
  );
  return () => {
    stop();
    view.dispose();
  };
}

class RunView {
  #title = element("h1");
  #facts = element("dl", { class: "facts" });
  #fault = element("p", { role: "alert", hidden: true });
  #charts = element("div", { class: "charts" });
  #events = element("section", { class: "panel", hidden: true });
  #settings = element("section", { class: "panel" });
  #byName = new Map();
  #settingsOf = "";
  #eventCount = -1;

  constructor(parent) {
    const [events, settings] = [this.#events, this.#settings];
    settings.style.marginTop = "1rem";
    parent.replaceChildren(this.#title, this.#fault, this.#facts, this.#charts, events, settings);
  }

  update(run) {
    this.#fault.hidden = !run.fault;
    this.#fault.textContent = run.fault ?? "";
    const { record } = run;
    if (!record) return;
    this.#title.textContent = record.id;
    this.#facts.replaceChildren(...factsOf(record));
    this.#showCharts(run);
    this.#showEvents(run);
    this.#showSettings(record);
  }

  dispose() {
    for (const chart of this.#byName.values()) chart.dispose();
  }

  #chart(title, options) {
    let chart = this.#byName.get(title);
    if (!chart) {
      chart = new Chart(title, options);
      this.#byName.set(title, chart);
      this.#charts.append(chart.node);
    }
    return chart;
  }

  #showCharts(run) {
    const { epochs, steps, boundaries, readings } = run;
    const marks = marksOf(run);
    const stepX = steps.map(({ step }) => step);
    const epochX = epochs.map(({ step }) => step);
    this.#showPass(run, "loss", ({ loss }) => loss, marks);
    const last = epochs.at(-1);
    for (const name of Object.keys({ ...last?.train.metrics, ...last?.validation?.metrics })) {
      this.#showPass(run, name, ({ metrics }) => metrics[name], marks);
    }
    this.#showRates(run, stepX);
    this.#chart("Gradient norm", { log: true }).show(
      stepX,
      [{ label: "norm", values: steps.map(({ gradient_norm }) => positive(gradient_norm)) }],
      marks,
    );
    this.#chart("Step time", {}).show(stepX, [
      { label: "ms", values: steps.map(({ step_ms }) => step_ms ?? null) },
    ]);
    const phases = Object.keys(boundaries.at(-1)?.phases ?? {});
    this.#chart("Epoch boundary, ms", {
      x: "epoch",
      limit: { value: BOUNDARY_MS, label: `${BOUNDARY_MS} ms` },
    }).show(
      boundaries.map(({ epoch }) => epoch),
      [
        { label: "whole", values: boundaries.map(({ total_ms }) => total_ms) },
        ...phases.map((phase) => ({
          label: phase,
          faint: true,
          values: boundaries.map(({ phases: all }) => all?.[phase]?.actual_ms ?? null),
        })),
      ],
    );
    this.#showSeeds(epochs, epochX, marks);
    const memory = readings.map((line) => readingIn(line, "tolaria.tensor_bytes"));
    this.#chart("Memory of tensors, MB", { x: "epoch" }).show(
      readings.map((_, at) => at + 1),
      [{ label: "MB", values: memory.map((bytes) => (bytes === null ? null : bytes / 1e6)) }],
    );
  }

  /** A metric of training and validation; of each step too where steps have it. */
  #showPass({ epochs, steps }, name, valueIn, marks) {
    const series = [
      { x: steps.map(({ step }) => step), values: steps.map((point) => point[name] ?? null) },
      {
        x: epochs.map(({ step }) => step),
        values: epochs.map(({ train }) => valueIn(train) ?? null),
      },
      {
        x: epochs.map(({ step }) => step),
        values: epochs.map(({ validation }) => (validation && valueIn(validation)) ?? null),
      },
    ];
    const [x, each, train, validation] = joined(series);
    this.#chart(titleOf(name), {}).show(
      x,
      [
        { label: "steps", values: each, faint: true },
        { label: "training", values: train },
        { label: "validation", values: validation, dash: true },
      ],
      marks,
    );
  }

  /** Rates of every group; of the host's in each step. */
  #showRates({ steps, epochs, readings }, stepX) {
    const groups = [
      ...new Set(
        readings.flatMap((line) => ratesIn(line).map(({ attributes }) => attributes.group)),
      ),
    ].filter((group) => group !== "host");
    const at = epochs.map(({ step }) => step);
    const [x, host, ...others] = joined([
      { x: stepX, values: steps.map(({ learning_rate }) => learning_rate ?? null) },
      ...groups.map((group) => ({
        x: at.slice(0, readings.length),
        values: readings.slice(0, at.length).map((line) => {
          const found = ratesIn(line).find(({ attributes }) => attributes.group === group);
          return found?.value ?? null;
        }),
      })),
    ]);
    this.#chart("Learning rate", {}).show(x, [
      { label: "host", values: host },
      ...groups.map((group, index) => ({ label: group, values: others[index] })),
    ]);
  }

  #showSeeds(epochs, x, marks) {
    const names = [...new Set(epochs.flatMap(({ seeds = [] }) => seeds.map(({ seed }) => seed)))];
    const seedIn = ({ seeds = [] }, name) => seeds.find(({ seed }) => seed === name);
    const ofSeeds = marks.filter(({ kind }) => kind === "seed/transition");
    this.#chart("Share of seeds", {}).show(
      x,
      names.map((name) => ({
        label: name,
        values: epochs.map((epoch) => seedIn(epoch, name)?.share ?? null),
      })),
      ofSeeds,
    );
    this.#chart("Cosine of seeds' and host's gradients", {}).show(
      x,
      names.map((name) => ({
        label: name,
        values: epochs.map((epoch) => seedIn(epoch, name)?.cosine ?? null),
      })),
    );
  }

  #showEvents({ events, record }) {
    if (events.length === this.#eventCount) return;
    this.#eventCount = events.length;
    const shown = events.filter(isTold).slice(-MOST_EVENTS).reverse();
    this.#events.hidden = shown.length === 0;
    const hidden =
      record.events_dropped > 0 ? `, and ${record.events_dropped} that were not kept` : "";
    this.#events.replaceChildren(
      element("h2", { text: `What happened (${shown.length}${hidden})` }),
      tableOf(
        "Events, the latest first",
        ["time", "step", "kind", "what"],
        shown.map((event) => [
          durationText(event.at_ms / 1000),
          event.step ?? "–",
          event.incident?.kind ?? event.kind,
          detailsOf(event),
        ]),
      ),
    );
  }

  #showSettings({ options, config, environment, telemetry }) {
    const key = JSON.stringify([options, config, environment]);
    if (key === this.#settingsOf) return;
    this.#settingsOf = key;
    const rows = Object.entries({
      ...environment,
      ...(telemetry && { spans: telemetry }),
      ...config,
      ...options,
    });
    this.#settings.replaceChildren(
      element("details", {}, [
        element("summary", { text: `Settings and environment (${rows.length})` }),
        tableOf("Settings and environment", ["setting", "value"], rows),
      ]),
    );
  }
}

function factsOf(record) {
  const best = Object.entries(record.best ?? {}).filter(([name]) => /^val_/.test(name));
  const facts = [
    ["status", statusOf(record.status)],
    ["epoch", `${record.epoch} of ${record.epochs}`],
    ["step", record.step],
    ["time", durationText(record.wall_s)],
    ...(best.length > 0 ? best : Object.entries(record.best ?? {}))
      .slice(0, 4)
      .map(([name, value]) => [`best ${name}`, numberText(value)]),
    ["parameters", record.parameter_count],
    ["device", record.device],
    ["incidents", record.incidents],
  ];
  return facts.map(([name, value]) =>
    element("div", {}, [
      element("dt", { text: name }),
      element("dd", {}, [value instanceof Node ? value : String(value)]),
    ]),
  );
}

/** Events that are marked in charts, with a short name. */
const MARKED = {
  "seed/transition": ({ attributes }) => stageText(attributes?.["tolaria.seed.to"]),
  "rollback/done": () => "rollback",
  "emergency/raised": () => "emergency",
  "mode/conservative": () => "conservative",
};

function marksOf({ events }) {
  return events.flatMap((event) => {
    const label = (MARKED[event.incident?.kind] ?? MARKED[event.kind])?.(event);
    return label ? [{ x: event.step, label, kind: event.kind }] : [];
  });
}

function stageText(stage) {
  return String(stage ?? "")
    .replace("SEED_STAGE_", "")
    .toLowerCase();
}

/** Whether a list of what happened names it: rates of a schedule are charts. */
function isTold(event) {
  return event.incident !== undefined || event.kind !== "learning-rate/change";
}

function detailsOf({ incident, attributes = {} }) {
  const rows = Object.entries(attributes).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join("; ") : value}`,
  );
  const first = incident?.message ?? reasonIn(attributes);
  if (rows.length === 0) return first;
  return element("details", {}, [
    element("summary", { text: first || "details" }),
    element("pre", { text: rows.join("\n") }),
  ]);
}

function reasonIn(attributes) {
  const { "tolaria.seed.id": seed, "tolaria.seed.to": to } = attributes;
  const reason = Object.entries(attributes).find(([name]) => name.endsWith(".reason"))?.[1] ?? "";
  return seed === undefined ? String(reason) : `${seed} to ${stageText(to)}: ${reason}`;
}

function ratesIn({ readings }) {
  return readings.filter(({ name }) => name === "tolaria.learning_rate");
}

function readingIn({ readings }, name) {
  return readings.find((reading) => reading.name === name)?.value ?? null;
}

/** A logarithm has no place for 0. */
function positive(value) {
  return value > 0 ? value : null;
}

function titleOf(name) {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
}
