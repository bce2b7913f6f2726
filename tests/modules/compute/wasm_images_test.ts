import assert from "node:assert/strict";
import { test } from "node:test";
import { COMPUTE_BACKEND, runFused } from "../../../core/mod.ts";
import { Container, type ContainerModule, tf } from "../../../deps.ts";
import { cpu } from "../../../modules/compute/cpu/mod.ts";
import { wasm } from "../../../modules/compute/wasm/mod.ts";
import { assertClose, leavesNoTensors } from "../../../testing/_support/tensors.ts";

/** Runs `work` on a backend. */
async function on<T extends tf.TensorContainer>(
  backend: ContainerModule,
  work: () => T,
): Promise<T> {
  await tf.setBackend("cpu");
  const container = new Container();
  container.load(backend);
  await container.get(COMPUTE_BACKEND).start();
  try {
    return await leavesNoTensors(() => tf.tidy(work));
  } finally {
    await container.unbindAllAsync();
  }
}

/** What is computed from images: enough of them that threads share the work. */
interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly compute: (...inputs: tf.Tensor[]) => tf.Tensor[];
}

/** The result and its gradients in all inputs, by a slope that differs from place to place. */
const withGradients =
  (compute: (...inputs: tf.Tensor[]) => tf.Tensor) =>
  (...inputs: tf.Tensor[]) => {
    const y = compute(...inputs);
    return [y, ...tf.grads(compute)(inputs, tf.randomUniform(y.shape, -1, 1, "float32", 9))];
  };

const pooled = (name: string, size: number, strides: number, pad: "same" | "valid"): Case => ({
  name: `${name} of ${size} by ${strides}, ${pad}`,
  shapes: [[5, 31, 33, 19]],
  compute: withGradients((x) =>
    (name === "a max pool" ? tf.maxPool : tf.avgPool)(x as tf.Tensor4D, size, strides, pad),
  ),
});

const convolved = (
  name: string,
  shapes: Case["shapes"],
  strides: [number, number],
  pad: "same" | "valid" | number,
  dilations: [number, number] = [1, 1],
): Case => ({
  name: `a convolution ${name}`,
  shapes,
  compute: withGradients((x, filter) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, "NHWC", dilations),
  ),
});

const WINDOWS = { strides: [2, 1] as [number, number], pad: "same" as const };

/** The weights' gradient of a layer with a ReLU. */
const ofLayer: Case = {
  name: "the gradient of a convolution layer",
  shapes: [
    [7, 14, 13, 5],
    [3, 3, 5, 18],
    [7, 7, 13, 18],
    [7, 7, 13, 18],
  ],
  compute: (...inputs) => {
    const [x, filter, dy, y] = inputs as Tensors4D;
    const outputs = runFused("TolariaConv2dGradient", { x, filter, dy, y }, WINDOWS);
    if (outputs) return outputs as tf.Tensor[];
    const dz = dy.mul<tf.Tensor4D>(y.step());
    const weights = (w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, [2, 1], "same");
    return [tf.grad(weights)(filter, dz), dz.sum([0, 1, 2]), dz];
  },
};
type Tensors4D = [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];

const CASES: readonly Case[] = [
  pooled("a max pool", 2, 2, "valid"),
  pooled("a max pool", 3, 2, "same"),
  pooled("an average pool", 2, 2, "valid"),
  pooled("an average pool", 3, 1, "same"),
  // Bands of ten rows, of which the last has one.
  convolved(
    "in bands",
    [
      [3, 31, 33, 19],
      [3, 3, 19, 13],
    ],
    [1, 1],
    "same",
  ),
  convolved(
    "of one channel",
    [
      [9, 28, 28, 1],
      [3, 3, 1, 16],
    ],
    [1, 1],
    "same",
  ),
  convolved(
    "with strides",
    [
      [3, 31, 33, 5],
      [4, 3, 5, 9],
    ],
    [2, 3],
    "valid",
  ),
  convolved(
    "with more padding than its filter",
    [
      [3, 21, 20, 6],
      [2, 3, 6, 8],
    ],
    [1, 1],
    3,
  ),
  convolved(
    "with dilation",
    [
      [3, 21, 23, 5],
      [3, 2, 5, 24],
    ],
    [1, 1],
    "same",
    [2, 3],
  ),
  convolved(
    "of single pixels",
    [
      [5, 13, 11, 33],
      [1, 1, 33, 12],
    ],
    [1, 1],
    "valid",
  ),
  // Three spread rows have 141 KB.
  convolved(
    "of rows that do not fit",
    [
      [1, 9, 40, 70],
      [3, 3, 70, 9],
    ],
    [1, 1],
    "same",
  ),
  // 1,152 terms.
  convolved(
    "of long sums",
    [
      [2, 6, 7, 128],
      [3, 3, 128, 7],
    ],
    [1, 1],
    "same",
  ),
  ofLayer,
];

function computed({ shapes, compute }: Case): number[][] {
  const inputs = shapes.map((shape, at) => tf.randomUniform([...shape], -1, 1, "float32", at + 1));
  return compute(...inputs).map((tensor) => [...tensor.dataSync()]);
}

const all = () => CASES.map(computed);

test("wasm() convolves, pools and differentiates as cpu does", async () => {
  const expected = await on(cpu(), all);
  const actual = await on(wasm({ threads: 2 }), all);
  for (const [at, { name }] of CASES.entries()) {
    assert.equal(actual[at]?.length, expected[at]?.length);
    for (const [output, numbers] of (actual[at] as number[][]).entries()) {
      const reference = expected[at]?.[output] as number[];
      assertClose(numbers, reference, 1e-4, `${name}, output ${output}`);
    }
  }
});

test("wasm() convolves, pools and differentiates to the same bits with any number of threads", async () => {
  const bits = (threads: number) => on(wasm({ threads }), all);
  const expected = await bits(1);
  for (const threads of [2, 3]) assert.deepEqual(await bits(threads), expected);
});
