import assert from "node:assert/strict";
import {
  type Host,
  OPTIMIZER,
  type Optimizer,
  RUN_OBSERVER,
  type RunObserver,
  type Trainer,
} from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  arrays,
  type CustomMetric,
  constant,
  createTrainer,
  custom,
  type Modules,
  mlp,
  type TrainerConfig,
} from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { onStillClock } from "./still_clock.ts";

/** An optimizer that a test can foretell: p - rate * g. Gradients that it is given are added to `seen`. */
export function gradientDescent(seen: number[][] = []): ContainerModule {
  const optimizer: Optimizer = {
    name: "gradient-descent",
    options: {},
    slots: {},
    with: () => optimizer,
    init: () => ({ count: 0, slots: {}, constants: {} }),
    update: (parameters_P, gradients_P, state, learningRate) => {
      seen.push([...gradients_P.dataSync()]);
      const moved_P = tf.tidy<tf.Tensor1D>(() => parameters_P.sub(gradients_P.mul(learningRate)));
      return { parameters_P: moved_P, state: { ...state, count: state.count + 1 } };
    },
  };
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toConstantValue(optimizer);
  });
}

/** `size` points on a spiral, in three classes. */
export function spiral(size: number) {
  const points = Array.from({ length: size }, (_, i) => [
    Math.cos(i) * (i / size),
    Math.sin(i + 1),
  ]);
  return {
    inputs: { point: { values: Float32Array.from(points.flat()), shape: [2] } },
    targets: { arm: { values: Int32Array.from(points, (_, i) => i % 3), classes: 3 } },
  };
}

/** What a test changes of {@link trainerOf}'s config. */
export interface TrainerChanges extends Partial<Omit<TrainerConfig, "modules">> {
  /** What is composed besides the cpu backend. @default gradient descent at a rate of 0.1 */
  readonly modules?: readonly Modules[];
}

/** A trainer of a small network on 20 points, on the cpu. */
export function trainerOf({ modules, ...changes }: TrainerChanges = {}): Trainer {
  return createTrainer({
    host: mlp({ inputShape: [2], hidden: [5], classes: 3 }),
    data: arrays(spiral(20)),
    modules: onStillClock([testBackend(), modules ?? [gradientDescent(), constant(0.1)]]),
    batchSize: 4,
    seed: 11,
    ...changes,
  });
}

/** Makes `observer` watch a run. */
export function watching(observer: RunObserver): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue(observer);
  });
}

/** All weights of a host by name, trained and not. */
export function weightsOf(host: Host): Record<string, number[]> {
  const weights = [...host.parameters, ...host.buffers];
  return Object.fromEntries(weights.map(({ name, variable }) => [name, [...variable.dataSync()]]));
}

/** All trained weights in one list. */
export async function parametersOf(trainer: Trainer): Promise<number[]> {
  const { parameters } = await trainer.host();
  return parameters.flatMap(({ variable }) => [...variable.dataSync()]);
}

/** Parts that every batch is computed in where a test says nothing of it: a loss is asked for so many of each. */
export const PARTS = Number(process.env.TOLARIA_RANKS || 1);

/** Softmax cross-entropy times what `factor` returns for the n-th batch, from 0. */
export function scaledLoss(
  factor: (call: number) => number,
  metrics: Readonly<Record<string, CustomMetric>> = {},
): ContainerModule {
  let calls = 0;
  return custom({
    name: "scaled",
    loss: ([outputs], [targets]) => {
      const rows = tf.oneHot(targets as tf.Tensor1D, 3);
      return tf.losses
        .softmaxCrossEntropy(rows, outputs as tf.Tensor)
        .mul(factor(Math.floor(calls++ / PARTS)));
    },
    metrics,
  });
}

/** Runs `work`, and fails if it leaves tensors behind or takes some away. */
export async function leavesNoTensorsAfter(work: () => Promise<void>): Promise<void> {
  const before = tf.memory().numTensors;
  await work();
  assert.equal(tf.memory().numTensors - before, 0, "tensors left behind");
}
