import assert from "node:assert/strict";
import { test } from "node:test";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../../proto/mod.ts";
import { growTo, onSeedStage, type SeedTestStage } from "../../../_support/training/seeds.ts";

const weightsOf = ({ training }: SeedTestStage) =>
  training.parameters.map(({ variable }) => [...variable.dataSync<"float32">()]);

test("SeedsSnapshot.restore() restores the weights of a seed that was frozen since", () =>
  onSeedStage(
    (stage) => {
      growTo(stage, Stage.SEED_STAGE_PROBATIONARY);
      const [snapshot, weights] = [stage.training.snapshot(), weightsOf(stage)];
      stage.step();
      growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
      assert.notDeepEqual(weightsOf(stage), weights);
      snapshot.restore();
      assert.deepEqual(weightsOf(stage), weights);
      snapshot.dispose();
    },
    { blendSteps: 4, fossils: "frozen" },
  ));

test("SeedsSnapshot.restore() leaves seeds that are trained to their parameter groups", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_SHADOWING);
    const snapshot = stage.training.snapshot();
    stage.step();
    const weights = weightsOf(stage);
    snapshot.restore();
    assert.deepEqual(weightsOf(stage), weights);
    snapshot.dispose();
  }));

test("SeedsSnapshot.restore() fails when a seed has another share now or is gone", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_BLENDING);
    stage.step();
    stage.step();
    const snapshot = stage.training.snapshot();
    stage.step();
    const error = (now: RegExp) => ({ code: "group/changed", message: now });
    assert.throws(
      () => snapshot.restore(),
      error(/\(hidden1\/1 at 0\.5\), but are hidden1\/1 at 0\.95/),
    );
    stage.prepare(Op.SEED_OP_CULL).commit();
    assert.throws(() => snapshot.restore(), error(/but are none\./));
    snapshot.dispose();
  }));
