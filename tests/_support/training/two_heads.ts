import type { TrainerSettings } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import {
  arrays,
  constant,
  createTrainer,
  type Modules,
  meanSquaredError,
  sgd,
  tasks,
} from "../../../modules/mod.ts";
import { onStillClock } from "./still_clock.ts";

/** How many there are to train on. */
export const EXAMPLES = 24;
export const wave = (size: number, pace: number) =>
  Float32Array.from({ length: EXAMPLES * size }, (_, i) => Math.sin(i * pace));
export const LEFT = wave(1, 0.9).map((value) => 3 * value);
export const RIGHT = LEFT.map((value) => -value);

/** Two heads, alike at first, on a common layer, which has a penalty. Their targets are opposed. */
export function networkOf(dropout = 0): tf.LayersModel {
  const x = tf.input({ shape: [4] });
  const hidden = tf.layers.dense({
    units: 5,
    activation: "tanh",
    kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
    kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }),
  });
  const heads = [0, 1].map(() =>
    tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
  );
  const h = tf.layers.dropout({ rate: dropout, seed: 4 }).apply(hidden.apply(x));
  return tf.model({
    inputs: x,
    outputs: heads.map((head) => head.apply(h) as tf.SymbolicTensor),
  });
}

/** Trains `model` by SGD at a rate of 0.1. */
export function trainerOf(
  model: tf.LayersModel,
  modules: readonly Modules[],
  settings: TrainerSettings = {},
) {
  return createTrainer({
    host: model,
    data: arrays({
      inputs: { x: { values: wave(4, 1.7), shape: [4] } },
      targets: {
        left: { values: LEFT, shape: [1] },
        right: { values: RIGHT, shape: [1] },
      },
    }),
    modules: onStillClock([sgd(), constant(0.1), ...modules]),
    batchSize: 8,
    ...settings,
  });
}

/** A squared distance a head. */
export const bothTasks = () => tasks({ left: meanSquaredError(), right: meanSquaredError() });
/** The squared distance of one head. */
export const squared = (outputs: readonly tf.Tensor[], targets: readonly tf.Tensor[], at: number) =>
  (outputs[at] as tf.Tensor)
    .squaredDifference(targets[at] as tf.Tensor)
    .mean()
    .asScalar();
