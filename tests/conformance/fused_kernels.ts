import assert from "node:assert/strict";
import { type FusedKernels, runFused } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import { FUSED_CASES, type FusedCase } from "../_support/fused_cases.ts";
import { type SuiteOptions, suiteOf } from "../_support/suite.ts";
import { assertClose, leavesNoTensors, take } from "../_support/tensors.ts";

/** Kernels that may be told that inputs are spent. */
const SPENDING: readonly (keyof FusedKernels)[] = [
  "TolariaAdamw",
  "TolariaSgd",
  "TolariaDescent",
  "TolariaRmsprop",
  "TolariaAdagrad",
];

/** Whole groups of four, eight and sixteen, what they leave, nothing at all, and more than a block. */
const SIZES = [0, 1, 3, 4, 5, 7, 8, 11, 16, 1003, 2500];

/**
 * Checks what the port {@link FusedKernels} obliges the current backend to, for each kernel that it is said
 * to offer.
 */
export function conformsToFusedKernels(
  offered: readonly (keyof FusedKernels)[],
  options: SuiteOptions = {},
): void {
  const check = suiteOf(options);
  if (offered.includes("TolariaCrossEntropy")) {
    check("TolariaCrossEntropy takes class numbers for distributions", checkClassNumbers);
    check("TolariaCrossEntropy bears logits of any size", checkLargeLogits);
  }
  for (const fused of FUSED_CASES.filter(({ name }) => offered.includes(name))) {
    const title = `${fused.name} ${fused.variant}`;
    check(`${title} equals its formula at every size`, () => {
      for (const n of SIZES) {
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
    });

    check(`${title} leaves its inputs, and nothing but its outputs`, () => {
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
      check(`${title} leaves what others hold of inputs that are spent`, () => {
        const inputs = inputsOf(fused, 1003);
        const kept = Object.values(inputs).map((tensor) => tensor.reshape(tensor.shape));
        const before = kept.map((tensor) => [...tensor.dataSync()]);
        const expected = outputsOf(fused, inputs).map(take);
        const spending = { ...fused, attributes: { ...fused.attributes, spent: true } };
        // Twice: buffers that a first update gave are those that a second works in.
        for (let round = 0; round < 2; round++) {
          const copies = Object.fromEntries(
            Object.entries(inputs).map(([name, tensor]) => [name, tensor.mul(1)]),
          );
          assert.deepEqual(outputsOf(spending, copies).map(take), expected);
          tf.dispose(copies);
        }
        leavesNoTensors(() => tf.dispose(outputsOf(spending, inputs)));
        tf.dispose(inputs);
        assert.deepEqual(kept.map(take), before);
      });
    }

    check(`${title} gives the same bits each time`, () => {
      const inputs = inputsOf(fused, 1003);
      const [first, second] = [1, 2].map(() => outputsOf(fused, inputs).map(take));
      assert.deepEqual(first, second);
      tf.dispose(inputs);
    });
  }
}

/** A class is a distribution with one place. */
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

/** Three logits a row; what comes to the loss and to the first row's gradient is derived beside each. */
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

/** Inputs in [0, 1), which suits a second moment too. */
function inputsOf({ shapes }: FusedCase, n: number): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(shapes(n)).map(([name, shape], index) => [
      name,
      tf.randomUniform(shape, 0, 1, "float32", 23 + index),
    ]),
  );
}

function outputsOf(
  { name, attributes }: Pick<FusedCase, "name" | "attributes">,
  inputs: Record<string, tf.Tensor>,
) {
  const outputs = runFused(name, inputs as never, attributes as never);
  assert.ok(outputs, `${tf.getBackend()} offers no ${name}`);
  return [...outputs] as tf.Tensor[];
}
