import assert from "node:assert/strict";
import { before, test } from "node:test";
import { BatchFeeder } from "../../../core/data/batch_feeder.ts";
import { evaluatePass } from "../../../core/metrics/evaluate_pass.ts";
import { METRIC, type Objective } from "../../../core/mod.ts";
import type { Dataset } from "../../../core/ports/dataset.ts";
import { tf } from "../../../deps.ts";
import { confusionMatrix, f1 } from "../../../modules/metrics/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { hostOfOutputs, labels } from "../../_support/providers/stub_host.ts";

before(useTestBackend);

/** Five examples, of which the network gives back the two scores that go in. */
const SCORES = [1, 0, 0, 1, 1, 0, 0, 1, 0, 1];
const LABELS = [0, 1, 0, 0, 1];
const DATASET: Dataset = {
  size: 5,
  inputs: [{ name: "scores", shape: [2], dtype: "float32" }],
  targets: [labels(2)],
  gather: (indices) => ({
    inputs: [Float32Array.from([...indices].flatMap((at) => SCORES.slice(2 * at, 2 * at + 2)))],
    targets: [Int32Array.from(indices, (at) => LABELS[at] as number)],
  }),
};

const OBJECTIVE: Objective = {
  name: "mean-score",
  metrics: [{ name: "f1", better: "higher" }],
  check: () => {},
  loss: ([outputs]) => (outputs as tf.Tensor).mean(),
  computeMetrics: () => [tf.scalar(-1)],
};

async function evaluate(batchSize: number, objective = OBJECTIVE) {
  const host = {
    ...hostOfOutputs([[2]]),
    forward: ([input]: readonly tf.Tensor[]) => [input as tf.Tensor],
  };
  const metrics = await Promise.all(
    [f1(), confusionMatrix()].map((module) => resolveProvider(METRIC, module)),
  );
  for (const metric of metrics) metric.check(host, DATASET.targets);
  const feeder = new BatchFeeder(DATASET, { batchSize });
  return { host, objective, metrics, feeder };
}

test("evaluatePass() measures all examples together, whatever the batch size", async () => {
  // Of class 1: two right, three taken for it, two there: 4 / 5.
  const expected = {
    loss: 0.5,
    metrics: { f1: 0.8 },
    perClass: {
      f1: [
        { class: "0", value: 0.8, support: 3 },
        { class: "1", value: 0.8, support: 2 },
      ],
    },
    matrices: {
      confusion_matrix: {
        classes: ["0", "1"],
        counts: [
          [2, 1],
          [0, 2],
        ],
      },
    },
  };
  for (const size of [1, 2, 5])
    assert.deepEqual(await evaluatePass(await evaluate(size)), expected);
});

test("evaluatePass() takes a metric for the objective's own of the same name", async () => {
  const { metrics, ...without } = await evaluate(5);
  assert.deepEqual((await evaluatePass({ ...without, metrics: [] }))?.metrics, { f1: -1 });
  assert.deepEqual((await evaluatePass({ ...(await evaluate(5)), metrics }))?.metrics, { f1: 0.8 });
});

test("evaluatePass() weighs a batch by what its means are taken of", async () => {
  // Of batches of 2, 2 and 1 examples, only those of class 0 count: 1, 2 and 0.
  const countOf: NonNullable<Objective["countOf"]> = ([targets]) =>
    (targets as tf.Tensor).equal(0).sum();
  const loss: Objective["loss"] = ([outputs]) =>
    (outputs as tf.Tensor).slice([0, 0], [1, 1]).reshape([]).add(1);
  const pass = await evaluate(2, { ...OBJECTIVE, countOf, loss });
  // The first scores of the batches are 1, 1 and 0: (2 * 1 + 2 * 2 + 1 * 0) / 3.
  assert.equal((await evaluatePass(pass))?.loss, 2);
});

test("evaluatePass() puts the feeder back when it is broken off, and leaves no tensors", async () => {
  const pass = await evaluate(2);
  const before = tf.memory().numTensors;
  let batches = 0;
  const afterBatch = () => {
    batches += 1;
  };
  const control = { afterBatch, stopped: () => batches === 2 };
  assert.equal(await evaluatePass(pass, control), undefined);
  assert.equal(pass.feeder.position, 0);
  assert.equal((await evaluatePass(pass))?.metrics.f1, 0.8);
  pass.feeder.dispose();
  assert.equal(tf.memory().numTensors, before);
});
