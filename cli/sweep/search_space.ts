import { RandomStream, TolariaError } from "../../core/mod.ts";
import { InvalidArgumentError } from "../../deps.ts";
import type { JobOptions } from "../../modules/mod.ts";
import { parseOption } from "../job_options.ts";

/** Values to try for one option, as texts. */
export interface ValueList {
  readonly name: string;
  readonly values: readonly string[];
}

/** A range to draw values for one option from. */
export interface ValueRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Whether the logarithm of the value is uniform, and not the value. */
  readonly log: boolean;
  /** Whether only whole numbers are drawn. */
  readonly whole: boolean;
}

/** What a sweep tries for one option. */
export type SearchAxis = ValueList | ValueRange;

/** Draws in vain, for each combination asked for, after which there are held to be no others. */
const MOST_REPEATS = 100;

/** Parses one `--grid` and adds it to those before it: `width=32,64`, `learningRate=1e-4..1e-2:log`. */
export function addAxis(text: string, before: readonly SearchAxis[] = []): readonly SearchAxis[] {
  const [, name, values] = /^([^=\s]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || values === undefined) {
    throw new InvalidArgumentError(
      "It must be <name>=<value>,<value> or <name>=<from>..<to>, such as learningRate=1e-3,3e-3.",
    );
  }
  if (before.some((axis) => axis.name === name)) {
    throw new InvalidArgumentError(`"${name}" is given twice: list all its values in one --grid.`);
  }
  return [...before, rangeOf(name, values) ?? { name, values: values.split(",") }];
}

function rangeOf(name: string, text: string): ValueRange | undefined {
  const [, low, high, flags = ""] = /^([^.,:][^,:]*?)\.\.([^,:]+)((?::\w+)*)$/.exec(text) ?? [];
  if (low === undefined || high === undefined) return undefined;
  const [from, to] = [Number(low), Number(high)];
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) {
    throw new InvalidArgumentError("A range goes from a number to a higher one: 1e-4..1e-2.");
  }
  const kinds = flags.split(":").slice(1);
  const other = kinds.find((kind) => kind !== "log" && kind !== "int");
  if (other !== undefined) {
    throw new InvalidArgumentError(`A range may end with :log or :int, not with :${other}.`);
  }
  const log = kinds.includes("log");
  const whole = kinds.includes("int");
  if (log && from <= 0) throw new InvalidArgumentError("A range with :log starts above 0.");
  if (whole && !(Number.isInteger(from) && Number.isInteger(to))) {
    throw new InvalidArgumentError("A range with :int goes from a whole number to another.");
  }
  return { name, from, to, log, whole };
}

/**
 * Returns every combination of the values listed.
 *
 * @param defaults Options that the job exports.
 * @throws {TolariaError} `options/invalid` if an option is unknown, a value of the wrong type, or an axis a range.
 */
export function everyCombination(
  axes: readonly SearchAxis[],
  defaults: JobOptions,
): readonly JobOptions[] {
  const range = axes.find((axis) => "from" in axis);
  if (range) {
    throw invalid(`"${range.name}" is a range: say by --random how many combinations to draw`);
  }
  const lists = valuesOf(axes, defaults);
  return lists.reduce<readonly JobOptions[]>(
    (made, { name, values }) =>
      made.flatMap((options) => values.map((value) => ({ ...options, [name]: value }))),
    [{}],
  );
}

/**
 * Draws `count` combinations, no two of them the same: from lists and from ranges uniformly.
 *
 * @param seed The same seed draws the same combinations.
 * @throws {TolariaError} `options/invalid`, as {@link everyCombination}, or if there are too few of them.
 */
export function drawCombinations(
  axes: readonly SearchAxis[],
  defaults: JobOptions,
  count: number,
  seed: number,
): readonly JobOptions[] {
  const lists = new Map(valuesOf(axes, defaults).map(({ name, values }) => [name, values]));
  const random = new RandomStream(seed, "sweep");
  const drawn = new Map<string, JobOptions>();
  for (let tries = 0; drawn.size < count; tries++) {
    if (tries === count * MOST_REPEATS) {
      throw invalid(`"--random" asks for ${count} combinations, and there are only ${drawn.size}`);
    }
    const options = Object.fromEntries(
      axes.map((axis) => [axis.name, draw(axis, lists.get(axis.name) ?? [], random)]),
    );
    drawn.set(JSON.stringify(options), options);
  }
  return [...drawn.values()];
}

function draw(
  axis: SearchAxis,
  values: readonly JobOptions[string][],
  random: RandomStream,
): JobOptions[string] {
  if (!("from" in axis)) return values[random.below(values.length)] as JobOptions[string];
  const { from, to, log, whole } = axis;
  // A whole number stands for the interval of 1 around it, so that both ends are as likely as the others.
  const [low, high] = whole ? [from - 0.5, to + 0.5] : [from, to];
  const share = random.next();
  const value = log ? low * (high / low) ** share : low + (high - low) * share;
  return whole
    ? Math.min(to, Math.max(from, Math.round(value)))
    : Number(Math.min(to, Math.max(from, value)).toPrecision(4));
}

/** The values of the lists, parsed; checks the names and types of ranges too. */
function valuesOf(axes: readonly SearchAxis[], defaults: JobOptions) {
  return axes.map((axis) => {
    const texts = "from" in axis ? [String(axis.from)] : axis.values;
    const values = [...new Set(texts.map((text) => parseOption(defaults, axis.name, text)))];
    if ("from" in axis && typeof defaults[axis.name] !== "number") {
      throw invalid(`"${axis.name}" is no number: list its values, as in ${axis.name}=a,b`);
    }
    return { name: axis.name, values };
  });
}

function invalid(fault: string): TolariaError {
  return new TolariaError("options/invalid", `${fault}. Cannot sweep.`);
}
