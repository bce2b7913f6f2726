import assert from "node:assert/strict";
import { test } from "node:test";
import { disposeModel, type Slot } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { mlp } from "../../../../modules/mod.ts";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../../proto/mod.ts";
import { assertClose } from "../../../../testing/_support/tensors.ts";
import {
  growTo,
  onSeedStage,
  refuses,
  type SeedTestStage,
} from "../../../_support/training/seeds.ts";

const seedWeights = ({ training }: SeedTestStage) =>
  training.parameters.map(({ variable }) => [...variable.dataSync<"float32">()]);

/** Fails unless the network computes something else without what is in its first slot. */
function dependsOnItsSeed(stage: SeedTestStage): void {
  const outputs = stage.outputs();
  const slot = stage.parts.host.slots?.[0] as Slot;
  const { graft } = slot;
  slot.graft = undefined;
  assert.notDeepEqual(stage.outputs(), outputs);
  slot.graft = graft;
}

test("seeds() freezes a seed that is fossilized, and keeps it in the network, when asked to", () =>
  onSeedStage(
    (stage) => {
      growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
      assert.deepEqual(stage.groups.names, ["host"]);
      assert.equal(stage.training.stories[0]?.trained, false);
      const before = seedWeights(stage);
      stage.step();
      assert.deepEqual(seedWeights(stage), before);
      dependsOnItsSeed(stage);
    },
    { blendSteps: 4, fossils: "frozen" },
  ));

test("seeds() goes on training a seed that is fossilized, by the plain gradient of the loss", () =>
  onSeedStage(
    (stage) => {
      growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
      assert.deepEqual(stage.groups.names, ["host", "seeds/hidden1"]);
      assert.equal(stage.training.stories[0]?.trained, true);
      dependsOnItsSeed(stage);
      const { host, objective } = stage.parts;
      const { inputs, targets } = stage.batch;
      const variables = stage.training.parameters.map(({ variable }) => variable);
      // The reference is tfjs's own gradient of the loss.
      const expected = tf.tidy(() => {
        const loss = () => objective.loss(host.forward(inputs, true), targets);
        const { grads } = tf.variableGrads(loss, variables);
        return variables.flatMap(({ name }) => [
          ...(grads[name] as tf.Tensor).dataSync<"float32">(),
        ]);
      });
      const { gradients, combination } = stage.differentiate();
      assert.equal(combination, undefined);
      assert.deepEqual([...(gradients[1] as tf.Tensor).dataSync<"float32">()], expected);
      for (const gradients_P of gradients) gradients_P.dispose();
      const before = seedWeights(stage);
      stage.step();
      for (const [at, numbers] of seedWeights(stage).entries()) {
        assert.notDeepEqual(numbers, before[at]);
      }
    },
    {
      blendSteps: 4,
      host: mlp({ inputShape: [4], hidden: [6, 5], classes: 3, slots: true }),
    },
  ));

test("seeds() culls no seed that is fossilized", () =>
  onSeedStage((stage) => {
    growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
    refuses(
      () => stage.prepare(Op.SEED_OP_CULL),
      /SEED_OP_CULL needs a seed in .*: "hidden1" is in SEED_STAGE_FOSSILIZED/,
    );
  }));

test("seeds() grows one seed behind another in a block's slots, and a copy of the network has both", () =>
  onSeedStage(
    (stage) => {
      growTo(stage, Stage.SEED_STAGE_FOSSILIZED);
      const command = (operation: Op, parameters = {}) =>
        stage.prepare(operation, parameters, "hidden1.2").commit();
      command(Op.SEED_OP_GERMINATE);
      command(Op.SEED_OP_START_TRAINING);
      for (let step = 0; step < 10; step++) stage.step();
      stage.endEpoch();
      command(Op.SEED_OP_START_GRAFTING, { blend_steps: 4 });
      for (let step = 0; step < 2; step++) stage.step();
      assert.deepEqual(stage.groups.names, ["host", "seeds/hidden1", "seeds/hidden1.2"]);
      const { host } = stage.parts;
      const model = host.toModel?.() as tf.LayersModel;
      const copied = tf.tidy(() => [
        ...(model.predict(stage.batch.inputs[0] as tf.Tensor) as tf.Tensor).dataSync<"float32">(),
      ]);
      assertClose(copied, stage.outputs(), 1e-6);
      disposeModel(model);
    },
    {
      blendSteps: 4,
      blueprint: "residual",
      host: mlp({ inputShape: [4], hidden: [6, 5], classes: 3, slots: { hidden1: 2 } }),
    },
  ));
