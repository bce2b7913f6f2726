import assert from "node:assert/strict";
import { before, test } from "node:test";
import { RandomStream, withSeededMathRandom } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { branch } from "../../../../modules/kasmina/seeds/branch.ts";
import { SeedNetwork } from "../../../../modules/kasmina/seeds/seed_network.ts";
import { mlp } from "../../../../modules/mod.ts";
import { SeedOperation as Op, SeedLifecycleStage as Stage } from "../../../../proto/mod.ts";
import { leavesNoTensors } from "../../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../../testing/_support/test_backend.ts";
import { growTo, onSeedStage, refuses } from "../../../_support/training/seeds.ts";

before(useTestBackend);

/** Shapes of a block's output and input, and how many numbers a branch has there. */
const PLACES = [
  // 4 x 6 + 6, and 6 x 6 + 6; 12 x 6 + 6 behind a flattened image.
  [[6], [4], 72],
  [[6], [2, 3, 2], 120],
  // 9 x 2 x 3 + 3, and 9 x 3 x 3 + 3, with strides of 2.
  [[3, 4, 3], [5, 8, 2], 141],
] as const;

function build(shape: readonly number[], beside: readonly number[]): SeedNetwork {
  const random = new RandomStream(1, "test");
  return withSeededMathRandom(random, () => new SeedNetwork(branch(), "seed", shape, beside));
}

function values(shape: readonly number[], seed: number): tf.Tensor {
  return tf.randomUniform([3, ...shape], -1, 1, "float32", seed);
}

for (const [shape, beside, count] of PLACES) {
  const where = `from [${beside.join(", ")}] to [${shape.join(", ")}]`;

  test(`branch() adds exactly 0 at first, ${where}, and passes its probe`, () => {
    leavesNoTensors(() => {
      const network = build(shape, beside);
      assert.equal(network.parameterCount, count);
      assert.deepEqual(network.probe(), { sameShape: true, nonFinite: 0 });
      assert.equal(network.multiplyAdds.forward, branch().multiplyAdds?.(shape, beside));
      tf.tidy(() => {
        const output = values(shape, 5);
        const widened = network.apply(output, values(beside, 6));
        assert.deepEqual([...widened.dataSync()], [...output.dataSync()]);
      });
      network.dispose();
    });
  });

  test(`branch() has a gradient of its last layer at first, ${where}, and then of all and of the block's input`, () => {
    leavesNoTensors(() => {
      const network = build(shape, beside);
      tf.tidy(() => {
        const [output, input] = [values(shape, 5), tf.variable(values(beside, 6))];
        const loss = () => network.apply(output, input).square().sum().asScalar();
        const moved = () => {
          const { grads } = tf.variableGrads(loss, [...network.variables, input]);
          return [...network.variables, input].map(
            ({ name }) => (grads[name]?.abs().max().dataSync()[0] as number) > 0,
          );
        };
        // Kernel and bias of the first layer, of the second, and the input.
        assert.deepEqual(moved(), [false, false, true, true, false]);
        const [, , second] = network.variables as [tf.Variable, tf.Variable, tf.Variable];
        second.assign(tf.randomUniform(second.shape, 0.1, 1, "float32", 7));
        assert.deepEqual(moved(), [true, true, true, true, true]);
        input.dispose();
      });
      network.dispose();
    });
  });
}

const WIDENED = {
  host: mlp({ inputShape: [2], hidden: [6, 5], classes: 3, slots: ["hidden2.beside"] }),
  blueprint: "branch",
  blendSteps: 4,
} as const;

test("a slot beside a block leaves the host as it is until its seed is grafted, and then widens the block", () =>
  onSeedStage((stage) => {
    const weights = () =>
      stage.parts.host.parameters.map(({ variable }) => [...variable.dataSync()]);
    const [outputs, before] = [stage.outputs(), weights()];
    const [slot] = stage.parts.host.slots ?? [];
    assert.deepEqual([slot?.shape, slot?.beside], [[5], [6]]);
    stage.prepare(Op.SEED_OP_GERMINATE, { train: 1 }).commit();
    assert.deepEqual(stage.outputs(), outputs);
    assert.deepEqual(weights(), before);
    growTo(stage, Stage.SEED_STAGE_SHADOWING);
    const widened = stage.outputs();
    // The copy takes the block's input to the branch, too.
    const model = stage.parts.host.toModel?.() as tf.LayersModel;
    const copied = tf.tidy(() => [
      ...(model.apply(stage.batch.inputs[0] as tf.Tensor) as tf.Tensor).dataSync(),
    ]);
    assert.deepEqual(copied, widened);
    model.dispose();
    stage.prepare(Op.SEED_OP_CULL).commit();
    assert.notDeepEqual(stage.outputs(), widened);
  }, WIDENED));

test("seeds() refuses a branch behind a block, and other blueprints beside one", async () => {
  await onSeedStage(
    (stage) => {
      refuses(
        () => stage.prepare(Op.SEED_OP_GERMINATE),
        /"branch" needs an activation beside a block, and not behind one: that of slot "hidden1" is \[\d+\]/,
      );
    },
    { blueprint: "branch" },
  );
  await onSeedStage(
    (stage) => {
      refuses(
        () => stage.prepare(Op.SEED_OP_GERMINATE),
        /"residual" needs an activation behind a block, and not beside one: that of slot "hidden2.beside"/,
      );
    },
    { ...WIDENED, blueprint: "residual" },
  );
});
