/** A line of a run's file, which anybody may have written. */
export type Line = Readonly<Record<string, unknown>>;

/** A file of lines that the page follows. */
export type LineFile = "epochs" | "steps" | "boundaries" | "readings" | "events" | "spans";

/** What the page gets of a file of lines. */
export interface Projection {
  /** The part of a line that the page shows; undefined for none. */
  readonly project: (line: Line) => Line | undefined;
  /** What is plotted of it, so that its peaks are kept. @default the latest lines are kept */
  readonly value?: (line: Line) => number;
}

/** Characters that the page gets of a text. */
const MOST_TEXT = 2_000;

/** Names that a line may have in one of its records. */
const MOST_NAMES = 256;

/** Classes that a confusion matrix may have to be shown. */
const MOST_CLASSES = 100;

/** Files of lines, by their key in an update, and what the page gets of each. */
export const PROJECTIONS: Readonly<Record<LineFile, Projection>> = {
  epochs: { project: epochOf, value: ({ validation, train }) => lossOf(validation ?? train) },
  steps: { project: numbersOf, value: ({ loss_max, loss }) => Number(loss_max ?? loss) },
  boundaries: { project: boundaryOf, value: ({ total_ms }) => Number(total_ms) },
  readings: { project: readingOf, value: ({ bytes }) => Number(bytes) },
  events: { project: eventOf },
  spans: { project: spanOf },
};

/** Whether a value is a record. */
export function isRecord(value: unknown): value is Line {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The confusion matrix of an epoch's validation, if it has one that can be shown. */
export function matrixOf({ epoch, validation }: Line): Line | undefined {
  const matrices = isRecord(validation) && isRecord(validation.matrices) && validation.matrices;
  const [name, matrix] = Object.entries(matrices || {})[0] ?? [];
  if (!isRecord(matrix)) return undefined;
  const { classes, counts } = matrix;
  if (!Array.isArray(classes) || !Array.isArray(counts)) return undefined;
  if (classes.length === 0 || classes.length > MOST_CLASSES) return undefined;
  return {
    name,
    epoch,
    classes: classes.map((one) => text(one)),
    counts: classes.map((_, row) => classes.map((_, column) => Number(counts[row]?.[column]) || 0)),
  };
}

function epochOf(line: Line): Line | undefined {
  const { epoch, step, at_ms, train, validation, learning_rate, step_ms, wall_s, best } = line;
  if (!Number.isFinite(epoch)) return undefined;
  return {
    epoch,
    step: number(step) ?? epoch,
    at_ms: number(at_ms),
    train: passOf(train),
    ...(isRecord(validation) && { validation: passOf(validation) }),
    learning_rate: number(learning_rate),
    step_ms: number(step_ms),
    wall_s: number(wall_s),
    best: best === true,
    ...(Array.isArray(line.seeds) && { seeds: line.seeds.filter(isRecord).map(seedOf) }),
  };
}

function passOf(pass: unknown): Line {
  if (!isRecord(pass)) return { loss: null, metrics: {} };
  return {
    loss: number(pass.loss),
    metrics: numbersOf(isRecord(pass.metrics) ? pass.metrics : {}),
  };
}

function seedOf({ seed, generation, ...numbers }: Line): Line {
  return { seed: text(seed), generation: number(generation), ...numbersOf(numbers) };
}

function boundaryOf({ epoch, total_ms, machine_ms, phases }: Line): Line | undefined {
  if (!Number.isFinite(epoch)) return undefined;
  const times = Object.entries(isRecord(phases) ? phases : {}).slice(0, MOST_NAMES);
  return {
    epoch,
    total_ms: number(total_ms),
    machine_ms: number(machine_ms),
    phases: Object.fromEntries(
      times.map(([name, phase]) => [name, number(isRecord(phase) ? phase.actual_ms : undefined)]),
    ),
  };
}

/** Of all gauges what is plotted: rates, breakers, mode, health and memory. */
function readingOf({ at_ms, epoch, step, readings }: Line): Line | undefined {
  const all = (Array.isArray(readings) ? readings : []).filter(isRecord);
  const named = (name: string) => all.filter((reading) => reading.name === name);
  const by = (name: string, attribute: string) =>
    Object.fromEntries(
      named(name)
        .slice(0, MOST_NAMES)
        .map(({ attributes, value }) => [
          text(isRecord(attributes) ? attributes[attribute] : ""),
          number(value),
        ]),
    );
  return {
    at_ms: number(at_ms),
    epoch: number(epoch),
    step: number(step),
    rates: by("tolaria.learning_rate", "group"),
    breakers: by("tolaria.breaker.state", "breaker"),
    owners: by("tolaria.memory.owner_bytes", "owner"),
    alphas: by("tolaria.seed.alpha", "tolaria.seed.id"),
    times: by("tolaria.loop.phase_ms", "phase"),
    conservative: number(named("tolaria.mode.conservative")[0]?.value),
    health: number(named("tolaria.health.status")[0]?.value),
    bytes: number(named("tolaria.tensor_bytes")[0]?.value),
  };
}

/** Rates of a schedule are charts; everything else that happened is listed. */
function eventOf({ at_ms, kind, step, epoch, incident, attributes }: Line): Line | undefined {
  if (kind === "learning-rate/change" && !isRecord(incident)) return undefined;
  return {
    at_ms: number(at_ms),
    kind: text(kind),
    step: number(step),
    epoch: number(epoch),
    ...(isRecord(incident) && {
      incident: { kind: text(incident.kind), message: text(incident.message) },
    }),
    ...(isRecord(attributes) && { attributes: textsOf(attributes) }),
  };
}

function spanOf({ id, parent, name, at_ms, ms, failed, attributes }: Line): Line | undefined {
  if (!Number.isSafeInteger(id) || !Number.isFinite(at_ms) || !Number.isFinite(ms))
    return undefined;
  return {
    id,
    ...(Number.isSafeInteger(parent) && { parent }),
    name: text(name),
    at_ms,
    ms,
    ...(failed === true && { failed }),
    ...(isRecord(attributes) && { attributes: textsOf(attributes) }),
  };
}

/** The numbers of a record; null for what is none. */
function numbersOf(line: Line): Line {
  const entries = Object.entries(line).slice(0, MOST_NAMES);
  return Object.fromEntries(entries.map(([name, value]) => [name, number(value)]));
}

function textsOf(line: Line): Line {
  const entries = Object.entries(line).slice(0, MOST_NAMES);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      Array.isArray(value) ? value.slice(0, 64).map((one) => text(one)) : scalar(value),
    ]),
  );
}

function scalar(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? value : text(value);
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function text(value: unknown): string {
  return String(value ?? "").slice(0, MOST_TEXT);
}

function lossOf(pass: unknown): number {
  return Number(isRecord(pass) ? pass.loss : Number.NaN);
}
