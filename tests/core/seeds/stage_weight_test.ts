import assert from "node:assert/strict";
import { test } from "node:test";
import { stageWeight } from "../../../core/mod.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";

test("stageWeight() has a weight for every stage", () => {
  const stages = Object.entries(SeedLifecycleStage).filter(
    ([, value]) => typeof value === "number",
  );
  const weights = stages.map(([name, stage]) => [
    name.replace("SEED_STAGE_", ""),
    stageWeight(stage as SeedLifecycleStage, 0.3),
  ]);
  assert.deepEqual(Object.fromEntries(weights), {
    UNKNOWN: 0,
    DORMANT: 0,
    GERMINATED: 0.01,
    TRAINING: 0.1,
    BLENDING: 0.3,
    SHADOWING: 0.5,
    PROBATIONARY: 1,
    FOSSILIZED: 0,
    CULLED: 0,
    EMBARGOED: 0,
    RESETTING: 0,
    TERMINATED: 0,
  });
});

test("stageWeight() takes another weight where one is given", () => {
  const overrides = {
    [SeedLifecycleStage.SEED_STAGE_TRAINING]: 0.7,
    [SeedLifecycleStage.SEED_STAGE_BLENDING]: 0.9,
  };
  assert.equal(stageWeight(SeedLifecycleStage.SEED_STAGE_TRAINING, 0, overrides), 0.7);
  assert.equal(stageWeight(SeedLifecycleStage.SEED_STAGE_BLENDING, 0.2, overrides), 0.9);
  assert.equal(stageWeight(SeedLifecycleStage.SEED_STAGE_SHADOWING, 0, overrides), 0.5);
});

test("stageWeight() refuses an alpha or a weight outside its range", () => {
  const training = SeedLifecycleStage.SEED_STAGE_TRAINING;
  assert.throws(() => stageWeight(training, 1.1), /"alpha" must be in \[0, 1\], but is 1.1/);
  assert.throws(
    () => stageWeight(training, 0, { [training]: -1 }),
    /"SEED_STAGE_TRAINING" must be a finite number of at least 0, but is -1/,
  );
});
