import assert from "node:assert/strict";
import { before, test } from "node:test";
import { layoutOf } from "../../../core/arena/layout.ts";
import type { Optimizer } from "../../../core/mod.ts";
import { transferState } from "../../../core/optimizers/transfer_state.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import { adagrad, adam, adamw, lion, rmsprop, sgd, tfjsOptimizer } from "../../../modules/mod.ts";
import { assertClose } from "../../../testing/_support/tensors.ts";
import { useTestBackend } from "../../../testing/_support/test_backend.ts";
import { numbersOf, parameterOf, trainedGroup } from "../../_support/optimizers/groups.ts";
import { optimizerOf } from "../../_support/optimizers/optimizers.ts";

before(useTestBackend);

interface How {
  readonly reset?: boolean;
  readonly reshape?: boolean;
  readonly layout?: ReturnType<typeof layoutOf>;
}

/** What becomes of the state of one optimizer after ten updates. */
function transfer(from: ContainerModule, to: Optimizer, how: How = {}) {
  const { contents } = trainedGroup(optimizerOf(from));
  const before = numbersOf(contents.state);
  const { layout = contents.layout, reset = false, reshape = false } = how;
  const { state, transfers } = transferState({
    from: contents,
    optimizer: to,
    layout,
    parameters_P: tf.ones([layout.size]),
    reset,
    reshape,
  });
  assert.deepEqual(numbersOf(contents.state), before, "the old state was changed");
  return { before, after: numbersOf(state), transfers };
}

const actions = (transfers: readonly { slot: string; action: string }[]) => [
  ...new Set(transfers.map(({ slot, action }) => `${slot} ${action}`)),
];
const scaled = (values: readonly number[] | undefined, factor: number) =>
  (values ?? []).map((value) => value * factor);

test("transferState() carries every bit between optimizers of one kind", () => {
  const { before, after, transfers } = transfer(adam(), optimizerOf(adam({ weightDecay: 0.1 })));
  assert.deepEqual(after.slots, before.slots);
  assert.equal(after.count, 10);
  assert.deepEqual(actions(transfers), ["m carried", "v carried"]);
});

test("transferState() carries every bit from Adam to AdamW", () => {
  const { before, after } = transfer(adam(), optimizerOf(adamw()));
  assert.deepEqual(after.slots, before.slots);
});

test("transferState() makes the buffer of SGD of Adam's first moment", () => {
  const { before, after, transfers } = transfer(adam(), optimizerOf(sgd({ momentum: 0.8 })));
  // m / (1 - 0.9^10) estimates the gradient, and the buffer sums it (1 - 0.8^10) / (1 - 0.8) times.
  const factor = (1 - 0.8 ** 10) / 0.2 / (1 - 0.9 ** 10);
  assertClose(after.slots.b ?? [], scaled(before.slots.m, factor), 1e-6);
  assert.equal(after.count, 10);
  assert.deepEqual(actions(transfers), ["b converted", "v dropped"]);
  assert.equal(transfers[0]?.from, "m");
});

test("transferState() makes the mean of Lion of the buffer of SGD", () => {
  const { before, after } = transfer(sgd({ momentum: 0.8 }), optimizerOf(lion({ beta2: 0.9 })));
  const factor = (1 - 0.9 ** 10) / ((1 - 0.8 ** 10) / 0.2);
  assertClose(after.slots.m ?? [], scaled(before.slots.b, factor), 1e-6);
});

test("transferState() makes the second moment of Adam of Adagrad's sum, and starts the first at nothing", () => {
  const { before, after, transfers } = transfer(adagrad(), optimizerOf(adam({ beta2: 0.99 })));
  assertClose(after.slots.v ?? [], scaled(before.slots.s, (1 - 0.99 ** 10) / 10), 1e-6);
  assert.deepEqual(after.slots.m, new Array(9).fill(0));
  assert.equal(after.count, 10);
  assert.deepEqual(actions(transfers), ["m initialized", "v converted"]);
});

test("transferState() starts Adam afresh when there is no source for its second moment", () => {
  const { after, transfers } = transfer(sgd({ momentum: 0.9 }), optimizerOf(adam()));
  assert.equal(after.count, 0);
  assert.deepEqual(after.slots, { m: new Array(9).fill(0), v: new Array(9).fill(0) });
  assert.deepEqual(actions(transfers), ["m initialized", "v initialized", "b dropped"]);
});

test("transferState() drops the scaled steps of RMSProp, which mean nothing elsewhere", () => {
  const { transfers } = transfer(rmsprop({ momentum: 0.9 }), optimizerOf(adam()));
  assert.ok(actions(transfers).includes("b dropped"));
});

test("transferState() carries over the state of a tfjs optimizer", () => {
  const { before, after } = transfer(
    tfjsOptimizer(() => tf.train.adam(0.1, 0.9, 0.999)),
    optimizerOf(adam()),
  );
  assert.deepEqual(after.slots.m, before.slots.accumulatedFirstMoment);
  assert.deepEqual(after.slots.v, before.slots.accumulatedSecondMoment);
});

test("transferState() starts a tfjs optimizer afresh when it keeps private state", () => {
  const { after, transfers } = transfer(
    adam(),
    optimizerOf(tfjsOptimizer(() => tf.train.adam(0.1))),
  );
  assert.equal(after.count, 0);
  assert.deepEqual(actions(transfers), ["m dropped", "v dropped"]);
});

test("transferState() rescales a buffer when momentum changes", () => {
  const { before, after } = transfer(sgd({ momentum: 0.9 }), optimizerOf(sgd({ momentum: 0.5 })));
  const factor = (1 - 0.5 ** 10) / 0.5 / ((1 - 0.9 ** 10) / 0.1);
  assertClose(after.slots.b ?? [], scaled(before.slots.b, factor), 1e-6);
});

test("transferState() drops everything when reset is requested", () => {
  const { after, transfers } = transfer(adam(), optimizerOf(adam()), { reset: true });
  assert.equal(after.count, 0);
  assert.deepEqual(actions(transfers), [
    "m initialized",
    "v initialized",
    "m dropped",
    "v dropped",
  ]);
});

test("transferState() grows moments by their mean and buffers by a tenth of it", () => {
  const layout = layoutOf([
    parameterOf("kernel", [
      [0, 0, 0],
      [0, 0, 0],
    ]),
    parameterOf("bias", [0, 0, 0, 0]),
  ]);
  const grown = transfer(adam(), optimizerOf(adam()), { layout });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  for (const slot of ["m", "v"]) {
    const old = (grown.before.slots[slot] ?? []).slice(6);
    assertClose([grown.after.slots[slot]?.[9] as number], [mean(old)], 1e-6);
  }
  const momentum = transfer(sgd({ momentum: 0.9 }), optimizerOf(sgd({ momentum: 0.9 })), {
    layout,
  });
  const old = (momentum.before.slots.b ?? []).slice(6);
  assertClose([momentum.after.slots.b?.[9] as number], [0.1 * mean(old)], 1e-6);
  assert.deepEqual(actions(momentum.transfers), ["b carried", "b grown"]);
});

test("transferState() starts a new weight at the mean of the others' squares", () => {
  const layout = layoutOf([parameterOf("bias", [0, 0, 0]), parameterOf("scale", [0, 0])]);
  const { before, after, transfers } = transfer(adam(), optimizerOf(adam()), { layout });
  const others = (before.slots.v ?? []).slice(6);
  const mean = others.reduce((a, b) => a + b, 0) / 3;
  assertClose((after.slots.v ?? []).slice(3), [mean, mean], 1e-6);
  assert.deepEqual((after.slots.m ?? []).slice(3), [0, 0]);
  const lines = transfers.map(({ parameter, slot, action }) => `${parameter} ${slot} ${action}`);
  assert.deepEqual(lines, [
    "bias m carried",
    "scale m initialized",
    "bias v carried",
    "scale v initialized",
    "kernel m dropped",
    "kernel v dropped",
  ]);
});

test("transferState() reshapes only when requested", () => {
  const layout = layoutOf([parameterOf("kernel", [0, 0, 0, 0, 0, 0])]);
  const { after, before } = transfer(adam(), optimizerOf(adam()), { layout, reshape: true });
  assert.deepEqual(after.slots.m, (before.slots.m ?? []).slice(0, 6));
  const refused = transfer(adam(), optimizerOf(adam()), { layout });
  assert.deepEqual(refused.after.slots.m, new Array(6).fill(0));
});

test("transferState() reports the norm of each part before and after", () => {
  const { before, transfers } = transfer(adam(), optimizerOf(sgd({ momentum: 0.9 })));
  const [line] = transfers;
  const m = (before.slots.m ?? []).slice(0, 6);
  assertClose([line?.normBefore as number], [Math.hypot(...m)], 1e-6);
  // With momentum = beta1 the buffer is m / (1 - beta1).
  assertClose([line?.normAfter as number], [10 * Math.hypot(...m)], 1e-5);
});
