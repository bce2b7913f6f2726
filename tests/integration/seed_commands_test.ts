import assert from "node:assert/strict";
import { test } from "node:test";
import { adamw, constant, mlp, type PolicyCommand, seeds } from "../../modules/mod.ts";
import { CommandType, SeedOperation as Op } from "../../proto/mod.ts";
import { leavesNoTensorsAfter } from "../_support/training/training.ts";
import { type Script, scripted, seededRun } from "./_seeded_run.ts";

const TRAINING = [adamw(), constant(0.01)];

const GROWN: Script = {
  1: Op.SEED_OP_GERMINATE,
  2: Op.SEED_OP_START_TRAINING,
  5: Op.SEED_OP_START_GRAFTING,
  8: Op.SEED_OP_STABILIZE,
  10: Op.SEED_OP_EVALUATE,
  12: Op.SEED_OP_FOSSILIZE,
};

const stagesOf = (stages: readonly { readonly stage: string; readonly epoch: number }[]) =>
  stages.map(({ stage, epoch }) => `${stage.replace("SEED_STAGE_", "")} ${epoch}`);

test("Trainer.run() grows a second seed behind a fossilized one", () =>
  leavesNoTensorsAfter(async () => {
    const steps = { ...GROWN };
    const later = Object.fromEntries(
      Object.entries(steps).map(([epoch, operation]) => [Number(epoch) + 13, operation]),
    );
    const [first, second] = [
      scripted(steps, "hidden1", "residual"),
      scripted(later, "hidden1.2", "residual"),
    ];
    const recorded: number[][] = [];
    const { report, stories } = await seededRun(28, {
      host: mlp({ inputShape: [2], hidden: [6, 5], classes: 3, slots: { hidden1: 2 } }),
      modules: [...TRAINING, seeds({ blendSteps: 10, gates: { minLossGain: -1 } })],
      policy: {
        name: "two",
        decide: (packet) => {
          recorded.push(packet.seedStates.map(({ stage }) => stage ?? 0));
          return first.decide(packet) ?? second.decide(packet);
        },
      },
    });
    assert.deepEqual(report.incidents, []);
    assert.deepEqual(
      stories.map(({ seed, stages, trained }) => [seed, stages.at(-1)?.stage, trained]),
      [
        ["hidden1", "SEED_STAGE_FOSSILIZED", true],
        ["hidden1.2", "SEED_STAGE_FOSSILIZED", true],
      ],
    );
    assert.equal(recorded[0]?.length, 2);
  }));

test("Trainer.run() carries out several commands at a boundary: from sown to full share in three", async () => {
  const seed = (operation: Op, parameters: Record<string, number> = {}): PolicyCommand => ({
    commandType: CommandType.COMMAND_SEED,
    targetSeedId: "hidden1",
    seedOperation: { operation, blueprintId: "residual", parameters },
  });
  const script: Readonly<Record<number, readonly PolicyCommand[]>> = {
    1: [seed(Op.SEED_OP_GERMINATE, { train: 1 })],
    3: [seed(Op.SEED_OP_START_GRAFTING, { blend_steps: 5 })],
    4: [seed(Op.SEED_OP_STABILIZE), seed(Op.SEED_OP_EVALUATE), seed(Op.SEED_OP_FOSSILIZE)],
  };
  const { report, stories } = await seededRun(5, {
    modules: [
      ...TRAINING,
      seeds({ gates: { minTrainingSteps: 5, minProbationEpochs: 0, minLossGain: -1 } }),
    ],
    policy: { name: "brisk", decide: ({ currentEpoch }) => script[currentEpoch] },
  });
  assert.deepEqual(report.incidents, []);
  assert.deepEqual(stagesOf(stories[0]?.stages ?? []), [
    "GERMINATED 2",
    "TRAINING 2",
    "BLENDING 3",
    "SHADOWING 4",
    "PROBATIONARY 4",
    "FOSSILIZED 4",
  ]);
  assert.equal(report.control.commands.committed, 5);
});
