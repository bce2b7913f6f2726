import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN_OBSERVER, type RunObserver, type TrainerSettings } from "../../../core/mod.ts";
import { ContainerModule, tf } from "../../../deps.ts";
import {
  adam,
  arrays,
  constant,
  createTrainer,
  lion,
  type Modules,
  memory,
  mlp,
  SpanRecorder,
  sgd,
  tfjsOptimizer,
} from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { onStillClock } from "../../_support/training/still_clock.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";

/** Sixty examples of two classes that a line divides, and a network that is small enough for cpu. */
function trainerOf(settings: TrainerSettings = {}, modules: readonly Modules[] = []) {
  const values = Float32Array.from({ length: 120 }, (_, i) => Math.sin(i * 1.7));
  const labels = Int32Array.from({ length: 60 }, (_, i) =>
    (values[2 * i] as number) + (values[2 * i + 1] as number) > 0 ? 1 : 0,
  );
  const optimizer = modules.length > 0 ? [] : [adam()];
  return createTrainer({
    host: mlp({ inputShape: [2], hidden: [4], classes: 2 }),
    data: arrays({
      inputs: { x: { values, shape: [2] } },
      targets: { label: { values: labels, classes: 2 } },
    }),
    modules: onStillClock([testBackend(), constant(0.01), ...optimizer, ...modules]),
    batchSize: 20,
    ...settings,
  });
}

const observerOf = (observer: RunObserver) =>
  new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue(observer);
  });

async function weightsOf(trainer: ReturnType<typeof trainerOf>) {
  const { parameters } = await trainer.host();
  return Object.fromEntries(
    parameters.map(({ name, variable }) => [name, [...variable.dataSync()]] as const),
  );
}

test("Trainer trains groups with one optimizer as it trains one group", async () => {
  await using whole = trainerOf();
  await using divided = trainerOf({
    groups: [
      { name: "head", match: "head" },
      { name: "biases", match: (name) => name === "hidden1/dense/bias" },
    ],
  });
  await whole.run({ epochs: 2 });
  await divided.run({ epochs: 2 });
  assert.deepEqual(await weightsOf(divided), await weightsOf(whole));
});

test("Trainer trains where groups take every parameter, and leave the host none", async () => {
  const groups = [{ name: "everything", match: /./ }];
  const settings = { accumulationSteps: 2, clipNorm: 0.1, clipValue: 0.1 };
  await using whole = trainerOf(settings);
  await using divided = trainerOf({ ...settings, groups });
  await whole.run({ epochs: 2, restoreBest: true });
  const report = await divided.run({ epochs: 2, restoreBest: true });
  assert.deepEqual(await weightsOf(divided), await weightsOf(whole));
  assert.deepEqual(report.incidents, []);
});

test("Trainer clips the norm over all groups together", async () => {
  const settings = { clipNorm: 0.05 };
  await using whole = trainerOf(settings, [sgd()]);
  await using divided = trainerOf({ ...settings, groups: [{ name: "head", match: "head" }] }, [
    sgd(),
  ]);
  await whole.run({ epochs: 1 });
  await divided.run({ epochs: 1 });
  const [expected, found] = [await weightsOf(whole), await weightsOf(divided)];
  for (const [name, values] of Object.entries(expected)) {
    values.forEach((value, i) => {
      assert.ok(Math.abs(value - (found[name]?.[i] as number)) < 1e-6, name);
    });
  }
});

test("Trainer cuts each number of the gradient to clipValue", async () => {
  await using trainer = trainerOf({ clipValue: 1e-3 }, [sgd()]);
  const before = await weightsOf(trainer);
  await trainer.run({ epochs: 1 });
  const after = await weightsOf(trainer);
  for (const [name, values] of Object.entries(before)) {
    values.forEach((value, i) => {
      // Three steps of at most 0.01 * 0.001.
      assert.ok(Math.abs(value - (after[name]?.[i] as number)) <= 3.1e-5, name);
    });
  }
});

test("Trainer updates a group by an optimizer and options of its own", async () => {
  await using trainer = trainerOf({
    groups: [{ name: "head", match: "head", optimizer: lion(), options: { weightDecay: 0 } }],
  });
  const before = await weightsOf(trainer);
  await trainer.run({ epochs: 1 });
  const after = await weightsOf(trainer);
  // Lion moves each weight by the rate itself, three times one way or the other.
  for (const [i, value] of (before["head/dense/bias"] ?? []).entries()) {
    const moved = Math.abs(value - (after["head/dense/bias"]?.[i] as number)) / 0.01;
    assert.ok(Math.abs(moved - Math.round(moved)) < 1e-3, `${moved}`);
  }
});

test("Trainer swaps an optimizer in mid-run, and tells it in report and trace", async () => {
  const recorder = new SpanRecorder();
  let manager: Awaited<ReturnType<(typeof trainer)["optimizers"]>> | undefined;
  const observer = observerOf({
    onStep: ({ step }) => {
      if (step === 4) manager?.swap("host", sgd({ momentum: 0.9 }));
    },
  });
  await using trainer = trainerOf({}, [adam(), memory(recorder), observer]);
  manager = await trainer.optimizers();
  const report = await trainer.run({ epochs: 3 });
  const [change] = report.optimizerChanges;
  assert.deepEqual([change?.from, change?.to, change?.step], ["adam", "sgd", 4]);
  const run = recorder.spans.find(({ name }) => name === "tolaria.run");
  const event = run?.events.find(({ name }) => name === "tolaria.optimizer.rebuild");
  assert.equal(event?.attributes["tolaria.optimizer.to"], "sgd");
  const transfers = event?.attributes["tolaria.optimizer.transfers"] as string[];
  assert.match(transfers[0] as string, /^hidden1\/dense\/kernel m>b converted /);
  const again = await trainer.run({ epochs: 1 });
  assert.deepEqual(again.optimizerChanges, []);
  assert.equal(again.plan.providers.optimizer, "sgd");
});

test("Trainer trains a group that is added and dropped while it runs", async () => {
  let manager: Awaited<ReturnType<(typeof trainer)["optimizers"]>> | undefined;
  const variable = tf.variable(tf.ones([2]));
  const observer = observerOf({
    onStep: ({ step }) => {
      if (step === 2) {
        const parameters = [{ name: "seed/scale", variable }];
        manager?.addGroup({ name: "seed", parameters, parent: "host" });
      }
      if (step === 5) manager?.dropGroup("seed");
    },
  });
  await using trainer = trainerOf({}, [adam(), observer]);
  manager = await trainer.optimizers();
  const report = await trainer.run({ epochs: 2 });
  assert.deepEqual(
    report.optimizerChanges.map(({ kind, step }) => [kind, step]),
    [
      ["group-added", 2],
      ["group-dropped", 5],
    ],
  );
  // No loss of it: its gradient is zero, and Adam leaves it where it is.
  assert.deepEqual([...variable.dataSync()], [1, 1]);
});

test("Trainer says so where the best weights do not fit the groups any more", async () => {
  let manager: Awaited<ReturnType<(typeof trainer)["optimizers"]>> | undefined;
  const observer = observerOf({ onEpoch: () => void manager?.freeze("host", "head/dense/bias") });
  await using trainer = trainerOf({}, [adam(), observer]);
  manager = await trainer.optimizers();
  const report = await trainer.run({ epochs: 1, restoreBest: true });
  assert.equal(report.restoredEpoch, undefined);
  assert.deepEqual(
    report.incidents.map(({ kind }) => kind),
    ["best/not-restored"],
  );
});

test("Trainer catches who writes the rate of a wrapped optimizer", async () => {
  const own = tf.train.momentum(0.5, 0.9);
  const observer = observerOf({
    onStep: ({ step }) => {
      if (step === 2) own.setLearningRate(7);
    },
  });
  await using trainer = trainerOf({}, [tfjsOptimizer(() => own), observer]);
  const report = await trainer.run({ epochs: 1 });
  const [incident] = report.incidents;
  assert.equal(incident?.kind, "learning-rate/violation");
  assert.match(incident?.message ?? "", /must be 0.01, .*found 7 between steps/);
  assert.equal(own.getConfig().learningRate, 0.01);
});

test("Trainer refuses groups that share a name or take the host's", () => {
  const groups = ["a", "a"].map((name) => ({ name, match: "head" }));
  assert.throws(() => trainerOf({ groups }), { code: "options/invalid" });
  assert.throws(() => trainerOf({ groups: [{ name: "host", match: "head" }] }), {
    message:
      '"groups.0.name" must be another name than "host", but is "host". Cannot create the trainer.',
  });
});

test("Trainer.dispose() leaves no tensors after optimizers and groups came and went", async () => {
  await leavesNoTensorsAfter(async () => {
    await using trainer = trainerOf({ groups: [{ name: "head", match: "head" }] });
    const manager = await trainer.optimizers();
    await trainer.run({ epochs: 1 });
    manager.swap(
      "all",
      tfjsOptimizer(() => tf.train.momentum(1, 0.9)),
    );
    await trainer.run({ epochs: 1 });
    manager.swap("head", lion());
    manager.freeze("head", "head/dense/bias");
    manager.prepareSwap("host", sgd()).abort();
    await trainer.run({ epochs: 1, restoreBest: true });
    manager.dropGroup("head");
    await trainer.run({ epochs: 1 });
  });
});
