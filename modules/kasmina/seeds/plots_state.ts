import {
  errorMessage,
  type KasminaParts,
  type Parameter,
  parseState,
  type StatePart,
  type StateTensor,
  TolariaError,
  unknownName,
} from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";
import { Blend } from "./blend.ts";
import type { Blueprint } from "./blueprint.ts";
import { buildNetwork } from "./build_seed.ts";
import type { Plot, PlotContents, Seed } from "./plot.ts";
import { type PlotRecord, PlotSchema, recordPlot, type SeedRecord } from "./plot_record.ts";
import type { SeedNetwork } from "./seed_network.ts";

/** Goes before the names of weights that no parameter group holds. */
const PREFIX = "untrained";

/** A plot as it is to be, and the weights that no parameter group restores. */
export interface NextPlot {
  readonly plot: Plot;
  readonly contents: PlotContents;
  /** Whether its network was built for this. */
  readonly built: boolean;
  readonly weights: readonly { readonly variable: tf.Variable; readonly value: tf.Tensor }[];
}

/** What plots are built again from. */
export interface PlotSource {
  readonly blueprints: Readonly<Record<string, Blueprint>>;
  readonly random: KasminaParts["random"];
}

/** What is written down of plots, and weights of their seeds that no parameter group holds. */
export function capturePlots(plots: readonly Plot[]): Pick<StatePart, "data" | "tensors"> {
  return {
    data: plots.map(recordPlot),
    tensors: plots.flatMap((plot) => untrained(plot).map(heldWeight)),
  };
}

function untrained({ seed, grouped }: Plot): readonly Parameter[] {
  return !seed || grouped || seed.network.isDisposed ? [] : seed.network.parameters;
}

function heldWeight({ name, variable }: Parameter): StateTensor {
  const { shape, size } = variable;
  const tensor = tf.keep((variable as tf.Tensor).reshape(shape));
  return { prefix: PREFIX, tensor, segments: [{ name, shape, offset: 0, size }] };
}

/**
 * What each plot is to be; networks that are gone are built again. Changes nothing.
 *
 * @throws {TolariaError} `state/invalid`.
 */
export function nextPlots(
  plots: readonly Plot[],
  { data, tensors }: Pick<StatePart, "data" | "tensors">,
  source: PlotSource,
): readonly NextPlot[] {
  const records = parseState("the seeds", z.array(PlotSchema), data);
  checkSlots(plots, records);
  const next: NextPlot[] = [];
  const queue = tensors.map(({ tensor }) => tensor);
  try {
    for (const [at, plot] of plots.entries()) {
      next.push(nextPlot(plot, records[at] as PlotRecord, queue, source));
    }
    return next;
  } catch (error) {
    for (const { built, contents } of next) if (built) contents.seed?.network.dispose();
    throw error;
  }
}

function nextPlot(
  plot: Plot,
  record: PlotRecord,
  queue: tf.Tensor[],
  source: PlotSource,
): NextPlot {
  const { slot: _, seed: saved, blend, counts, ownLoss, ...told } = record;
  const network = saved && networkOf(plot, saved, source);
  const built = network !== null && network !== plot.seed?.network;
  const contents: PlotContents = {
    ...told,
    blend: Blend.at(blend),
    counts: { ...counts },
    ownLoss: { ...ownLoss },
    seed: network ? seedOf(saved as SeedRecord, network) : undefined,
  };
  const parameters = !network || saved?.gone || told.grouped ? [] : network.parameters;
  const weights = parameters.map(({ name, variable }) => ({
    variable,
    value: valueFor(name, variable, queue),
  }));
  return { plot, contents, built, weights };
}

function seedOf(saved: SeedRecord, network: SeedNetwork): Seed {
  const { gone: _, stages, ...told } = saved;
  return { ...told, network, stages: [...stages] };
}

/** The network of a seed: that which is there, where it is the same one, or one that is built again. */
function networkOf(
  plot: Plot,
  { blueprint: name, generation, gone }: SeedRecord,
  { blueprints, random }: PlotSource,
): SeedNetwork {
  const current = plot.seed;
  const same = current?.generation === generation && current.blueprint === name;
  if (same && current.network.isDisposed === gone) return current.network;
  const blueprint = Object.hasOwn(blueprints, name) ? blueprints[name] : undefined;
  if (!blueprint) {
    throw new TolariaError(
      "state/invalid",
      errorMessage(
        unknownName("blueprint", name, Object.keys(blueprints)),
        `restore the seed in "${plot.slot.name}"`,
      ),
    );
  }
  const network = buildNetwork(plot, generation, blueprint, random);
  if (gone) network.dispose();
  return network;
}

function valueFor(name: string, variable: tf.Variable, queue: tf.Tensor[]): tf.Tensor {
  const tensor = queue.shift();
  if (tensor?.size === variable.size) return tensor.reshape(variable.shape);
  throw new TolariaError(
    "state/invalid",
    `"${name}" must have ${variable.size} numbers, but the state has ${tensor?.size ?? "none"}. Cannot restore it.`,
  );
}

function checkSlots(plots: readonly Plot[], records: readonly PlotRecord[]): void {
  const [expected, found] = [plots.map(({ slot }) => slot.name), records.map(({ slot }) => slot)];
  if (expected.join() === found.join()) return;
  throw new TolariaError(
    "state/invalid",
    `The slots of the host must be ${found.join(", ")}, but are ${expected.join(", ")}. Cannot restore the seeds.`,
  );
}
