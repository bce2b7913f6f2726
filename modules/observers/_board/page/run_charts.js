// The charts of one run.
import { Chart } from "/charts.js";
import { element } from "/elements.js";
import { titleOf } from "/format.js";
import { branchesOf, joined, namesIn, positive, seriesOf } from "/series.js";

/** What an epoch boundary may take, ms. */
const BOUNDARY_MS = 18;

/** Lines of a chart at most: the first names. */
const MOST_LINES = 8;

const stepOf = ({ step }) => step;

/** Makes the charts of a run as they are needed, and shows it in them. */
export class RunCharts {
  node = element("div", { class: "charts" });
  #charts = new Map();
  #end = element("span", { hidden: true });

  /** @param {Node[]} others Panels that follow the charts. */
  constructor(others) {
    this.node.append(this.#end, ...others);
  }

  /** @param {object} run @param {{ x: number, label: string, kind: string }[]} marks */
  show(run, marks) {
    for (const { title, options, any, build } of chartsOf(run, marks)) {
      if (!any && !this.#charts.has(title)) continue;
      let chart = this.#charts.get(title);
      if (!chart) {
        chart = new Chart(title, options);
        this.#charts.set(title, chart);
        this.#end.before(chart.node);
      }
      chart.show(any, build);
    }
  }

  dispose() {
    for (const chart of this.#charts.values()) chart.dispose();
  }
}

function chartsOf(run, marks) {
  const { epochs, steps, boundaries, readings } = run;
  const last = epochs.at(-1);
  const metrics = namesIn([last?.train?.metrics, last?.validation?.metrics]);
  const seeds = namesIn(
    epochs.map(({ seeds = [] }) => Object.fromEntries(seeds.map((it) => [it.seed, 1]))),
  );
  const sync = { sync: "steps" };
  // The stages of seeds have bands of their own: elsewhere their marks need no names.
  const quiet = marks.map((mark) => (mark.kind === "seed" ? { ...mark, label: "" } : mark));
  return [
    pass(run, "loss", quiet),
    ...metrics.map((name) => pass(run, name, quiet)),
    {
      title: "Learning rate",
      options: { ...sync, scales: true },
      any: steps.length > 0 || readings.some(({ rates }) => rates && Object.keys(rates).length > 0),
      build: () => ratesOf(run, marks),
    },
    {
      title: "Gradient norm",
      options: { ...sync, log: true, scales: true },
      any: steps.some(({ gradient_norm }) => gradient_norm > 0),
      build: () => ofSteps(run, "norm", ({ gradient_norm }) => positive(gradient_norm), quiet),
    },
    {
      title: "Step time, ms",
      options: { ...sync, scales: true },
      any: steps.length > 0,
      build: () => ofSteps(run, "ms", ({ step_ms }) => step_ms, []),
    },
    {
      title: "Epoch boundary, ms",
      options: { x: "epoch", limit: { value: BOUNDARY_MS, label: `${BOUNDARY_MS} ms` } },
      any: boundaries.length > 0,
      build: () => boundariesOf(boundaries),
    },
    seedChart("Share of a seed in its slot's output", alphasIn(readings), marks, (names) =>
      names.map((name) => [name, seriesOf(kept(readings), stepOf, ({ alphas }) => alphas?.[name])]),
    ),
    seedChart("Share of influence of seeds", seeds, marks, (names) =>
      names.map((name) => [name, ofSeed(epochs, name, "share")]),
    ),
    seedChart("Cosine of seeds' and host's gradients", seeds, marks, (names) =>
      names.map((name) => [name, ofSeed(epochs, name, "cosine")]),
    ),
    {
      title: "Memory of tensors, MB",
      options: sync,
      any: readings.some(({ bytes }) => bytes > 0),
      build: () => memoryOf(readings),
    },
  ];
}

/** A metric of training and validation; of each step too where steps have it, and what was gone back over. */
function pass({ epochs, steps }, name, marks) {
  const valueIn = (one) => (name === "loss" ? one?.loss : one?.metrics?.[name]) ?? null;
  const any =
    steps.some((point) => typeof point[name] === "number") ||
    epochs.some(({ train, validation }) => (valueIn(validation) ?? valueIn(train)) !== null);
  return {
    title: titleOf(name),
    options: { sync: "steps", scales: true },
    any,
    build: () => {
      const ofStep = branchesOf(steps, stepOf);
      const ofEpoch = branchesOf(epochs, stepOf).kept;
      const [x, each, left, train, validation] = joined([
        seriesOf(ofStep.kept, stepOf, (point) => point[name]),
        seriesOf(ofStep.left, stepOf, (point) => point[name]),
        seriesOf(ofEpoch, stepOf, (epoch) => valueIn(epoch.train)),
        seriesOf(ofEpoch, stepOf, (epoch) => valueIn(epoch.validation)),
      ]);
      return {
        x,
        lines: [
          { label: "steps", values: each, faint: true, color: 0 },
          { label: "gone back over", values: left, color: 3, dash: true },
          { label: "training", values: train, color: 0 },
          { label: "validation", values: validation, color: 1 },
        ],
        marks,
      };
    },
  };
}

function ofSteps({ steps }, label, value, marks) {
  const { kept: on, left: off } = branchesOf(steps, stepOf);
  const [x, each, left] = joined([seriesOf(on, stepOf, value), seriesOf(off, stepOf, value)]);
  return {
    x,
    lines: [
      { label, values: each, color: 0 },
      { label: "gone back over", values: left, color: 3, dash: true },
    ],
    marks,
  };
}

/** Rates of every group; of the host's in each step. */
function ratesOf({ steps, readings }, marks) {
  const lines = kept(readings);
  const groups = namesIn(lines.map(({ rates }) => rates)).filter((group) => group !== "host");
  const shown = groups.slice(0, MOST_LINES - 1);
  const onSteps = branchesOf(steps, stepOf).kept;
  const [x, host, ...others] = joined([
    onSteps.length > 0
      ? seriesOf(onSteps, stepOf, ({ learning_rate }) => learning_rate)
      : seriesOf(lines, stepOf, ({ rates }) => rates?.host),
    ...shown.map((group) => seriesOf(lines, stepOf, ({ rates }) => rates?.[group])),
  ]);
  return {
    x,
    lines: [
      { label: "host", values: host },
      ...shown.map((group, at) => ({ label: group, values: others[at], dash: at % 2 === 1 })),
    ],
    marks: marks.filter(({ kind }) => kind === "bad"),
    note: leftOut(groups, shown),
  };
}

function boundariesOf(boundaries) {
  const lines = branchesOf(boundaries, ({ epoch }) => epoch).kept;
  const phases = namesIn(lines.slice(-1).map(({ phases: all }) => all));
  const late = lines.filter(({ total_ms }) => total_ms > BOUNDARY_MS).length;
  return {
    x: lines.map(({ epoch }) => epoch),
    lines: [
      { label: "whole", values: lines.map(({ total_ms }) => total_ms) },
      ...phases.map((phase, at) => ({
        label: phase,
        color: at + 1,
        dash: true,
        values: lines.map(({ phases: all }) => all?.[phase] ?? null),
      })),
    ],
    note: late > 0 ? `${late} of ${lines.length} exceeded ${BOUNDARY_MS} ms` : "",
  };
}

function seedChart(title, names, marks, seriesOfNames) {
  return {
    title,
    options: { sync: "steps" },
    any: names.length > 0,
    build: () => {
      const shown = names.slice(0, MOST_LINES);
      const named = seriesOfNames(shown);
      const [x, ...values] = joined(named.map(([, series]) => series));
      return {
        x,
        lines: named.map(([label], at) => ({ label, values: values[at], dash: at % 2 === 1 })),
        marks: marks.filter(({ kind }) => kind === "seed"),
        note: leftOut(names, shown),
      };
    },
  };
}

function ofSeed(epochs, name, field) {
  const lines = branchesOf(epochs, stepOf).kept;
  return seriesOf(
    lines,
    stepOf,
    ({ seeds = [] }) => seeds.find(({ seed }) => seed === name)?.[field],
  );
}

/** Memory by owner, the greatest first. */
function memoryOf(readings) {
  const lines = kept(readings);
  const last = lines.at(-1)?.owners ?? {};
  const owners = namesIn(lines.map((line) => line.owners)).sort(
    (a, b) => (last[b] ?? 0) - (last[a] ?? 0),
  );
  const shown = owners.slice(0, MOST_LINES - 2);
  const megabytes = (bytes) => (typeof bytes === "number" ? bytes / 1e6 : null);
  return {
    x: lines.map(stepOf),
    lines: [
      { label: "all", values: lines.map(({ bytes }) => megabytes(bytes)) },
      ...shown.map((owner, at) => ({
        label: owner,
        color: at + 1,
        dash: at % 2 === 1,
        values: lines.map((line) => megabytes(line.owners?.[owner])),
      })),
    ],
    note: leftOut(owners, shown),
  };
}

/** Readings that training went on from; those of before they had a step are left out. */
function kept(readings) {
  return branchesOf(
    readings.filter(({ step }) => typeof step === "number"),
    stepOf,
  ).kept;
}

function alphasIn(readings) {
  return namesIn(readings.map(({ alphas }) => alphas));
}

function leftOut(all, shown) {
  const more = all.length - shown.length;
  return more > 0 ? `${more} more are not shown` : "";
}
