import assert from "node:assert/strict";
import { type FusedKernels, runFused } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { layerNormalized } from "../../testing/_support/normalizations.ts";
import { type SuiteOptions, suiteOf } from "../../testing/_support/suite.ts";
import { assertClose, leavesNoTensors, take } from "../../testing/_support/tensors.ts";
import { FUSED_CASES, type FusedCase } from "../_support/compute/fused_cases/mod.ts";
import {
  checkActivationsAgain,
  checkAttentionAgain,
  checkNothingLater,
} from "../_support/compute/layer_checks.ts";

/** Kernels that take donated inputs: the updates. */
export const SPENDING: readonly (keyof FusedKernels)[] = [
  "TolariaAdamw",
  "TolariaSgd",
  "TolariaDescent",
  "TolariaRmsprop",
  "TolariaAdagrad",
  "TolariaCenteredRmsprop",
  "TolariaLion",
  "TolariaLamb",
];

/**
 * Sizes: multiples of the SIMD widths and their remainders, 0, more than a block, and enough for
 * every thread.
 */
const SIZES = [0, 1, 3, 4, 5, 7, 8, 11, 16, 1003, 2500, 33_000];

/**
 * Checks the obligations of {@link FusedKernels} for each of the kernels that the current backend
 * offers.
 */
export function conformsToFusedKernels(
  offered: readonly (keyof FusedKernels)[],
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  if (offered.includes("TolariaCrossEntropy")) {
    check(
      "TolariaCrossEntropy gives class indices the loss of one-hot distributions",
      checkClassNumbers,
    );
    check("TolariaCrossEntropy is finite for logits of any size", checkLargeLogits);
  }
  if (offered.includes("TolariaAccuracy")) {
    check("TolariaAccuracy takes the first of equals, and class indices", checkAccuracy);
  }
  if (offered.includes("TolariaAttention")) {
    check("attention() is differentiated twice with TolariaAttention", checkAttentionAgain);
    check("TolariaAttention lets no query see a later key", checkNothingLater);
  }
  if (offered.includes("TolariaActivation")) {
    check("gelu, gelu_new and swish are differentiated twice", checkActivationsAgain);
  }
  if (offered.includes("TolariaLayerNormalization")) {
    check("TolariaLayerNormalization trains a layer without weights", checkWithoutWeights);
  }
  if (offered.includes("TolariaUnflatten")) {
    check("TolariaUnflatten splits a vector into shapes of every size", checkPieces);
  }
  if (offered.includes("TolariaUnflatten") && offered.includes("TolariaDescent")) {
    check(
      "TolariaUnflatten keeps the views that others hold when the vector is donated",
      checkDonatedViews,
    );
    check("TolariaUnflatten restores its views when an update fails", checkFailedUpdate);
  }
  for (const fused of FUSED_CASES.filter(({ name }) => offered.includes(name))) {
    const title = `${fused.name} ${fused.variant}`;
    check(`${title} equals its formula at every size`, () => {
      for (const n of SIZES.filter((n) => n <= (fused.most ?? n))) checkFormula(fused, n);
    });

    check(`${title} keeps its inputs, and leaves no tensors but its outputs`, () => {
      const inputs = inputsOf(fused, 11);
      const before = Object.values(inputs).map((tensor) => [...tensor.dataSync()]);
      leavesNoTensors(() => {
        const outputs = outputsOf(fused, inputs);
        const sources = new Set(Object.values(inputs).map(({ dataId }) => dataId));
        for (const { dataId } of outputs) assert.ok(!sources.has(dataId));
        tf.dispose(outputs);
      });
      assert.deepEqual(Object.values(inputs).map(take), before);
    });

    if (SPENDING.includes(fused.name)) {
      check(`${title} keeps the buffers that others hold when its inputs are donated`, () => {
        const inputs = inputsOf(fused, 1003);
        const kept = Object.values(inputs).map((tensor) => tensor.reshape(tensor.shape));
        const before = kept.map((tensor) => [...tensor.dataSync()]);
        const expected = outputsOf(fused, inputs).map(take);
        const donating = { ...fused, attributes: { ...fused.attributes, donate: true } };
        // Twice: the second update works in the buffers of the first.
        for (let round = 0; round < 2; round++) {
          const copies = Object.fromEntries(
            Object.entries(inputs).map(([name, tensor]) => [name, tensor.mul(1)]),
          );
          assert.deepEqual(outputsOf(donating, copies).map(take), expected);
          tf.dispose(copies);
        }
        leavesNoTensors(() => tf.dispose(outputsOf(donating, inputs)));
        tf.dispose(inputs);
        assert.deepEqual(kept.map(take), before);
      });
    }

    check(`${title} returns the same bits every time`, () => {
      const inputs = inputsOf(fused, 1003);
      const [first, second] = [1, 2].map(() => outputsOf(fused, inputs).map(take));
      assert.deepEqual(first, second);
      tf.dispose(inputs);
    });
  }
}

/** Checks a kernel against its formula, for vectors of n numbers. */
export function checkFormula(fused: FusedCase, n: number): void {
  const inputs = inputsOf(fused, n);
  const reference = fused.expected(
    Object.fromEntries(
      Object.entries(inputs).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
    ),
  );
  outputsOf(fused, inputs).forEach((output, index) => {
    assertClose(take(output), reference[index] as number[], 1e-6, `output ${index} of ${n}`);
  });
  tf.dispose(inputs);
}

/** A class index equals a one-hot distribution. */
function checkClassNumbers(): void {
  const logits = tf.randomUniform<tf.Rank.R2>([4, 3], -3, 3, "float32", 5);
  const classes = tf.tensor1d([2, 0, 1, 1], "int32");
  const rows = tf.oneHot(classes, 3, 1, 0, "float32") as tf.Tensor2D;
  const [byRows, byClasses] = [rows, classes].map((targets) =>
    outputsOf({ name: "TolariaCrossEntropy", attributes: {} }, { logits, targets }).map(take),
  );
  assert.deepEqual(byClasses?.flat().length, 1 + 12);
  assertClose(byClasses?.flat() as number[], byRows?.flat() as number[], 1e-6);
  tf.dispose([logits, classes, rows]);
}

/**
 * Rows whose largest score is the first, the last, and the first of two equals: all correct but the
 * last row.
 */
function checkAccuracy(): void {
  const scores = tf.tensor2d([
    [3, 1, 2],
    [-3, -2, -1],
    [0, 5, 5],
    [0, 5, 5],
  ]);
  const targets = tf.tensor1d([0, 2, 1, 2], "int32");
  const kernel = { name: "TolariaAccuracy", attributes: {} } as const;
  assert.deepEqual(outputsOf(kernel, { scores, targets }).map(take), [[0.75]]);
  tf.dispose([scores, targets]);
}

/** Equals a gamma of 1 and a beta of 0; tfjs's own layer cannot be differentiated without gamma. */
function checkWithoutWeights(): void {
  const x = tf.randomUniform([3, 2, 5], -1, 1, "float32", 3);
  const dy = tf.randomUniform([3, 2, 5], -1, 1, "float32", 4);
  const [gamma, beta] = [tf.ones([5]), tf.zeros([5])];
  const gradientWith = (weights: { readonly gamma?: tf.Tensor; readonly beta?: tf.Tensor }) =>
    take(tf.tidy(() => tf.grad((x: tf.Tensor) => layerNormalized(x, 2, weights))(x, dy)));
  leavesNoTensors(() => {
    const whole = gradientWith({ gamma, beta });
    for (const weights of [{}, { gamma }, { beta }]) {
      assertClose(gradientWith(weights), whole, 1e-6);
    }
  });
  tf.dispose([x, dy, gamma, beta]);
}

/** The vector's numbers are in order; a view may begin at any of them. */
function checkPieces(): void {
  for (const n of SIZES) {
    const shapes = [[n], [], [2, n], [16], [1, 1, 1]];
    const size = 3 * n + 18;
    const x = tf.randomUniform<tf.Rank.R1>([size], -1, 1, "float32", 7);
    const numbers = [...x.dataSync()];
    const pieces = piecesOf(x, shapes);
    assert.deepEqual(
      pieces.map(({ shape }) => shape),
      shapes,
    );
    // Views outlive the vector, as any tensor outlives its sources.
    x.dispose();
    assert.deepEqual(pieces.flatMap(take), numbers);
  }
}

/**
 * A snapshot of a view, and a reshaped handle on one, keep their numbers when the vector is
 * donated.
 */
function checkDonatedViews(): void {
  const fused = FUSED_CASES.find(({ name }) => name === "TolariaDescent") as FusedCase;
  const donating = { ...fused, attributes: { ...fused.attributes, donate: true } };
  const { p, g } = inputsOf(fused, 96) as { p: tf.Tensor1D; g: tf.Tensor1D };
  const before = [...p.dataSync()];
  const expected = outputsOf(fused, { p, g }).map(take)[0];
  const pieces = piecesOf(p, [[4, 8], [64]]) as [tf.Tensor2D, tf.Tensor1D];
  const held = [pieces[0].reshape([4, 8]), pieces[1].reshape([8, 8])];
  const [moved] = outputsOf(donating, { p, g }) as [tf.Tensor1D];
  assert.deepEqual(held.flatMap(take), before);
  tf.dispose([p, g, pieces]);
  assert.deepEqual(take(moved), expected);
}

/** An update that fails keeps its donated inputs. */
function checkFailedUpdate(): void {
  const p = tf.range(0, 96) as tf.Tensor1D;
  const g = tf.zeros<tf.Rank.R1>([95]);
  const pieces = piecesOf(p, [[4, 8], [64]]);
  const attributes = { learningRate: 0.1, donate: true };
  leavesNoTensors(() => {
    assert.throws(() => runFused("TolariaDescent", { p, g }, attributes));
  });
  const all = [...pieces, p].map(take);
  assert.deepEqual(all.slice(0, 2).flat(), all[2]);
  assert.deepEqual(
    all[2],
    Array.from({ length: 96 }, (_, at) => at),
  );
  g.dispose();
}

function piecesOf(x: tf.Tensor1D, shapes: readonly number[][]): readonly tf.Tensor[] {
  const pieces = runFused("TolariaUnflatten", { x }, { shapes });
  assert.ok(pieces, `${tf.getBackend()} offers no TolariaUnflatten`);
  return pieces;
}

/** Three logits per row; the loss and the gradient of the first row are derived beside each. */
function checkLargeLogits(): void {
  const ofRow = (logits: number[], target: number) => {
    const inputs = {
      logits: tf.tensor2d([logits]),
      targets: tf.tensor1d([target], "int32"),
    };
    const outputs = outputsOf({ name: "TolariaCrossEntropy", attributes: {} }, inputs).map(take);
    tf.dispose(inputs);
    return outputs.flat();
  };
  // softmax = [1/2, 1/2, 0].
  assertClose(ofRow([1000, 1000, -1000], 0), [Math.log(2), -0.5, 0.5, 0], 1e-6);
  // All the probability is elsewhere: -log p is the distance.
  assertClose(ofRow([0, 88, 200], 0), [200, -1, 0, 1], 1e-6);
  // exp(-1) and exp(-2) beside 1.
  const sum = 1 + Math.exp(-1) + Math.exp(-2);
  assertClose(
    ofRow([-1, -2, -3], 1),
    [1 + Math.log(sum), 1 / sum, Math.exp(-1) / sum - 1, Math.exp(-2) / sum],
    1e-6,
  );
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.ok(Number.isNaN(ofRow([0, bad, 1], 0)[0]), `a logit of ${bad}`);
  }
}

function inputsOf(
  { shapes, least = 0, offsets = {}, prepare = (_name, values) => values }: FusedCase,
  n: number,
): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(shapes(n)).map(([name, shape], index) => {
      const from = offsets[name] ?? 0;
      const drawn = take(tf.randomUniform(shape, from + least, from + 1, "float32", 23 + index));
      return [name, tf.tensor(prepare(name, drawn), shape)];
    }),
  );
}

function outputsOf(
  { name, attributes, attributesFor }: Pick<FusedCase, "name" | "attributes" | "attributesFor">,
  inputs: Record<string, tf.Tensor>,
) {
  const all = { ...attributes, ...attributesFor?.(inputs.p?.size ?? 0) };
  const outputs = runFused(name, inputs as never, all as never);
  assert.ok(outputs, `${tf.getBackend()} offers no ${name}`);
  return [...outputs] as tf.Tensor[];
}
