import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatePart, StateParticipant } from "../../../../core/mod.ts";
import { SeedLifecycleStage, SeedOperation } from "../../../../proto/mod.ts";
import {
  conformsToStateParticipant,
  disposePart,
  written,
} from "../../../../testing/state_participant.ts";
import {
  growTo,
  onSeedStage,
  type SeedTestStage,
  seedStage,
} from "../../../_support/training/seeds.ts";

const {
  SEED_STAGE_GERMINATED: GERMINATED,
  SEED_STAGE_TRAINING: TRAINING,
  SEED_STAGE_BLENDING: BLENDING,
  SEED_STAGE_FOSSILIZED: FOSSILIZED,
} = SeedLifecycleStage;

/** Seeds as a participant; weights in parameter groups are the groups' to restore. */
const participantOf = ({ training }: SeedTestStage): StateParticipant => ({
  name: "kasmina",
  capture: () => training.capture(),
  prepare: (part) => training.prepareRestore(part),
});

/** All that can be seen of seeds; `weights` leaves out those that train. */
function visibleOf(stage: SeedTestStage) {
  const { kasmina, training } = stage;
  const grouped = new Set(stage.groups.variables);
  return {
    states: kasmina.seedStates().map(({ learningRate: _, ...state }) => state),
    stories: training.stories,
    state: { data: dataOf(stage) },
    weights: training.parameters
      .filter(({ variable }) => !grouped.has(variable))
      .map(({ name, variable }) => [name, [...variable.dataSync()]]),
  };
}

function dataOf({ training }: SeedTestStage): unknown {
  const part = training.capture();
  disposePart(part);
  return part.data;
}

conformsToStateParticipant(async () => {
  const stage = await seedStage({ blendSteps: 4 });
  growTo(stage, GERMINATED);
  return {
    participant: participantOf(stage),
    change: () => {
      for (const { variable } of stage.training.parameters) variable.assign(variable.mul(2));
      stage.endEpoch(0.5);
      if (stage.stage === GERMINATED) stage.prepare(SeedOperation.SEED_OP_CULL).commit();
    },
    visible: () => visibleOf(stage),
    close: () => stage.dispose(),
  };
});

function restore({ training }: SeedTestStage, part: StatePart): void {
  const prepared = training.prepareRestore(part);
  prepared.commit();
  prepared.settle();
}

test("SeedTraining.prepareRestore() in another host gives the same outputs for a frozen seed", async () => {
  const options = { blendSteps: 4, fossils: "frozen" } as const;
  const [one, other] = [await seedStage(options), await seedStage(options)];
  growTo(one, FOSSILIZED);
  // The hosts' own weights are the same again.
  for (const [at, { variable }] of one.parts.host.parameters.entries()) {
    other.parts.host.parameters[at]?.variable.assign(variable);
  }
  const part = one.training.capture();
  const given = written(part);
  assert.notDeepEqual(other.outputs(), one.outputs());
  restore(other, given);
  assert.deepEqual(other.outputs(), one.outputs());
  assert.deepEqual(visibleOf(other), visibleOf(one));
  for (const held of [part, given]) disposePart(held);
  one.dispose();
  other.dispose();
});

test("SeedTraining.prepareRestore() resumes a blend", () =>
  onSeedStage((stage) => {
    growTo(stage, BLENDING);
    stage.step();
    const part = stage.training.capture();
    const alphas = () => {
      const seen: unknown[] = [];
      for (let step = 0; step < 3; step++) {
        seen.push(stage.kasmina.seedStates()[0]?.metrics);
        stage.step();
      }
      return seen;
    };
    const expected = alphas();
    restore(stage, part);
    assert.deepEqual(alphas(), expected);
    disposePart(part);
  }));

test("SeedTraining.prepareRestore() names an unknown blueprint", () =>
  onSeedStage((stage) => {
    growTo(stage, TRAINING);
    const part = written(stage.training.capture());
    const text = JSON.stringify(part.data).replaceAll("dense-bottleneck", "gone");
    assert.throws(() => stage.training.prepareRestore({ ...part, data: JSON.parse(text) }), {
      code: "state/invalid",
      message: /Unknown blueprint "gone"; known blueprints: residual, dense-bottleneck/,
    });
    disposePart(part);
  }));
