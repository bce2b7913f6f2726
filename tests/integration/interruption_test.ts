import assert from "node:assert/strict";
import { test } from "node:test";
import { DATA_SOURCE, type DataSplits, type Dataset } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import {
  adamw,
  constant,
  createTrainer,
  MemoryCheckpointStore,
  memoryCheckpoints,
  mlp,
} from "../../modules/mod.ts";
import { leavesNoTensors } from "../../testing/_support/tensors.ts";
import { testBackend } from "../../testing/_support/test_backend.ts";
import { onStillClock } from "../_support/training/still_clock.ts";

/** Two numbers an example, and whether the first is greater; each batch is gathered when `open` says so. */
function gatedDataset(size: number, open: () => Promise<void> | undefined): Dataset {
  const numbers = Array.from({ length: 2 * size }, (_, index) => Math.sin(index * 1.3));
  const pair = (index: number) => numbers.slice(2 * index, 2 * index + 2) as [number, number];
  return {
    size,
    inputs: [{ name: "x", shape: [2], dtype: "float32" }],
    targets: [{ name: "y", shape: [], dtype: "int32", classes: 2 }],
    gather: async (indices) => {
      await open();
      const examples = [...indices].map(pair);
      return {
        inputs: [Float32Array.from(examples.flat())],
        targets: [Int32Array.from(examples, ([a, b]) => (a > b ? 1 : 0))],
      };
    },
  };
}

function trainerOn(splits: () => DataSplits | Promise<DataSplits>, store: MemoryCheckpointStore) {
  const source = { name: "gated", open: async () => await splits() };
  return createTrainer({
    host: mlp({ inputShape: [2], hidden: [3], classes: 2 }),
    data: new ContainerModule(({ bind }) => void bind(DATA_SOURCE).toConstantValue(source)),
    modules: onStillClock([testBackend(), adamw(), constant(0.01), memoryCheckpoints({ store })]),
    batchSize: 4,
    validationBatchSize: 4,
    seed: 1,
  });
}

/** Never settles; tells when it was first asked. */
function gate() {
  const reached = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    wait: () => {
      reached.resolve();
      return new Promise<void>(() => {});
    },
  };
}

/** A run of two epochs whose gather `at`, of those of both splits, never comes; it is told to stop there, and resumed. */
async function interruptedAt(split: "train" | "validation", at: number) {
  const store = new MemoryCheckpointStore();
  const splits = (stuck?: ReturnType<typeof gate>) => (): DataSplits => {
    let gathers = 0;
    const counted = () => {
      gathers += 1;
      return stuck && gathers > at ? stuck.wait() : undefined;
    };
    const free = () => undefined;
    return {
      train: gatedDataset(16, split === "train" ? counted : free),
      validation: gatedDataset(12, split === "validation" ? counted : free),
    };
  };
  const whole = trainerOn(splits(), new MemoryCheckpointStore());
  const expected = await whole.run({ epochs: 2 });
  await whole.dispose();
  const stuck = gate();
  const broken = trainerOn(splits(stuck), store);
  const abort = new AbortController();
  stuck.reached.then(() => abort.abort());
  const report = await broken.run({ epochs: 2, signal: abort.signal });
  await broken.dispose();
  const again = trainerOn(splits(), store);
  const resumed = await again.run({ epochs: 2, resume: {} });
  await again.dispose();
  return { expected, report, resumed };
}

for (const [split, at] of [
  ["train", 2],
  ["train", 5],
  ["validation", 1],
] as const) {
  test(`Trainer.run() is interrupted while gather ${at} of the ${split} split hangs, and resumes to the same bits`, async () => {
    await leavesNoTensors(async () => {
      const { expected, report, resumed } = await interruptedAt(split, at);
      assert.equal(report.endReason, "interrupted");
      assert.equal(resumed.endReason, "completed");
      assert.equal(resumed.weightsHash, expected.weightsHash);
      assert.deepEqual(
        resumed.epochs.map(({ validation }) => validation),
        expected.epochs.map(({ validation }) => validation),
      );
    });
  });
}

test("Trainer.run() rejects with run/interrupted when asked to stop while the data are opened", async () => {
  const opened = Promise.withResolvers<void>();
  const trainer = trainerOn(() => {
    opened.resolve();
    return new Promise(() => {});
  }, new MemoryCheckpointStore());
  const abort = new AbortController();
  opened.promise.then(() => abort.abort());
  await assert.rejects(trainer.run({ epochs: 1, signal: abort.signal }), {
    code: "run/interrupted",
  });
});
