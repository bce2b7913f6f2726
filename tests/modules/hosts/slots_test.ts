import assert from "node:assert/strict";
import { before, test } from "node:test";
import { HOST_BUILDER, type Host } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import { blocks, cnn, mlp } from "../../../modules/mod.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { conformsToHost } from "../../../testing/host.ts";

const dense = (units: number) => () => [tf.layers.dense({ units, activation: "tanh" })];
const PERCEPTRON = { inputShape: [2, 2], hidden: [4, 3], classes: 2, dropout: 0.5 };
const IMAGES = { inputShape: [4, 4, 1], filters: [2, 3], units: 4, classes: 2 } as const;

function builder(module: ContainerModule) {
  const container = new Container();
  container.load(module);
  return container.get(HOST_BUILDER);
}

function slotsOf(module: ContainerModule) {
  const host: Host = builder(module).build();
  const slots = (host.slots ?? []).map(({ name, shape, depth }) => [name, shape, depth]);
  host.dispose();
  return slots;
}

before(useTestBackend);

conformsToHost(() => builder(mlp({ ...PERCEPTRON, slots: true })));
conformsToHost(() => builder(cnn({ ...IMAGES, batchNorm: true, slots: true })));

test("mlp() has a slot behind each hidden layer when slots is true", () => {
  assert.deepEqual(slotsOf(mlp({ ...PERCEPTRON, slots: true })), [
    ["hidden1", [4], 2],
    ["hidden2", [3], 3],
  ]);
});

test("mlp() has no slot when it is not told so", () => {
  assert.deepEqual(slotsOf(mlp(PERCEPTRON)), []);
});

test("cnn() has slots behind the blocks that are named", () => {
  assert.deepEqual(slotsOf(cnn({ ...IMAGES, slots: ["conv2"] })), [["conv2", [1, 1, 3], 2]]);
});

test("blocks() refuses a slot behind its last block", () => {
  const two = ["a", "b"].map((name) => ({ name, layers: dense(2) }));
  assert.throws(() => blocks({ inputShape: [2], blocks: two, slots: ["b"] }), {
    message: /^"slots" must name blocks .* \(a\), but is "b"\. Cannot make slots\.$/,
  });
});

test("blocks() refuses a list of slots that names one twice", () => {
  const two = ["a", "b"].map((name) => ({ name, layers: dense(2) }));
  assert.throws(() => blocks({ inputShape: [2], blocks: two, slots: ["a", "a"] }), {
    code: "options/invalid",
  });
});
