import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../../deps.ts";
import { driven } from "../../../modules/mod.ts";
import { leavesNoTensorsAfter } from "../../_support/training/training.ts";
import { batchOf, COLUMNS, drivenTrainer } from "./_driver.ts";

test("DrivenRun.step() takes tensors, shares their numbers and leaves them to the caller", async () => {
  await leavesNoTensorsAfter(async () => {
    await using one = drivenTrainer();
    await using other = drivenTrainer();
    await using loop = await one.begin();
    await using loopOfTensors = await other.begin();
    const { inputs, targets } = batchOf();
    const expected = await loop.step({ inputs, targets });
    const given = [
      tf.tensor2d(inputs[0] as Float32Array, [4, 2]),
      tf.tensor1d(targets[0] as Int32Array, "int32"),
    ] as const;
    const { loss } = await loopOfTensors.step({ inputs: [given[0]], targets: [given[1]] });
    assert.equal(loss, expected.loss);
    assert.deepEqual([...given[0].dataSync()], [...(inputs[0] as Float32Array)]);
    tf.dispose([...given]);
  });
});

test("DrivenRun.step() takes batches of any size, and weighs examples where weights are declared", async () => {
  const weights = { name: "weight", shape: [], dtype: "float32" } as const;
  await using trainer = drivenTrainer(undefined, { data: driven({ ...COLUMNS, weights }) });
  await using loop = await trainer.begin();
  const { loss: alone } = await loop.step({ ...batchOf(1), weights: Float32Array.of(1) });
  assert.ok(Number.isFinite(alone));
  await using same = drivenTrainer(undefined, { data: driven({ ...COLUMNS, weights }) });
  await using other = await same.begin();
  // (2 l + 0 l') / 2 is the loss l of the first alone.
  const { loss } = await other.step({ ...batchOf(2), weights: Float32Array.of(2, 0) });
  assert.ok(Math.abs(loss - alone) < 1e-6, `${loss} and ${alone}`);
  await assert.rejects(() => other.step(batchOf()), {
    message:
      'The batch does not fit: it has no weights, but column "weight" is declared. Cannot train on it.',
  });
  await assert.rejects(() => other.step({ ...batchOf(1), weights: Float32Array.of(-1) }), {
    message:
      'The batch does not fit: weights "weight" must be finite and at least 0, but one is -1. Cannot train on it.',
  });
});

/** Batches that do not fit, and what is said of them. */
const UNFIT: readonly [string, Parameters<typeof batchOf>, object, RegExp][] = [
  ["no input", [], { inputs: [] }, /there is no input: point is declared/],
  [
    "too many inputs",
    [],
    { inputs: [new Float32Array(8), new Float32Array(8)] },
    /has 2 input columns, but 1 are declared: point/,
  ],
  ["no target", [], { targets: [] }, /has 0 target columns, but 1 are declared: arm/],
  ["no example", [0], {}, /there is no example in it/],
  [
    "half an example",
    [],
    { inputs: [new Float32Array(7)] },
    /"point" must have a multiple of 2 numbers, but has 7/,
  ],
  [
    "too few targets",
    [],
    { targets: [new Int32Array(3)] },
    /"arm" must have 4 numbers of int32, but has 3 in a Int32Array/,
  ],
  [
    "another type",
    [],
    { targets: [new Float32Array(4)] },
    /"arm" must have 4 numbers of int32, but has 4 in a Float32Array/,
  ],
  [
    "a class that is none",
    [],
    { targets: [Int32Array.of(0, 1, 3, 0)] },
    /"arm" of example 2 is 3: the column has classes 0 to 2/,
  ],
  [
    "a list",
    [],
    { targets: [[0, 1, 2, 0]] },
    /"arm" must have 4 numbers of int32, but has 0,1,2,0/,
  ],
  [
    "weights that are not declared",
    [],
    { weights: new Float32Array(4) },
    /it has weights, but no column of weights is declared/,
  ],
];

for (const [what, size, change, message] of UNFIT) {
  test(`DrivenRun.step() refuses a batch with ${what}, and goes on`, async () => {
    await using trainer = drivenTrainer();
    await using loop = await trainer.begin();
    const tensors = tf.memory().numTensors;
    const unfit = { ...batchOf(...size), ...change } as never;
    await assert.rejects(() => loop.step(unfit), { code: "data/invalid", message });
    assert.equal(tf.memory().numTensors, tensors);
    assert.equal((await loop.step(batchOf())).step, 1);
  });
}

test("DrivenRun.step() refuses tensors of another shape or type, and disposed ones", async () => {
  await using trainer = drivenTrainer();
  await using loop = await trainer.begin();
  const { inputs } = batchOf();
  const wrong = [
    tf.zeros([4]),
    tf.zeros([4, 1], "int32"),
    tf.zeros([5], "int32"),
    tf.fill([4], 3, "int32"),
  ];
  const messages = [
    /int32 \[4\], but is a tensor of float32 \[4\]/,
    undefined,
    /but is a tensor of int32 \[5\]/,
    /example 0 is 3/,
  ];
  for (const [at, tensor] of wrong.entries()) {
    const message = messages[at];
    if (message) await assert.rejects(() => loop.step({ inputs, targets: [tensor] }), { message });
    else
      assert.ok(
        Number.isFinite((await loop.step({ inputs, targets: [tensor.reshape([4])] })).loss),
      );
    tensor.dispose();
  }
  await assert.rejects(() => loop.step({ inputs, targets: [wrong[0] as tf.Tensor] }), {
    message: /the tensor of column "arm" is disposed/,
  });
});
