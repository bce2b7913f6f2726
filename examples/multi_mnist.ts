// Two overlapping digits, and a network with a head for each: the task on which the paper of PCGrad compares ways to
// combine two gradients. Trains it with their sum, with PCGrad and with CAGrad, from several seeds each.
// Run it: npx bun examples/multi_mnist.ts [--epochs 3] [--seeds 3]
import { stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import {
  adam,
  cagrad,
  createTrainer,
  pcgrad,
  softmaxCrossEntropy,
  tf,
  warmupCosine,
  wasm,
} from "tolaria";
import { weightedSum } from "tolaria/aggregators";
import { arrays } from "tolaria/data";
import { tasks } from "tolaria/objectives";
import type { ContainerModule } from "tolaria/ports";
import { type TwoDigits, type TwoDigitsSize, twoDigits } from "./_two_digits.ts";

/** What is compared, by the name in the table. */
const AGGREGATORS = { "weighted sum": weightedSum, PCGrad: pcgrad, CAGrad: cagrad };

/** How much is trained. */
export interface MultiMnistOptions {
  readonly epochs: number;
  readonly seeds: number;
  readonly size: TwoDigitsSize;
  /** @default wasm on one thread: two are faster where nothing else runs, and many times slower where something does */
  readonly backend?: () => ContainerModule;
  /** Told of each network that was trained. */
  readonly onTrained?: (aggregator: string, seed: number, left: number, right: number) => void;
}

/** Share of the digits on each side that were told right, for each seed. */
export interface Accuracies {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Trains with every aggregator from every seed, all on the same pairs. */
export async function multiMnist(options: MultiMnistOptions): Promise<Record<string, Accuracies>> {
  const results: Record<string, Accuracies> = {};
  const pairs = await twoDigits(0, options.size);
  for (const [name, aggregator] of Object.entries(AGGREGATORS)) {
    const [left, right]: [number[], number[]] = [[], []];
    for (let seed = 0; seed < options.seeds; seed++) {
      const host = network(seed);
      const backend = options.backend?.() ?? wasm({ threads: 1 });
      const modules = [aggregator(), backend];
      const measured = await train(host, pairs, modules, { seed, epochs: options.epochs });
      // A model is its user's, and outlives the trainer.
      host.dispose();
      left.push(measured.left_accuracy as number);
      right.push(measured.right_accuracy as number);
      options.onTrained?.(name, seed, left.at(-1) as number, right.at(-1) as number);
    }
    results[name] = { left, right };
  }
  return results;
}

/** What the validation measures after the last epoch. */
async function train(
  host: tf.LayersModel,
  { train, validation }: TwoDigits,
  modules: readonly ContainerModule[],
  { seed, epochs }: { readonly seed: number; readonly epochs: number },
): Promise<Readonly<Record<string, number>>> {
  await using trainer = createTrainer({
    host,
    data: arrays({ ...train, validation }),
    modules: [
      adam(),
      warmupCosine({ peak: 2e-3, warmupSteps: 20 }),
      tasks({ left: softmaxCrossEntropy(), right: softmaxCrossEntropy() }),
      ...modules,
    ],
    batchSize: 128,
    seed,
  });
  const report = await trainer.run({ epochs });
  return report.epochs.at(-1)?.validation?.metrics ?? {};
}

/** A multi-layer perceptron with two heads; its weights follow from the seed. */
function network(seed: number): tf.LayersModel {
  const kernelInitializer = tf.initializers.heNormal({ seed: seed + 1 });
  const hidden = (units: number) =>
    tf.layers.dense({ units, activation: "relu", kernelInitializer });
  const canvas = tf.input({ shape: [36, 36, 1] });
  const shared = [tf.layers.flatten(), hidden(256), hidden(128)].reduce(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor,
    canvas,
  );
  const heads = [0, 1].map(() => tf.layers.dense({ units: 10, kernelInitializer }));
  return tf.model({
    inputs: canvas,
    outputs: heads.map((head) => head.apply(shared) as tf.SymbolicTensor),
  });
}

/** Mean, and standard deviation over the seeds. */
function summarize(values: readonly number[]): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: values.length > 1 ? Math.sqrt(square / (values.length - 1)) : 0 };
}

/** A line for each aggregator. */
export function table(results: Record<string, Accuracies>): string {
  const cell = (values: readonly number[]) => {
    const { mean, spread } = summarize(values);
    return `${(100 * mean).toFixed(2)} ± ${(100 * spread).toFixed(2)} %`;
  };
  const rows = Object.entries(results).map(
    ([name, { left, right }]) =>
      `${name.padEnd(14)}${cell(left).padEnd(18)}${cell(right).padEnd(18)}${cell([...left].map((value, at) => (value + (right[at] as number)) / 2))}`,
  );
  return [`${"".padEnd(14)}${"left".padEnd(18)}${"right".padEnd(18)}both`, ...rows].join("\n");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      epochs: { type: "string", default: "3" },
      seeds: { type: "string", default: "3" },
    },
  });
  const size = { train: 16_000, validation: 4_000 };
  const options = {
    epochs: countOf("epochs", values.epochs),
    seeds: countOf("seeds", values.seeds),
  };
  const startedMs = performance.now();
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const results = await multiMnist({
    ...options,
    size,
    onTrained: (aggregator, seed, left, right) =>
      stderr.write(`${aggregator}, seed ${seed}: left ${percent(left)}, right ${percent(right)}\n`),
  });
  stdout.write(`${table(results)}\n`);
  const wall_s = Math.round((performance.now() - startedMs) / 1000);
  stdout.write(`${JSON.stringify({ ...options, ...size, wall_s, accuracies: results })}\n`);
}

function countOf(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new RangeError(
    `"--${flag}" must be a whole number of at least 1, but is ${text}. Cannot compare.`,
  );
}
