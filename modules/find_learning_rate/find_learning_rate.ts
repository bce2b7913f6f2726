import {
  type Host,
  parseOptions,
  RUN_OBSERVER,
  type RunReport,
  type Trainer,
} from "../../core/mod.ts";
import { ContainerModule, tf } from "../../deps.ts";
import { noCheckpoints } from "../checkpoints/none/mod.ts";
import { createTrainer, type Overrides, type TrainerConfig } from "../create_trainer.ts";
import { exponential } from "../learning_rates/exponential/mod.ts";
import { noSnapshots } from "../snapshots/none/mod.ts";
import { none } from "../telemetry/none/mod.ts";
import { type CheckedRangeTestOptions, type RangeTestOptions, RangeTestSchema } from "./options.ts";
import { RampRecorder } from "./ramp_recorder.ts";
import { type RangeTest, suggestRates } from "./range_test.ts";

/**
 * Trains while the learning rate rises by the same factor in each step, and finds where the loss falls fastest: the
 * range test.
 *
 * The steps are those of a run of `config`, with its optimizer, batches and clipping; its learning-rate policy,
 * observers and telemetry are left out. Nothing is written, and the weights are restored afterwards.
 *
 * @throws {TolariaError} `options/invalid`; and what creating and running the trainer throws.
 * @see Smith 2017, arXiv:1506.01186, section 3.3; the exponential ramp, smoothing and end are fastai's.
 *
 * @example
 * ```ts
 * import { adamw, cnn, digits, findLearningRate } from "tolaria";
 * import { constant } from "tolaria/schedules";
 *
 * const test = await findLearningRate({
 *   host: cnn({ inputShape: [28, 28, 1], classes: 10 }),
 *   data: digits(),
 *   modules: [adamw(), constant(1e-3)],
 * });
 * console.log(test.suggestion?.steepest);
 * ```
 */
export async function findLearningRate(
  config: TrainerConfig,
  options: RangeTestOptions = {},
  overrides: Overrides = {},
): Promise<RangeTest> {
  const checked = parseOptions("find a learning rate", RangeTestSchema, options);
  const abort = new AbortController();
  const recorder = new RampRecorder(checked, () => abort.abort());
  await using trainer = createTrainer(config, {
    replacements: [
      ...(overrides.replacements ?? []),
      ramp(checked),
      none(),
      noCheckpoints(),
      noSnapshots(),
      watching(recorder),
    ],
  });
  const signal = checked.signal ? AbortSignal.any([abort.signal, checked.signal]) : abort.signal;
  // The recorder ends the run; an epoch has a step at least.
  const report = await keepingWeights(trainer, () =>
    trainer.run({ epochs: checked.steps, signal }),
  );
  return rangeTestOf(recorder, report);
}

function ramp({ from, to, steps }: CheckedRangeTestOptions): ContainerModule {
  return exponential({ initial: from, factor: to / from, every: { steps: steps - 1 }, limit: to });
}

function watching(recorder: RampRecorder): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue(recorder);
  });
}

function rangeTestOf({ points, ended }: RampRecorder, { plan }: RunReport): RangeTest {
  return {
    points,
    endReason: ended ?? "interrupted",
    suggestion: suggestRates(points),
    host: plan.providers.host as string,
    backend: plan.providers["compute-backend"] as string,
    seed: plan.seed,
  };
}

/** Does `work`, and gives the network the weights back that it had before. */
async function keepingWeights<T>(trainer: Trainer, work: () => Promise<T>): Promise<T> {
  const weights = weightsOf(await trainer.host());
  // Shares the buffers: costs no copy.
  const before = weights.map((variable) => tf.keep(variable.reshape(variable.shape)));
  try {
    return await work();
  } finally {
    for (const [index, variable] of weights.entries()) variable.assign(before[index] as tf.Tensor);
    tf.dispose(before);
  }
}

function weightsOf({ parameters, buffers }: Host): tf.Variable[] {
  return [...parameters, ...buffers].map(({ variable }) => variable);
}
