import assert from "node:assert/strict";
import { test } from "node:test";
import type { GroupSettings } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adam,
  adamw,
  arrays,
  constant,
  cosine,
  layersModel,
  MemoryCheckpointStore,
  meanSquaredError,
  memoryCheckpoints,
  mlp,
  noWatchdog,
  sgd,
  silent,
  watchdog,
} from "../../../modules/mod.ts";
import {
  leavesNoTensorsAfter,
  scaledLoss,
  spiral,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";
import { type Job, ran, resumedAs } from "./_resumed_run.ts";

/** Five steps an epoch. */
const base = (): Job => ({ modules: [adamw(), constant(0.05)] });

/** y = w x with x = 1 and y = 0: the loss is w w, its gradient 2 w. */
function line(modules: Job["modules"]): Job {
  const dense = () => tf.layers.dense({ inputShape: [1], units: 1, useBias: false, name: "line" });
  return {
    host: layersModel(() => tf.sequential({ name: "net", layers: [dense()] })),
    data: arrays({
      inputs: { x: { values: [1], shape: [1] } },
      targets: { y: { values: [0], shape: [1] } },
    }),
    modules: [meanSquaredError(), ...modules],
    batchSize: 1,
  };
}

test("Trainer.run() resumes with the optimizer of the job, and names it", async () => {
  const first = line([adamw(), constant(0.1)]);
  const { weights, before, report } = await resumedAs(first, line([sgd(), constant(0.1)]), {
    abortAt: 2,
  });
  // Gradient descent: w - 0.1 * 2 w.
  const [w2] = before.weights["line/kernel"] as [number];
  assert.ok(Math.abs((weights["line/kernel"]?.[0] as number) - 0.8 * w2) < 1e-7);
  assert.equal(report.plan.providers.optimizer, "sgd");
  assert.deepEqual(report.recovery.differences, ["optimizer sgd replaces adamw, nothing carried"]);
  assert.deepEqual(
    report.optimizerChanges.map(({ kind, from, to, rateFactor }) => [kind, from, to, rateFactor]),
    [["swap", "adamw", "sgd", 1]],
  );
});

test("Trainer.run() carries what the optimizers have in common when it resumes with another", async () => {
  const second = { modules: [sgd({ momentum: 0.9 }), constant(0.05)] };
  const { report } = await resumedAs(base(), second);
  assert.deepEqual(report.recovery.differences, ["optimizer sgd replaces adamw, momentum carried"]);
});

test("Trainer.run() replaces an optimizer with a function among its options, which no checkpoint holds", async () => {
  const kernels = ({ name }: { readonly name: string }) => name.endsWith("kernel");
  const first: Job = { modules: [adamw({ decays: kernels }), constant(0.05)] };
  const { report } = await resumedAs(first, { modules: [sgd({ momentum: 0.9 }), constant(0.05)] });
  assert.deepEqual(report.recovery.differences, ["optimizer sgd replaces adamw, momentum carried"]);
  const other = await resumedAs(first, base());
  // What the function is called is up to who bundled it.
  const [text, ...others] = other.report.recovery.differences ?? [];
  assert.match(text ?? "", /^decays of adamw \w+ -> hasAxes$/);
  assert.deepEqual(others, []);
});

test("Trainer.run() says nothing of the job when it resumes the same one", async () => {
  const { report } = await resumedAs(base(), base());
  assert.equal(report.recovery.differences, undefined);
  assert.deepEqual(report.optimizerChanges, []);
  assert.equal(report.recovery.resumedFrom?.step, 7);
});

test("Trainer.run() resumes with the options of the job", async () => {
  const decayed = {
    modules: [adamw({ weightDecay: 0.5, beta1: 0.5 }), constant(0.02)],
    clipNorm: 1,
  };
  const { report, rates } = await resumedAs(base(), decayed, { epochs: 4 });
  assert.deepEqual(report.recovery.differences, [
    "clipNorm none -> 1",
    "epochs 3 -> 4",
    "weightDecay of adamw 0.01 -> 0.5",
    "beta1 of adamw 0.9 -> 0.5",
    "rate of constant 0.05 -> 0.02",
  ]);
  assert.deepEqual(new Set(rates), new Set([0.02]));
  assert.deepEqual(
    report.optimizerChanges.map(({ kind, to }) => [kind, to]),
    [["options", "adamw"]],
  );
});

const head: GroupSettings = { name: "head", match: "head" };

/** The run of `base` without any interruption. */
const whole = async () => (await resumedAs(base(), base(), { abortAt: 15 })).weights;

// AdamW treats each number by itself: to the same bits, whatever group it is in.
for (const [change, first, second, text] of [
  ["added", [], [head], 'group "head" added (head/dense/kernel, head/dense/bias)'],
  ["dropped", [head], [], 'group "head" dropped (head/dense/kernel, head/dense/bias)'],
] as const) {
  test(`Trainer.run() carries every moment when it resumes with a group ${change}`, async () => {
    const { weights, report } = await resumedAs(
      { ...base(), groups: [...first] },
      { ...base(), groups: [...second] },
    );
    assert.deepEqual(report.recovery.differences, [text]);
    const carried = report.optimizerChanges.flatMap(({ transfers }) => transfers);
    assert.ok(carried.every(({ action }) => action === "carried"));
    assert.deepEqual(weights, await whole());
  });
}

test("Trainer.run() resumes with a weight in another group, and with the options of a group", async () => {
  const options = { weightDecay: 0.25 };
  const { report } = await resumedAs(
    { ...base(), groups: [{ ...head, match: "head/dense/kernel" }] },
    { ...base(), groups: [{ ...head, options }] },
  );
  assert.deepEqual(report.recovery.differences, [
    'weightDecay of adamw of group "head" 0.01 -> 0.25',
    'weight "head/dense/bias" is in group "head", not "host"',
  ]);
});

/** A network whose first layer may be frozen. */
function deep(trainable: boolean): Job {
  const host = layersModel(() =>
    tf.sequential({
      name: "net",
      layers: [
        tf.layers.dense({ inputShape: [2], units: 4, name: "a", activation: "tanh", trainable }),
        tf.layers.dense({ units: 3, name: "b" }),
      ],
    }),
  );
  return { ...base(), host };
}

test("Trainer.run() does not train a layer any more that the job freezes", async () => {
  const { weights, before, report } = await resumedAs(deep(true), deep(false));
  assert.deepEqual(report.recovery.differences, ["frozen: a/kernel, a/bias"]);
  assert.deepEqual(weights["a/kernel"], before.weights["a/kernel"]);
  assert.notDeepEqual(weights["b/kernel"], before.weights["b/kernel"]);
});

test("Trainer.run() trains a layer again that the job does not freeze any more", async () => {
  const { weights, before, report } = await resumedAs(deep(false), deep(true));
  assert.deepEqual(report.recovery.differences, ["trained again: a/kernel, a/bias"]);
  assert.notDeepEqual(weights["a/kernel"], before.weights["a/kernel"]);
});

test("Trainer.run() refuses by name what a state cannot be gone on with, all of it at once", async () => {
  const other = { ...base(), batchSize: 5, seed: 12, modules: [adamw(), cosine({ peak: 1 })] };
  await assert.rejects(resumedAs(base(), other), {
    code: "resume/refused",
    message:
      '"seed" must be 11, as in the checkpoint, but is 12; "batchSize" must be 4, as in the checkpoint, but is 5; ' +
      '"policy" must be "constant", as in the checkpoint, but is "cosine". Cannot resume from checkpoint 2.',
  });
});

for (const [what, change, message] of [
  [
    "a weight of another shape",
    { host: mlp({ inputShape: [2], hidden: [6], classes: 3 }) },
    /Weight "[^"]+" must have shape \[2,5\]/,
  ],
  ["fewer examples", { data: arrays(spiral(19)) }, /"trainExamples" must be 20/],
  [
    "another column",
    { data: arrays({ ...spiral(20), inputs: { place: spiral(20).inputs.point } }) },
    /"inputs" must be "point \[2\] float32", .* but is "place/,
  ],
] as const) {
  test(`Trainer.run() refuses to resume with ${what}`, async () => {
    const second = { ...base(), ...(change as Partial<Job>) };
    await assert.rejects(resumedAs(base(), second), { code: "resume/refused", message });
  });
}

test("Trainer.run() refuses every difference if it is strict", async () => {
  const second: Job = { modules: [adam(), constant(0.02)] };
  await assert.rejects(resumedAs(base(), second, { strict: true }), {
    code: "resume/refused",
    message:
      'The job differs from that of the checkpoint, which "strict" refuses: optimizer adam replaces adamw; ' +
      "rate of constant 0.05 -> 0.02. Cannot resume from checkpoint 2.",
  });
  const { report } = await resumedAs(base(), base(), { strict: true });
  assert.equal(report.endReason, "completed");
});

test("Trainer.run() keeps what the run itself changed of a job that is the same, and names what trains", async () => {
  const store = new MemoryCheckpointStore();
  const modules = () => [...base().modules, silent(), memoryCheckpoints({ store })];
  {
    await using trainer = trainerOf({ modules: modules() });
    await trainer.run({ epochs: 1 });
    (await trainer.optimizers()).swap("host", sgd(), { rate: "keep" });
    await trainer.run({ epochs: 1 });
  }
  const { report } = await ran(base(), store, { epochs: 1, resume: {} });
  assert.equal(report.recovery.differences, undefined);
  assert.equal(report.plan.providers.optimizer, "sgd");
});

test("Trainer.run() stays with the job's optimizer when it goes back to a checkpoint of the job before", async () => {
  const store = new MemoryCheckpointStore();
  await ran(base(), store, { epochs: 3 }, 7);
  const [{ step } = { step: -1 }] = store.infos;
  const second = [sgd(), constant(0.05), silent(), memoryCheckpoints({ store, everyEpochs: 100 })];
  let asked = false;
  const goBack = watching({
    onStep: ({ step: done }) => {
      if (done !== 9 || asked) return;
      asked = true;
      const request = { atOrBefore: step, reason: "test", tier: "full" } as const;
      void trainer.recovery().then((recovery) => recovery?.request(request));
    },
  });
  await using trainer = trainerOf({ modules: [...second, goBack] });
  const report = await trainer.run({ epochs: 3, resume: {} });
  assert.equal(report.recovery.rollbacks[0]?.recovered, true);
  assert.equal(report.recovery.rollbacks[0]?.step, step);
  assert.deepEqual(
    report.optimizerChanges.map(({ kind, to }) => [kind, to]),
    [
      ["swap", "sgd"],
      ["swap", "sgd"],
    ],
  );
  assert.equal(report.plan.providers.optimizer, "sgd");
});

for (const [first, second] of [
  [watchdog(), noWatchdog()],
  [noWatchdog(), watchdog()],
] as const) {
  test("Trainer.run() begins afresh with another watchdog than the checkpoint has the state of", async () => {
    const job = (dog: ContainerModule): Job => ({ modules: [...base().modules, dog] });
    const { report } = await resumedAs(job(first), job(second));
    assert.equal(report.endReason, "completed");
    assert.match(
      report.recovery.differences?.join() ?? "",
      /^watchdog (watchdog -> none|none -> w)/,
    );
  });
}

test("Trainer.run() says that the best epoch's weights were not kept before restoreBest was asked for", async () => {
  // Losses only rise, so that the first epoch is the best.
  const job: Job = { modules: [sgd(), constant(1e-9), scaledLoss((call) => 1 + call)] };
  const store = new MemoryCheckpointStore();
  await ran(job, store, { epochs: 3 }, 7);
  const { report } = await ran(job, store, { epochs: 3, restoreBest: true, resume: {} });
  assert.deepEqual(report.recovery.differences, ["restoreBest false -> true"]);
  const incidents = report.incidents.filter(({ kind }) => kind === "best/not-restored");
  assert.deepEqual(
    incidents.map(({ message }) => message),
    ["epoch 1 was the best, but was trained without restoreBest: its weights were not kept"],
  );
  assert.equal(report.restoredEpoch, undefined);
});

test("Trainer.run() leaves no tensor when it resumes with another job", async () => {
  const second: Job = { modules: [sgd({ momentum: 0.9 }), constant(0.05)], groups: [head] };
  const [added, dropped] = [() => resumedAs(base(), second), () => resumedAs(second, base())];
  // What the runtime makes once stays.
  await added();
  await leavesNoTensorsAfter(async () => void (await added()));
  await leavesNoTensorsAfter(async () => void (await dropped()));
});
