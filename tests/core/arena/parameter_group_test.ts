import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ParameterGroup } from "../../../core/arena/parameter_group.ts";
import type { ArenaLayout, Optimizer, Parameter } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";

before(useTestBackend);

/** Gradient descent that counts its updates in a slot: the simplest optimizer with state. */
const descent: Optimizer = {
  name: "descent",
  options: {},
  slots: { seen: { role: "opaque", gain: () => 1 } },
  with: () => descent,
  init: (layout: ArenaLayout) => ({
    count: 0,
    slots: { seen: tf.zeros([layout.size]) },
    constants: {},
  }),
  update: (parameters_P, gradients_P, state, rate) => ({
    parameters_P: tf.tidy(() => parameters_P.sub(gradients_P.mul(rate))),
    state: {
      ...state,
      count: state.count + 1,
      slots: { seen: tf.tidy(() => (state.slots.seen as tf.Tensor1D).add(1)) },
    },
  }),
};

function parameter(name: string, values: number[][] | number[]): Parameter {
  const initial = tf.tensor(values);
  const variable = tf.variable(initial);
  initial.dispose();
  return { name, variable };
}

function weights() {
  const kernel = parameter("kernel", [
    [1, 2],
    [3, 4],
  ]);
  const bias = parameter("bias", [5, 6]);
  const mean = parameter("mean", [9]);
  return { kernel, bias, mean, all: [kernel, bias, mean] };
}

const read = (tensor: tf.Tensor) => [...tensor.dataSync()];

test("ParameterGroup lays its weights out in order without gaps", () => {
  const { kernel, bias, mean } = weights();
  const group = new ParameterGroup([kernel, bias], [mean], descent);
  assert.deepEqual(group.layout, {
    segments: [
      { name: "kernel", shape: [2, 2], offset: 0, size: 4 },
      { name: "bias", shape: [2], offset: 4, size: 2 },
    ],
    size: 6,
  });
});

test("ParameterGroup.update() moves each variable by its part of the flat gradient", () => {
  const { kernel, bias, mean } = weights();
  const group = new ParameterGroup([kernel, bias], [mean], descent);
  group.update(tf.tensor1d([1, 1, 1, 1, 2, 2]), 0.5);
  assert.deepEqual(read(kernel.variable), [0.5, 1.5, 2.5, 3.5]);
  assert.deepEqual(kernel.variable.shape, [2, 2]);
  assert.deepEqual(read(bias.variable), [4, 5]);
});

test("ParameterGroup.flatten() fills in zeros when a weight has no tensor", () => {
  const { kernel, bias } = weights();
  const group = new ParameterGroup([kernel, bias], [], descent);
  const flat = group.flatten(({ name }) => (name === "bias" ? tf.tensor1d([7, 8]) : undefined));
  assert.deepEqual(read(flat), [0, 0, 0, 0, 7, 8]);
});

test("ParameterGroup.restore() restores weights and buffers from a snapshot", () => {
  const { kernel, bias, mean } = weights();
  const group = new ParameterGroup([kernel, bias], [mean], descent);
  const snapshot = group.snapshot();
  group.update(tf.ones([6]), 1);
  mean.variable.assign(tf.tensor1d([0]));
  group.restore(snapshot);
  assert.deepEqual(read(kernel.variable), [1, 2, 3, 4]);
  assert.deepEqual(read(mean.variable), [9]);
  group.update(tf.ones([6]), 1);
  assert.deepEqual(read(snapshot.parameters_P), [1, 2, 3, 4, 5, 6]);
});

test("ParameterGroup.restoreBuffers() undoes what a pass did to them", () => {
  const { kernel, mean } = weights();
  const group = new ParameterGroup([kernel], [mean], descent);
  const held = group.holdBuffers();
  mean.variable.assign(tf.tensor1d([Number.NaN]));
  group.restoreBuffers(held);
  assert.deepEqual(read(mean.variable), [9]);
});

test("ParameterGroup holds a bounded number of tensors, and none after dispose()", () => {
  const { kernel, bias, mean, all } = weights();
  const before = tf.memory().numTensors;
  const group = new ParameterGroup([kernel, bias], [mean], descent);
  const gradients_P = tf.ones<tf.Rank.R1>([6]);
  const held = tf.memory().numTensors;
  for (let i = 0; i < 3; i++) group.update(gradients_P, 0.1);
  assert.equal(tf.memory().numTensors, held);
  gradients_P.dispose();
  group.dispose();
  assert.equal(tf.memory().numTensors, before);
  for (const { variable } of all) assert.equal(variable.isDisposed, false);
});
