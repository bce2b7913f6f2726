import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepReport } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import {
  arrays,
  constant,
  driven,
  memory,
  type SpanRecord,
  SpanRecorder,
  sequence,
  warmupCosine,
} from "../../../modules/mod.ts";
import {
  gradientDescent,
  leavesNoTensorsAfter,
  scaledLoss,
  spiral,
  trainerOf,
  watching,
} from "../../_support/training/training.ts";
import { batchOf, COLUMNS, drivenTrainer, spoiltBatch } from "./_driver.ts";

const sgd = [gradientDescent(), constant(0.1)];

/** Spans and what they say, but for times and ids. */
function shapeOf(recorder: SpanRecorder) {
  const nameOf = new Map(recorder.spans.map((span) => [span.spanId, span.name]));
  return recorder.spans.map((span: SpanRecord) => ({
    name: span.name,
    parent: nameOf.get(span.parentSpanId ?? ""),
    attributes: Object.keys(span.attributes).sort(),
    events: span.events.map(({ name }) => name),
  }));
}

test("Trainer.begin() takes the steps that an ordinary run takes on the same batches, with its spans", async () => {
  await leavesNoTensorsAfter(async () => {
    const validation = spiral(6);
    const recorders = [new SpanRecorder(), new SpanRecorder()] as const;
    const steps: StepReport[][] = [[], []];
    const modules = (at: 0 | 1) => [
      sgd,
      memory(recorders[at]),
      watching({ onStep: (step) => steps[at]?.push(step) }),
    ];
    await using whole = trainerOf({
      shuffle: false,
      data: arrays({ ...spiral(20), validation }),
      modules: modules(0),
      stepSpanEvery: 2,
    });
    const expected = await whole.run({ epochs: 2 });
    await using trainer = trainerOf({
      data: driven({
        ...COLUMNS,
        validation: {
          inputs: [validation.inputs.point.values],
          targets: [validation.targets.arm.values],
        },
      }),
      modules: modules(1),
      stepSpanEvery: 2,
    });
    await using loop = await trainer.begin();
    const taken: StepReport[] = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      for (let from = 0; from < 20; from += 4) {
        const { examples, applied, ...step } = await loop.step(batchOf(4, from));
        assert.deepEqual([examples, applied], [4, true]);
        taken.push(step);
      }
      assert.deepEqual(await loop.endEpoch(), expected.epochs[epoch]);
    }
    assert.deepEqual([loop.steps, loop.epochs, loop.over], [10, 2, false]);
    const report = await loop.end();
    assert.equal(loop.over, true);
    assert.deepEqual([report.endReason, report.steps], ["completed", 10]);
    assert.equal(report.weightsHash, expected.weightsHash);
    assert.deepEqual(report.epochs, expected.epochs);
    assert.deepEqual(steps[1], steps[0]);
    assert.deepEqual(taken, steps[0]);
    assert.deepEqual(shapeOf(recorders[1]), shapeOf(recorders[0]));
  });
});

test("DrivenRun.predict() returns the outputs of the network as it is now, and copies nothing of the caller's", async () => {
  await leavesNoTensorsAfter(async () => {
    await using trainer = drivenTrainer();
    await using loop = await trainer.begin();
    const { inputs } = batchOf(3);
    const [before_BC] = loop.predict(inputs);
    const point_BD = tf.tensor2d(inputs[0] as Float32Array, [3, 2]);
    const [same_BC] = loop.predict([point_BD]);
    assert.deepEqual(before_BC?.shape, [3, 3]);
    assert.deepEqual(
      [...(same_BC as tf.Tensor).dataSync()],
      [...(before_BC as tf.Tensor).dataSync()],
    );
    const expected = tf.tidy(() => [...loop.host.forward([point_BD], false)]);
    assert.deepEqual(
      [...(expected[0] as tf.Tensor).dataSync()],
      [...(same_BC as tf.Tensor).dataSync()],
    );
    await loop.step(batchOf());
    const [after_BC] = loop.predict([point_BD]);
    assert.notDeepEqual(
      [...(after_BC as tf.Tensor).dataSync()],
      [...(before_BC as tf.Tensor).dataSync()],
    );
    assert.throws(() => loop.predict([Float32Array.of(1)]), { code: "data/invalid" });
    tf.dispose([before_BC, same_BC, after_BC, point_BD, ...expected] as tf.Tensor[]);
  });
});

test("DrivenRun takes one call at a time, and a trainer one run", async () => {
  await using trainer = drivenTrainer();
  await using loop = await trainer.begin();
  const first = loop.step(batchOf());
  const busy = { code: "trainer/running" };
  assert.throws(() => loop.predict(batchOf().inputs), busy);
  const others = await Promise.allSettled([
    loop.step(batchOf()),
    loop.endEpoch(),
    loop.end(),
    trainer.begin(),
    trainer.run({ epochs: 1 }),
  ]);
  const codes = others.map((one) => one.status === "rejected" && one.reason.code);
  assert.deepEqual(codes, Array(5).fill("trainer/running"));
  assert.equal((await first).step, 1);
  await loop.end();
  await using next = await trainer.begin();
  assert.equal((await next.step(batchOf())).step, 2);
});

test("Trainer.begin() is refused during a run, and on data with examples of their own; so is run() on data without", async () => {
  await using ordinary = trainerOf();
  await assert.rejects(() => ordinary.begin(), {
    code: "run/driven",
    message:
      'Data source "arrays" has examples of its own: use run(), or driven({ inputs, targets }) as data. Cannot begin.',
  });
  const running = ordinary.run({ epochs: 1 });
  await assert.rejects(() => ordinary.begin(), { code: "trainer/running" });
  await running;
  await using trainer = drivenTrainer();
  await assert.rejects(() => trainer.run({ epochs: 1 }), {
    code: "run/driven",
    message:
      'Data source "driven" has no examples of its own: begin() a run and hand them in. Cannot run.',
  });
  await using loop = await trainer.begin();
  assert.equal((await loop.step(batchOf())).step, 1);
});

test("Trainer.begin() refuses accumulation, whose steps are several batches", async () => {
  await using trainer = drivenTrainer(undefined, { accumulationSteps: 2 });
  await assert.rejects(() => trainer.begin(), {
    code: "options/invalid",
    message: /"accumulationSteps" must be 1 in a driven run/,
  });
});

test("Trainer.begin() refuses a schedule that depends on lengths which are not given", async () => {
  const begin = async (schedule: ReturnType<typeof constant>, options = {}) => {
    await using trainer = drivenTrainer(undefined, { modules: [gradientDescent(), schedule] });
    await using loop = await trainer.begin(options);
    return (await loop.step(batchOf())).learningRate;
  };
  const cosine = warmupCosine({ peak: 0.1, start: 0.1, warmupSteps: 1 });
  await assert.rejects(() => begin(cosine), {
    code: "options/invalid",
    message:
      '"steps" must be given, as the rates of policy "warmup-cosine" depend on it. Cannot begin.',
  });
  assert.equal(await begin(cosine, { steps: 100 }), 0.1);
  const byEpochs = sequence([{ epochs: 2, policy: cosine }, { policy: constant(0.1) }]);
  await assert.rejects(() => begin(byEpochs), { message: /"stepsPerEpoch" must be given/ });
  assert.equal(await begin(byEpochs, { stepsPerEpoch: 10 }), 0.1);
});

test("DrivenRun.endEpoch() refuses an epoch without a step", async () => {
  await using trainer = drivenTrainer();
  await using loop = await trainer.begin();
  await assert.rejects(() => loop.endEpoch(), {
    code: "run/empty-epoch",
    message: "No step was taken in epoch 1: take one first. Cannot end the epoch.",
  });
  await loop.step(batchOf());
  assert.equal((await loop.endEpoch())?.epoch, 1);
  await assert.rejects(() => loop.endEpoch(), { code: "run/empty-epoch" });
});

test("DrivenRun.end() ends the epoch in progress, and returns its report again", async () => {
  await using trainer = drivenTrainer();
  await using loop = await trainer.begin();
  for (let step = 0; step < 3; step++) await loop.step(batchOf());
  const report = await loop.end();
  assert.deepEqual(
    [report.endReason, report.epochs.length, report.epochs[0]?.step],
    ["completed", 1, 3],
  );
  assert.equal(report.plan.driven, true);
  assert.equal(await loop.end(), report);
  await assert.rejects(() => loop.step(batchOf()), {
    code: "run/over",
    message: "The run is over after step 3 (completed): begin another. Cannot take a step.",
  });
});

test("DrivenRun.dispose() ends a run that was not ended as interrupted", async () => {
  const reasons: string[] = [];
  const observer = watching({ onRunEnd: ({ endReason }) => void reasons.push(endReason) });
  await using trainer = drivenTrainer([observer]);
  {
    await using loop = await trainer.begin();
    await loop.step(batchOf());
  }
  assert.deepEqual(reasons, ["interrupted"]);
});

test("Trainer.dispose() ends a driven run that waits for a batch", async () => {
  await leavesNoTensorsAfter(async () => {
    const trainer = drivenTrainer();
    const loop = await trainer.begin();
    await loop.step(batchOf());
    await trainer.dispose();
    assert.equal(loop.over, true);
    assert.equal((await loop.end()).endReason, "interrupted");
  });
});

test("DrivenRun.step() skips a batch that is not finite, and takes the next one", async () => {
  await leavesNoTensorsAfter(async () => {
    await using trainer = drivenTrainer();
    await using loop = await trainer.begin();
    await loop.step(batchOf());
    const before = await weights(loop.host);
    const spoilt = await loop.step(spoiltBatch());
    assert.deepEqual([spoilt.applied, spoilt.step], [false, 2]);
    assert.deepEqual(await weights(loop.host), before);
    assert.equal((await loop.step(batchOf())).applied, true);
    const { incidentCounts } = await loop.end();
    assert.equal(incidentCounts["loss/non-finite"], 1);
  });
});

async function weights({ parameters }: { parameters: readonly { variable: tf.Variable }[] }) {
  return parameters.flatMap(({ variable }) => [...variable.dataSync()]);
}

test("DrivenRun.step() rejects with the error of its step, which ends the run as failed", async () => {
  await leavesNoTensorsAfter(async () => {
    const failing = scaledLoss((call) => {
      if (call === 2) throw new Error("no loss today");
      return 1;
    });
    await using trainer = drivenTrainer([failing]);
    await using loop = await trainer.begin();
    await loop.step(batchOf());
    await loop.step(batchOf());
    await assert.rejects(() => loop.step(batchOf()), /no loss today/);
    await assert.rejects(() => loop.step(batchOf()), {
      code: "run/over",
      message: /after step 2 \(failed\)/,
    });
    const report = await loop.end();
    assert.equal(report.endReason, "failed");
    assert.match(String(report.error), /no loss today/);
  });
});
