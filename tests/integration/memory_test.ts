import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CHECKPOINT_STORE,
  type CheckpointInfo,
  type CheckpointStore,
  type RunReport,
} from "../../core/mod.ts";
import { ContainerModule, tf } from "../../deps.ts";
import { adamw, constant, memory, SpanRecorder, snapshots } from "../../modules/mod.ts";
import { trainerOf, watching } from "../_support/training/training.ts";
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

test("Trainer.run() reports tensors without an owner that keep growing, and opens a breaker", async () => {
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

/** A store that never gets done with the first checkpoint until `over` is called. */
function slowStore(): { readonly module: ContainerModule; readonly over: () => void } {
  const written = Promise.withResolvers<CheckpointInfo>();
  let info: CheckpointInfo | undefined;
  const store: CheckpointStore = {
    name: "slow",
    everyEpochs: 1,
    place: undefined,
    start: () => Promise.resolve(),
    write: ({ runId, step, epoch, reason }) => {
      info ??= { id: 1, runId, step, epoch, reason, writtenMs: 0, bytes: 1, verified: true };
      return { advance: () => true, done: written.promise };
    },
    list: () => Promise.resolve([]),
    load: () => Promise.reject(new Error("none")),
    dispose: () => Promise.resolve(),
  };
  const module = new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE).toConstantValue(store);
  });
  return { module, over: () => written.resolve(info as CheckpointInfo) };
}

test("Trainer.run() finds an owner for what a checkpoint holds while it is written", async () => {
  const before = tf.memory();
  const { module, over } = slowStore();
  const recorder = new SpanRecorder();
  await using trainer = trainerOf({
    modules: [
      adamw(),
      constant(0.01),
      module,
      memory(recorder),
      watching({ onStep: ({ step }) => void (step === 200 && over()) }),
    ],
    stepSpanEvery: 1,
  });
  const report = await trainer.run({ epochs: EPOCHS });
  assert.deepEqual(leaks(report), []);
  const balances = recorder.spans
    .filter(({ name }) => name === "tolaria.step")
    .map(({ attributes }) => {
      const tensors = attributes["tolaria.memory.tensors"] as number[];
      const owners = attributes["tolaria.memory.owners"] as string[];
      return Object.fromEntries(owners.map((owner, at) => [owner, tensors[at] as number]));
    });
  // Of the first epoch, from its end until it is written; weights flat and as the network reads them, two moments, AdamW's mask.
  const held = balances.map(({ checkpoints }) => checkpoints ?? 0);
  assert.ok(held.slice(0, 5).every((tensors) => tensors === 0));
  assert.ok(held.slice(10, 200).every((tensors) => tensors === held[10] && tensors >= 4));
  const unexplained = new Set(balances.map((balance) => balance.unexplained));
  assert.deepEqual([...unexplained], [before.numTensors]);
  assert.deepEqual(report.memory.unexplained, {
    tensors: before.numTensors,
    bytes: before.numBytes,
  });
});
