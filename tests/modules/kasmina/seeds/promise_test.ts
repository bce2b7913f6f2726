import assert from "node:assert/strict";
import { test } from "node:test";
import type { Host, SampleBatch, SeedMultiplyAdds, Slot } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import { SeedOperation } from "../../../../proto/mod.ts";
import { onSeedStage, refuses, type SeedTestStage } from "../../../_support/training/seeds.ts";

const { SEED_OP_EVALUATE, SEED_OP_GERMINATE } = SeedOperation;

// B = 8 examples of 4 numbers in 3 classes

const INPUTS = Array.from({ length: 32 }, (_, at) => Math.sin(at * 1.3));
const CLASSES = [0, 1, 2, 0, 1, 2, 0, 1];

/** The eight examples in two batches of five and three. */
function examples(): SampleBatch[] {
  return [
    [0, 5],
    [5, 8],
  ].map(([from = 0, to = 0]) => {
    const inputs = [tf.tensor2d(INPUTS.slice(4 * from, 4 * to), [to - from, 4])];
    const targets = [tf.tensor1d(CLASSES.slice(from, to), "int32")];
    const dispose = () => tf.dispose([...inputs, ...targets]);
    return { inputs, targets, size: to - from, dispose };
  });
}

const promiseOf = ({ kasmina }: SeedTestStage) =>
  kasmina.seedStates()[0]?.metrics?.["squared_gradient.dense-bottleneck"];

/** Activation in the slot, [B, units], and the gradient of the mean loss there. */
function atSlot({ host, objective }: SeedTestStage["parts"], slot: Slot): [tf.Tensor, tf.Tensor] {
  const inputs = [tf.tensor2d(INPUTS, [8, 4])];
  const targets = [tf.tensor1d(CLASSES, "int32")];
  let activation: tf.Tensor | undefined;
  slot.graft = (h) => {
    activation = h;
    return h;
  };
  host.forward(inputs, false);
  slot.graft = undefined;
  const from = host.forwardFrom as NonNullable<Host["forwardFrom"]>;
  const loss = (h: tf.Tensor) =>
    objective.loss(from.call(host, slot, h, false), targets, undefined) as tf.Tensor;
  return [activation as tf.Tensor, tf.grad(loss)(activation as tf.Tensor)];
}

test("SEED_OP_EVALUATE on an empty slot measures the squared gradient of the seed that would be sown", () =>
  onSeedStage(
    (stage) => {
      const { kasmina, parts, training } = stage;
      const slot = parts.host.slots?.[0] as Slot;
      const outputs = stage.outputs();
      const costs: SeedMultiplyAdds[] = [];
      training.listen({
        onTransition: () => {},
        onFault: () => {},
        onMeasured: (cost) => costs.push(cost),
      });
      const prepared = stage.prepare(SEED_OP_EVALUATE);
      assert.equal(promiseOf(stage), undefined);
      prepared.commit();
      const found = promiseOf(stage) as number;
      // Nothing else has changed.
      assert.deepEqual(stage.outputs(), outputs);
      assert.equal(slot.graft, undefined);
      assert.deepEqual(stage.transitions, []);
      // Host 4 x 6 + 6 x 5 + 5 x 3; back through the two layers behind the slot; the seed 6 x 4 + 4 x 6, its gradient that of
      // both kernels and of what lies between them. Of eight examples.
      const expectedCost = [8 * (69 + 48), 8 * (45 + 24 + 24 + 24)];
      assert.deepEqual(
        costs.map(({ name, generation, stage: at, forward, backward }) => [
          name,
          generation,
          at,
          forward,
          backward,
        ]),
        [[slot.name, 1, "SEED_STAGE_DORMANT", ...expectedCost]],
      );
      stage.prepare(SEED_OP_GERMINATE).commit();
      const [kernel, bias] = training.parameters.map(({ variable }) => variable);
      const expected = tf.tidy(() => {
        const [h, delta] = atSlot(parts, slot);
        const inner = tf.relu(h.matMul(kernel as tf.Tensor).add(bias as tf.Tensor));
        // Of h + W2 inner + b2 with W2 = 0: d/dW2 = inner^T delta, d/db2 = the sum of delta, and 0 for the layer before.
        const gradients = [inner.matMul(delta, true), delta.sum(0)];
        return tf.addN(gradients.map((gradient) => gradient.square().sum())).dataSync()[0];
      }) as number;
      assert.ok(expected > 0);
      assert.ok(Math.abs(found - expected) <= 1e-5 * expected, `${found} is not ${expected}`);
      // It was the empty slot's.
      assert.equal(
        kasmina.seedStates()[0]?.metrics?.["squared_gradient.dense-bottleneck"],
        undefined,
      );
    },
    { examples },
  ));

test("SEED_OP_EVALUATE on an empty slot is refused without examples, and for what does not fit", () =>
  onSeedStage((stage) => {
    refuses(() => stage.prepare(SEED_OP_EVALUATE), /come in an order of their own/);
  }));

test("SEED_OP_EVALUATE on an empty slot leaves nothing when it is aborted", () =>
  onSeedStage(
    (stage) => {
      stage.prepare(SEED_OP_EVALUATE).abort();
      assert.equal(promiseOf(stage), undefined);
    },
    { examples },
  ));
