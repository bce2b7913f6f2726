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

test("mlp() has a slot beside a block from its input to its output, before those behind it", () => {
  const module = mlp({ ...PERCEPTRON, slots: { hidden2: 1, "hidden2.beside": 1 } });
  const host: Host = builder(module).build();
  const [beside, behind] = host.slots ?? [];
  assert.deepEqual([beside?.name, beside?.shape, beside?.beside], ["hidden2.beside", [3], [4]]);
  assert.deepEqual([behind?.name, behind?.shape, behind?.beside], ["hidden2", [3], undefined]);
  host.dispose();
});

test("blocks() refuses several slots beside a block, and one with the name of a block", () => {
  const make = (slots: Readonly<Record<string, number>>) =>
    blocks({
      inputShape: [2],
      slots,
      blocks: ["a", "a.beside", "b"].map((name) => ({ name, layers: dense(2) })),
    });
  assert.throws(
    () => make({ "a.beside.beside": 2 }),
    /Beside a block one seed can grow, but .* has 2/,
  );
  assert.throws(() => make({ "a.beside": 1 }), /must not be that of a slot/);
  assert.throws(() => make({ "b.beside": 1 }), /must name blocks that have another behind them/);
});

test("cnn() has as many slots behind a block as it is given, one behind the other", () => {
  const host: Host = builder(cnn({ ...IMAGES, slots: { conv1: 2, conv2: 1 } })).build();
  const slots = host.slots ?? [];
  assert.deepEqual(
    slots.map(({ name, shape, depth }) => [name, shape, depth]),
    [
      ["conv1", [2, 2, 2], 1],
      ["conv1.2", [2, 2, 2], 1],
      ["conv2", [1, 1, 3], 2],
    ],
  );
  const [first, second] = slots;
  assert.ok(first && second);
  first.graft = (h) => h.add(1);
  second.graft = (h) => h.mul(3);
  tf.tidy(() => {
    const x = tf.ones([1, 4, 4, 1]);
    const [whole] = host.forward([x], false);
    first.graft = undefined;
    second.graft = undefined;
    let h: tf.Tensor | undefined;
    // What a graft in the only place is given, which (h + 1) 3 goes on from.
    first.graft = (activation) => {
      h = activation;
      return activation;
    };
    host.forward([x], false);
    const expected = host.forwardFrom?.(second, (h as tf.Tensor).add(1).mul(3), false)[0];
    assert.deepEqual(whole?.dataSync(), expected?.dataSync());
    // From the first place on, the second one's graft counts.
    second.graft = (activation) => activation.mul(3);
    const [fromFirst] = host.forwardFrom?.(first, (h as tf.Tensor).add(1), false) ?? [];
    assert.deepEqual(fromFirst?.dataSync(), expected?.dataSync());
  });
  host.dispose();
});

test("blocks() refuses a block with the name of a slot behind another, and a slot behind none", () => {
  const make = (slots: Readonly<Record<string, number>>) =>
    blocks({
      inputShape: [2],
      slots,
      blocks: ["a", "a.2", "b"].map((name) => ({ name, layers: dense(2) })),
    });
  assert.throws(() => make({ a: 2 }), /must not be that of a slot behind another, but is "a.2"/);
  assert.throws(() => make({ c: 1 }), /"slots" must name blocks that have another behind them/);
  assert.throws(() => make({ a: 0 }), { code: "options/invalid" });
});
