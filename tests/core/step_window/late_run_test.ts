import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunReport, StepReport } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import {
  adamw,
  arrays,
  autopilot,
  checkpoints,
  constant,
  cpu,
  createTrainer,
  custom,
  mlp,
  snapshots,
  watchdog,
} from "../../../modules/mod.ts";
import { withScratch } from "../../../testing/_support/scratch.ts";
import { lateBackend } from "../../../testing/late_backend.ts";
import { onStillClock } from "../../_support/training/still_clock.ts";
import { leavesNoTensorsAfter, spiral, watching } from "../../_support/training/training.ts";

/** What a run is to be. */
interface LateRun {
  readonly backend: ContainerModule;
  readonly clipNorm?: number;
  /** Factor on the loss of the batch that has the marked example. @default 1 */
  readonly factor?: number;
  readonly checkpoints?: string;
  readonly resume?: boolean;
  readonly epochs?: number;
}

/** Ten batches an epoch; one example is marked by a class of its own. */
async function run({ backend, clipNorm, factor = 1, epochs = 3, ...rest }: LateRun): Promise<{
  readonly report: RunReport;
  readonly losses: readonly number[];
}> {
  const { inputs } = spiral(40);
  const marked = Int32Array.from({ length: 40 }, (_, i) => (i === 17 ? 2 : i % 2));
  const losses: number[] = [];
  const onStep = ({ step, loss }: StepReport) => {
    losses[step - 1] = loss;
  };
  await using trainer = createTrainer({
    host: mlp({ inputShape: [2], hidden: [5], classes: 3 }),
    data: arrays({ inputs, targets: { arm: { values: marked, classes: 3 } } }),
    modules: onStillClock([
      backend,
      adamw(),
      constant(0.01),
      custom({
        name: "marked",
        loss: ([outputs], [targets]) => {
          const rows = tf.oneHot(targets as tf.Tensor1D, 3);
          const has = (targets as tf.Tensor).equal(2).any();
          const scale = tf.where(has, tf.scalar(factor), tf.scalar(1));
          return tf.losses.softmaxCrossEntropy(rows, outputs as tf.Tensor).mul(scale);
        },
      }),
      watchdog({ armedAfter: 5, window: 20, consecutive: 1, lossSigma: false, lossJump: false }),
      autopilot({ margin: 0, rateFactor: 1, clearAfter: 5 }),
      snapshots({ everySteps: 20 }),
      watching({ onStep }),
      ...(rest.checkpoints ? [checkpoints({ directory: rest.checkpoints })] : []),
    ]),
    batchSize: 4,
    seed: 11,
    ...(clipNorm !== undefined && { clipNorm }),
  });
  return { report: await trainer.run({ epochs, ...(rest.resume && { resume: {} }) }), losses };
}

const late = (steps: number) => lateBackend(cpu, steps);

test("StepWindow takes 8 steps at a time to the bits of a backend that reads at once, and leaves no tensors", () =>
  leavesNoTensorsAfter(async () => {
    const atOnce = await run({ backend: cpu() });
    const read = await run({ backend: late(8) });
    assert.equal(read.report.weightsHash, atOnce.report.weightsHash);
    assert.deepEqual(read.losses, atOnce.losses);
    assert.deepEqual(
      read.report.epochs.map(({ train, step }) => ({ train, step })),
      atOnce.report.epochs.map(({ train, step }) => ({ train, step })),
    );
    assert.deepEqual(read.report.incidents, []);
  }));

test("StepWindow clips on the device, with any number of steps read together to the same bits", async () => {
  const [one, eight, free] = [
    await run({ backend: late(1), clipNorm: 0.2 }),
    await run({ backend: late(8), clipNorm: 0.2 }),
    await run({ backend: late(8) }),
  ];
  assert.equal(eight.report.weightsHash, one.report.weightsHash);
  assert.notEqual(eight.report.weightsHash, free.report.weightsHash);
});

test("StepWindow puts training back to where it began, and skips the step that was not finite alone", async () => {
  const spoiled = { factor: Number.POSITIVE_INFINITY };
  const atOnce = await run({ backend: cpu(), ...spoiled });
  const read = await run({ backend: late(8), ...spoiled });
  assert.equal(atOnce.report.incidents.length, 3);
  assert.deepEqual(
    read.report.incidents.map(({ message, step }) => ({ message, step })),
    atOnce.report.incidents.map(({ message, step }) => ({ message, step })),
  );
  assert.equal(read.report.weightsHash, atOnce.report.weightsHash);
  assert.deepEqual(read.losses, atOnce.losses);
});

test("StepWindow lets an alarm go back over the steps that were not read", async () => {
  const { report } = await run({ backend: late(8), factor: 1e4 });
  assert.equal(report.endReason, "completed");
  const [alarm] = report.alarms;
  assert.equal(alarm?.action, "went-back");
  assert.equal(alarm?.rule, "loss-ratio");
  // A state is held every 20 steps, and none within a window.
  assert.equal((alarm?.backTo ?? -1) % 20, 0);
  assert.equal(alarm?.quarantined, 1);
});

test("StepWindow goes on from a checkpoint to the bits of a run that was not stopped", () =>
  withScratch(async (scratch) => {
    const whole = await run({ backend: late(8), clipNorm: 0.2, epochs: 3 });
    const directory = scratch.path("checkpoints");
    await run({ backend: late(8), clipNorm: 0.2, epochs: 1, checkpoints: directory });
    const resumed = await run({
      backend: late(8),
      clipNorm: 0.2,
      epochs: 3,
      checkpoints: directory,
      resume: true,
    });
    assert.equal(resumed.report.weightsHash, whole.report.weightsHash);
  }));
