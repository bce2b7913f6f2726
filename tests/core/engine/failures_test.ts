import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BatchValues,
  DATA_SOURCE,
  LEARNING_RATE_POLICY,
  OPTIMIZER,
} from "../../../core/mod.ts";
import { ContainerModule, type ServiceIdentifier, tf } from "../../../deps.ts";
import { constant, mlp } from "../../../modules/mod.ts";
import { CountingDataset } from "../../_support/data/counting_dataset.ts";
import {
  gradientDescent,
  leavesNoTensorsAfter,
  scaledLoss,
  type TrainerChanges,
  trainerOf,
} from "../../_support/training/training.ts";

function binding<T>(token: ServiceIdentifier<T>, value: T): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(token).toConstantValue(value);
  });
}

function broken(): never {
  throw new Error("broken");
}

const policy = binding(LEARNING_RATE_POLICY, {
  name: "running-out",
  check: () => {},
  rate: ({ step }) => (step < 2 ? 0.1 : Number.NaN),
});

const optimizer = binding(OPTIMIZER, {
  name: "broken",
  options: {},
  slots: {},
  with: broken,
  init: () => ({ count: 0, slots: {}, constants: {} }),
  update: broken,
});

const accuracy = { mean: () => tf.scalar(0.5), better: "higher" } as const;

/** Ten examples, the seventh of which cannot be had. */
function numbers(slow: boolean): ContainerModule {
  const answer = (values: BatchValues, indices: Uint32Array) =>
    indices.includes(7) ? broken() : values;
  return binding(DATA_SOURCE, {
    name: "numbers",
    open: async () => ({ train: new CountingDataset(10, { slow, answer }) }),
  });
}

const onNumbers = { host: mlp({ inputShape: [1], hidden: [], classes: 30 }), batchSize: 2 };

const FAILURES: readonly (readonly [who: string, changes: TrainerChanges, message: RegExp])[] = [
  [
    "the policy gives no rate",
    { modules: [gradientDescent(), policy] },
    /^Policy "running-out" returned NaN for group "host" at step 2: a rate must be finite and >= 0\.$/,
  ],
  ["the optimizer throws", { modules: [optimizer, constant(0.1)], clipNorm: 1e-3 }, /^broken$/],
  [
    "the objective throws",
    {
      modules: [
        gradientDescent(),
        constant(0.1),
        scaledLoss((call) => (call < 3 ? 1 : broken()), { accuracy }),
      ],
      accumulationSteps: 2,
    },
    /^broken$/,
  ],
  [
    "the data are not there",
    { ...onNumbers, data: numbers(false), accumulationSteps: 5 },
    /^Broken\. Cannot gather examples .* of a batch of 2\.$/,
  ],
  [
    "the data do not come",
    { ...onNumbers, data: numbers(true), accumulationSteps: 5 },
    /^Broken\. Cannot gather examples .* of a batch of 2\.$/,
  ],
];

for (const [who, changes, message] of FAILURES) {
  test(`Trainer.run() fails with what went wrong and leaves no tensors when ${who}`, async () => {
    await leavesNoTensorsAfter(async () => {
      await using trainer = trainerOf(changes);
      await assert.rejects(() => trainer.run({ epochs: 2 }), { message });
    });
  });
}
