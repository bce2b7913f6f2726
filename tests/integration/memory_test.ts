import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunReport } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { adamw, constant, memory, SpanRecorder, snapshots } from "../../modules/mod.ts";
import { trainerOf, watching } from "../_support/training.ts";
import { eventsOf } from "./_small_run.ts";

/** 5 steps an epoch, so that 60 of them are six windows of the ledger's. */
const EPOCHS = 60;

async function run(onStep: () => void, recorder = new SpanRecorder()): Promise<RunReport> {
  await using trainer = trainerOf({
    modules: [
      adamw(),
      constant(0.01),
      snapshots({ everySteps: 10, count: 3 }),
      watching({ onStep }),
      memory(recorder),
    ],
  });
  return await trainer.run({ epochs: EPOCHS, restoreBest: true });
}

const leaks = ({ incidents }: RunReport) =>
  incidents.filter(({ kind }) => kind === "memory/unexplained");

test("Trainer.run() tells of tensors that nobody owns and that become more and more, and opens a breaker", async () => {
  const leaked: tf.Tensor[] = [];
  const recorder = new SpanRecorder();
  const report = await run(() => leaked.push(tf.keep(tf.zeros([10]))), recorder);
  assert.deepEqual(
    leaks(report).map(({ step, message }) => ({ step, message })),
    [
      {
        // Four windows of 50 steps: the first is what the others are compared with.
        step: 200,
        message:
          "150 tensors of 6000 bytes more than 150 steps ago, and no owner has them: something keeps tensors that it does not dispose",
      },
    ],
  );
  assert.equal(eventsOf(recorder, "tolaria.memory.growth").length, 3);
  const breaker = report.control.breakers.find(({ name }) => name === "memory");
  assert.deepEqual([breaker?.state, breaker?.failures], ["CIRCUIT_STATE_OPEN", 3]);
  assert.equal(report.control.mode, "conservative");
  tf.dispose(leaked);
});

test("Trainer.run() finds an owner for every tensor that a run holds", async () => {
  const before = tf.memory();
  const report = await run(() => {});
  assert.deepEqual(leaks(report), []);
  const { entries, unexplained } = report.memory;
  assert.deepEqual(unexplained, { tensors: before.numTensors, bytes: before.numBytes });
  // 2 inputs, 5 hidden, 3 classes: 15 and 18 numbers in 4 weights, which are the network's and, flat, the group's,
  // with two moments and the mask of AdamW's decay beside them.
  assert.deepEqual(entries.slice(0, 2), [
    { owner: "network", tensors: 4, bytes: 132 },
    { owner: "seeds", tensors: 0, bytes: 0 },
  ]);
  const held = Object.fromEntries(entries.map(({ owner, tensors }) => [owner, tensors]));
  assert.ok((held.groups ?? 0) >= 3);
  assert.equal(held["best epoch"], 1);
  assert.ok((held.snapshots ?? 0) > 0);
});
