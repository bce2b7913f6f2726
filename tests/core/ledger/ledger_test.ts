import assert from "node:assert/strict";
import { test } from "node:test";
import { ComputeLedger } from "../../../core/ledger/compute_ledger.ts";
import { adamw, arrays, constant, mlp, renderReport, seeds } from "../../../modules/mod.ts";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../proto/mod.ts";
import { growTo, onSeedStage } from "../../_support/training/seeds.ts";
import { leavesNoTensorsAfter, spiral } from "../../_support/training/training.ts";
import { scripted, seededRun } from "../../integration/_seeded_run.ts";

const host = () => mlp({ inputShape: [2], hidden: [6, 5], classes: 3, slots: true });

test("ComputeLedger adds up by part, stage and pass, and goes back to a state", () => {
  const ledger = new ComputeLedger();
  const block = { name: "a", forward: 3, backward: 5, through: 3 };
  const seed = { name: "a", generation: 1, stage: "X", forward: 7, backward: 11, validation: 2 };
  ledger.addStep([block], [seed], 4);
  const before = ledger.state();
  ledger.addStep([block], [{ ...seed, stage: "Y" }], 4);
  ledger.addValidation([block], [seed], 10);
  ledger.addTrial(seed, 9);
  assert.deepEqual(ledger.report(), {
    total: 24 + 40 + 30 + 7 + 11 + 20 + 7 + 11 + 9,
    entries: [
      { name: "a", stage: "host", forward: 24, backward: 40, validation: 30, trial: 0 },
      { name: "a", generation: 1, stage: "X", forward: 7, backward: 11, validation: 20, trial: 9 },
      { name: "a", generation: 1, stage: "Y", forward: 7, backward: 11, validation: 0, trial: 0 },
    ],
  });
  assert.equal(ledger.of("a", 1), 65);
  assert.equal(ledger.trials, 9);
  ledger.restore(before);
  assert.deepEqual(ledger.state(), before);
});

test("Trainer.run() counts the multiply-adds of each block and pass", () =>
  leavesNoTensorsAfter(async () => {
    const { report, recorder } = await seededRun(2, {
      host: host(),
      data: arrays({ ...spiral(60), validation: spiral(12) }),
      modules: [adamw(), constant(0.01)],
    });
    // An example: 2 x 6, 6 x 5 and 5 x 3. Backward as many for the weights, and for the inputs of all but the first.
    const of = (name: string, forward: number, backward: number) => ({
      name,
      stage: "host",
      forward: 120 * forward,
      backward: 120 * backward,
      validation: 24 * forward,
      trial: 0,
    });
    const entries = [of("hidden1", 12, 12), of("hidden2", 30, 60), of("head", 15, 30)];
    const epoch = 60 * (57 + 102) + 12 * 57;
    assert.deepEqual(report.compute, { total: 2 * epoch, entries });
    assert.deepEqual(
      report.epochs.map(({ multiplyAdds }) => multiplyAdds),
      [epoch, epoch],
    );
    const span = recorder.spans.find(({ name }) => name === "tolaria.epoch");
    assert.equal(span?.attributes["tolaria.epoch.multiply_adds"], epoch);
    assert.match(
      renderReport(report),
      /computed +20400 multiply-adds: forward 33\.5 %, backward 59\.9 %, validation 6\.7 %/,
    );
  }));

test("SeedTraining.multiplyAdds() counts a seed's passes, and those of the host on its behalf", () =>
  onSeedStage(
    (stage) => {
      const { training } = stage;
      const counted = () =>
        training
          .multiplyAdds(12)
          .map(({ forward, backward, validation }) => [forward, backward, validation]);
      assert.deepEqual(counted(), []);
      growTo(stage, Stage.SEED_STAGE_GERMINATED);
      assert.deepEqual(counted(), [[0, 0, 0]]);
      // On 8 of 12 examples: the seed, 2 x 6 x 6, and 6 x 5 and 5 x 3 behind it. Backward: the seed's weights, the input of
      // its second layer, and the inputs of what is behind it.
      growTo(stage, Stage.SEED_STAGE_TRAINING);
      assert.deepEqual(counted(), [[8 * (72 + 45), 8 * (72 + 36 + 45), 0]]);
      growTo(stage, Stage.SEED_STAGE_BLENDING);
      for (let step = 0; step < 2; step++) stage.step();
      // Taken apart: 2 x 6 in front of the slot once more.
      training.parted = true;
      assert.deepEqual(counted(), [[12 * 72, 12 * (144 + 12), 72]]);
      training.parted = false;
      assert.deepEqual(counted(), [[12 * 72, 12 * 144, 72]]);
      growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
      assert.deepEqual(counted(), [[12 * 72, 12 * 144, 72]]);
    },
    {
      blueprint: "residual",
      blendSteps: 4,
      host: mlp({ inputShape: [2], hidden: [6, 5], classes: 3, slots: true }),
    },
  ));

test("SeedTraining.multiplyAdds() counts no gradient of the weights of a frozen seed", () =>
  onSeedStage(
    (stage) => {
      growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
      const [cost] = stage.training.multiplyAdds(12);
      assert.deepEqual([cost?.forward, cost?.backward], [12 * 72, 12 * 72]);
    },
    {
      blueprint: "residual",
      blendSteps: 4,
      fossils: "frozen",
      host: mlp({ inputShape: [2], hidden: [6, 5], classes: 3, slots: true }),
    },
  ));

test("Trainer.run() reports what a seed cost, and tells the controller of costs and of its place in the run", async () => {
  const script = { 1: Op.SEED_OP_GERMINATE, 2: Op.SEED_OP_START_TRAINING };
  const inner = scripted(script, "hidden1", "residual");
  const seen: Record<string, number>[] = [];
  const { report, stories } = await seededRun(4, {
    host: host(),
    modules: [adamw(), constant(0.01), seeds()],
    policy: {
      name: "watching",
      decide: (packet) => {
        const [slot] = packet.seedStates;
        const { run_share = 0, multiply_adds = 0 } = packet.trainingMetrics ?? {};
        seen.push({ ...slot?.metrics, run_share, multiply_adds });
        return inner.decide(packet);
      },
    },
  });
  assert.deepEqual(
    seen.map(({ run_share }) => run_share),
    [0.25, 0.5, 0.75, 1],
  );
  assert.equal(seen[0]?.multiply_adds, report.epochs[0]?.multiplyAdds);
  // 2 x 6 x 6, and 2 x 6 x 4 through the bottleneck.
  assert.equal(seen[0]?.["multiply_adds.residual"], 72);
  assert.equal(seen[0]?.["multiply_adds.dense-bottleneck"], 48);
  assert.equal(seen[0]?.["multiply_adds.conv-norm"], undefined);
  // One epoch of 5 steps beside the host.
  assert.equal(stories[0]?.multiplyAdds, 5 * 8 * (117 + 153));
  const total = report.epochs.reduce((sum, { multiplyAdds = 0 }) => sum + multiplyAdds, 0);
  assert.equal(report.compute?.total, total);
});
