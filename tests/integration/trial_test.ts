import assert from "node:assert/strict";
import { test } from "node:test";
import type { StepReport } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import {
  memory,
  type PolicyCommand,
  type SeedsOptions,
  SpanRecorder,
  snapshots,
  type TamiyoPolicy,
  tamiyoInProcess,
  watchdog,
} from "../../modules/mod.ts";
import { CommandType, SeedOperation } from "../../proto/mod.ts";
import { leavesNoTensorsAfter, watching } from "../_support/training/training.ts";
import {
  CULLED,
  count,
  EPOCH,
  GRAFTED,
  KEPT,
  LOST,
  metrics,
  type Script,
  SOWN,
  scripted,
  stages,
  triedRun,
} from "./_tried_run.ts";

const { SEED_OP_START_GRAFTING, SEED_OP_CULL } = SeedOperation;

test("a trial goes on with a seed that pays, as if it had been grafted in without a trial", async () => {
  await leavesNoTensorsAfter(async () => {
    const { report, weights, trial, taken } = await triedRun({ script: KEPT });
    const plain = await triedRun({ script: GRAFTED });
    assert.deepEqual(report.incidentCounts, {});
    assert.equal(report.weightsHash, plain.report.weightsHash);
    assert.deepEqual(weights, plain.weights);
    assert.deepEqual(metrics(report), metrics(plain.report));
    assert.deepEqual(stages(report), stages(plain.report));
    assert.equal(trial?.kept, true);
    assert.equal(trial?.step, 3 * EPOCH);
    assert.equal(trial?.steps, 7);
    // Seven steps without it, from step 15 on, then all with it.
    assert.deepEqual(taken, [...count(1, 22), ...count(16, 30)]);
  });
});

test("a trial goes back to the branch without a seed that does not pay, as if it had been culled before", async () => {
  await leavesNoTensorsAfter(async () => {
    const { report, weights, trial, taken } = await triedRun({ script: LOST });
    const plain = await triedRun({ script: CULLED });
    assert.deepEqual(report.incidentCounts, {});
    assert.deepEqual(weights, plain.weights);
    assert.deepEqual(metrics(report), metrics(plain.report));
    assert.equal(trial?.kept, false);
    assert.deepEqual(taken, [...count(1, 22), ...count(16, 22), ...count(23, 30)]);
    const [story] = report.seeds;
    const culled = story?.stages.find(({ stage }) => stage === "SEED_STAGE_CULLED");
    assert.equal(culled?.reason, "its trial failed");
    assert.equal(culled?.step, 3 * EPOCH);
  });
});

test("a trial keeps no seed whose training losses are not surely lower on the same batches", async () => {
  const losses: number[] = [];
  const onStep = ({ loss }: StepReport) => void losses.push(loss);
  const { trial } = await triedRun({ script: KEPT, onStep });
  const differences = losses.slice(18, 22).map((loss, at) => loss - (losses[25 + at] as number));
  const mean = differences.reduce((a, b) => a + b, 0) / 4;
  // Of a sample of four.
  const error = Math.sqrt(differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 3 / 4);
  const without = losses.slice(18, 22).reduce((a, b) => a + b, 0) / 4;
  assert.ok(Math.abs((trial?.trainingGain ?? 0) - (mean - 2 * error) / without) < 1e-12);
  const { gain = 0, trainingGain = 0 } = trial ?? {};
  for (const minGain of [trainingGain - 1e-6, trainingGain + 1e-6]) {
    const parameters = { trial_steps: 7, min_gain: minGain, blend_steps: 3 };
    const script = { ...KEPT, 3: { operation: SEED_OP_START_GRAFTING, parameters } };
    const again = await triedRun({ script });
    const learns = trainingGain >= Math.min(0, minGain);
    assert.equal(again.trial?.kept, gain >= minGain && learns);
  }
});

test("a trial compares the losses of both branches, by the training steps if there is no validation data", async () => {
  const losses: number[] = [];
  const onStep = ({ loss }: StepReport) => void losses.push(loss);
  const { trial } = await triedRun({ script: KEPT, validated: false, onStep });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  // Every batch has 12 examples.
  // Of the later half of seven steps each.
  const [without, withSeed] = [mean(losses.slice(18, 22)), mean(losses.slice(25, 29))];
  assert.ok(Math.abs((trial?.lossWithout ?? 0) - without) < 1e-12);
  assert.ok(Math.abs((trial?.lossWith ?? 0) - withSeed) < 1e-12);
  assert.ok(Math.abs((trial?.gain ?? 0) - (without - withSeed) / without) < 1e-12);
});

for (const [name, script] of Object.entries({ kept: KEPT, lost: LOST })) {
  test(`a trial whose seed is ${name} books what was computed for nothing, and nothing else`, async () => {
    const { report, trial } = await triedRun({ script });
    const plain = await triedRun({ script: name === "kept" ? GRAFTED : CULLED });
    const { total, entries } = report.compute ?? assert.fail("nothing was counted");
    const extra = total - (plain.report.compute?.total ?? 0);
    assert.equal(trial?.multiplyAdds, extra);
    const booked = entries.filter((entry) => entry.trial > 0);
    assert.deepEqual(
      booked.map((entry) => [entry.name, entry.stage, entry.trial]),
      [["hidden1", "SEED_STAGE_BLENDING", extra]],
    );
    // Forward 2 x 6 + 6 x 5 + 5 x 3, backward twice that but for the gradient of the input, of 12 examples, in seven steps;
    // a validation of an epoch's end, and one at the end of each branch, on 12 examples. Of the seed, 2 x 6 x 6.
    const [forward, backward, seed] = [57, 2 * 57 - 12, 72];
    const host = 12 * (7 * (forward + backward) + 3 * forward);
    const taken = {
      // The branch without it was given up; of the other, only the measurement is nobody's but the trial's.
      kept: host + 12 * seed,
      // In each step of it, and when it was measured at the epoch's end and its own: forward, and backward twice that.
      lost: host + 12 * 7 * 3 * seed + 12 * 2 * seed,
    };
    assert.equal(extra, taken[name as "kept" | "lost"]);
  });
}

/** Multiplies by 400: as it comes in, the loss is many times what it was. */
const LOUD: SeedsOptions = {
  blueprints: {
    loud: {
      tier: 1,
      misfit: () => undefined,
      build: (input) =>
        tf.layers
          .dense({
            name: "loud",
            units: input.shape[1] as number,
            kernelInitializer: tf.initializers.identity({ gain: 400 }),
          })
          .apply(input) as tf.SymbolicTensor,
    },
  },
  gates: { minTrainingSteps: 2, maxOwnLossRatio: 1e9, maxGradientNorm: 1e9 },
};

test("an alarm in the branch with a seed ends its trial, and training goes on without the seed", async () => {
  const script: Script = { ...KEPT, 1: { ...SOWN, blueprintId: "loud" } };
  const { report, weights, trial } = await triedRun({
    script,
    seeds: LOUD,
    modules: [
      snapshots({ everySteps: 4, count: 5 }),
      watchdog({ lossRatio: 3, consecutive: 1, armedAfter: 3 }),
    ],
  });
  const plain = await triedRun({
    script: { ...script, 3: { operation: SEED_OP_CULL } },
    seeds: LOUD,
  });
  assert.equal(report.endReason, "completed");
  assert.deepEqual(report.alarms, []);
  assert.match(trial?.brokenOff ?? "", /loss/);
  assert.equal(trial?.kept, false);
  assert.deepEqual(weights, plain.weights);
  assert.deepEqual(metrics(report), metrics(plain.report));
});

test("a trial is skipped, and the seed goes on to its gates, if too few steps are left", async () => {
  const long = { trial_steps: 15, min_gain: 9, blend_steps: 3 };
  const script = { ...KEPT, 3: { operation: SEED_OP_START_GRAFTING, parameters: long } };
  const events: string[] = [];
  const { report, trial } = await triedRun({
    script,
    modules: [
      watching({
        onEvent: ({ kind, attributes }) => {
          if (kind === "skipped") events.push(String(attributes?.["tolaria.skipped.reason"]));
        },
      }),
    ],
  });
  const plain = await triedRun({ script: GRAFTED });
  assert.equal(report.weightsHash, plain.report.weightsHash);
  assert.equal(trial, undefined);
  assert.deepEqual(events, ["it takes 15 steps, and 15 are left"]);
});

test("a trial ends where the run would be stopped early, and both branches count as many steps", async () => {
  const patient = { earlyStopping: { patience: 1, minDelta: 99 } };
  const { report, trial } = await triedRun({ script: KEPT, run: { epochs: 6, ...patient } });
  // No epoch is better than the first by 99: the second ends the run before the seed is tried at all.
  assert.equal(report.endReason, "early-stopped");
  assert.equal(trial, undefined);
  const later = { earlyStopping: { patience: 3, minDelta: 99 } };
  const stopped = await triedRun({ script: KEPT, run: { epochs: 6, ...later } });
  assert.equal(stopped.report.endReason, "early-stopped");
  assert.equal(stopped.report.epochs.length, 4);
  // The trial began after the third epoch.
  assert.equal(stopped.trial?.steps, EPOCH);
  assert.equal(stopped.trial?.kept, true);
});

test("a controller is not asked, and no boundary lies within an epoch, as long as a seed is tried", async () => {
  const recorder = new SpanRecorder();
  const { report } = await triedRun({
    // Boundaries after steps 2, 4, 5, 7, 9, 10, 12, 14 and 15.
    script: { 3: SOWN, 9: KEPT[3] as Script[number] },
    control: { boundarySteps: 2, boundaryExamples: 12 },
    modules: [memory(recorder)],
  });
  assert.deepEqual(report.incidentCounts, {});
  const boundaries = recorder.spans
    .filter(({ name }) => name === "tolaria.boundary")
    .map(({ attributes, events }) => {
      const skipped = events.map((event) => event.attributes?.["tolaria.skipped.reason"]);
      return [attributes["tolaria.step.number"] ?? "end", ...skipped];
    });
  const held = ["end", 'seed "hidden1" is being tried'];
  // Step 20 ends the fourth epoch in both branches; step 22 ends them.
  const before = [[2], [4], ["end"], [7], [9], ["end"], [12], [14], ["end"]];
  const after = [[22], [24], ["end"], [27], [29], ["end"]];
  assert.deepEqual(boundaries, [...before, held, held, ...after]);
});

for (const [name, minGain] of [
  ["kept", -9],
  ["lost", 9],
] as const) {
  test(`a command that waits when a trial begins whose seed is ${name} is carried out after it, and never aborted`, async () => {
    const grafting = { trial_steps: 7, min_gain: minGain, blend_steps: 3 };
    const policy: TamiyoPolicy = {
      ...scripted({ 1: SOWN }),
      decide: ({ currentEpoch }) => {
        const of = (targetSeedId: string, seedOperation: PolicyCommand["seedOperation"]) => ({
          commandType: CommandType.COMMAND_SEED,
          targetSeedId,
          ...(seedOperation && { seedOperation }),
        });
        if (currentEpoch === 1) return [of("hidden1", SOWN)];
        if (currentEpoch !== 3) return undefined;
        const grafted = { operation: SEED_OP_START_GRAFTING, parameters: grafting };
        return [of("hidden1", grafted), of("hidden2", SOWN)];
      },
    };
    const { report } = await triedRun({ modules: [tamiyoInProcess({ policy })] });
    const { committed, aborted } = report.control.commands;
    assert.deepEqual([committed, aborted], [3, 0]);
    const second = report.seeds.find(({ seed }) => seed === "hidden2");
    // The trial lasts from step 15 to step 22: the next boundary is that of step 25.
    assert.equal(second?.stages[0]?.step, 5 * EPOCH);
  });
}
