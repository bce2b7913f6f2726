import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { test } from "node:test";
import { COMPUTE_BACKEND, runFused } from "../../../core/mod.ts";
import { Container, tf } from "../../../deps.ts";
import { tensorflowFolder } from "../../../modules/compute/tensorflow/install/folder.ts";
import { findTensorflow } from "../../../modules/compute/tensorflow/load/load_tensorflow.ts";
import { tensorflow } from "../../../modules/compute/tensorflow/mod.ts";
import { testUnless } from "../../../testing/_support/suite.ts";
import { assertClose, leavesNoTensors, take } from "../../../testing/_support/tensors.ts";
import { conformsToComputeBackend } from "../../../testing/compute_backend.ts";
import { FUSED_CASES } from "../../_support/compute/fused_cases/mod.ts";
import { whyNoTensorflow } from "../../_support/compute/tensorflow.ts";
import { checkFormula, conformsToFusedKernels, SPENDING } from "../../conformance/fused_kernels.ts";
import { checkProducts, type ProductSize } from "../../conformance/matmul.ts";
import { conformsToRecurrentLayers } from "../../conformance/recurrent_layers.ts";

const ONLY_OURS = "only a binding that the setup compiled does";

/**
 * Nothing to add up or to write; sizes below, at and above what is multiplied at once (8 x 32), half of its columns, and a sum (1024); of few columns and
 * many rows, large enough to be shared, and with sums that are cut into parts (256).
 */
const PRODUCTS: readonly ProductSize[] = [
  [2, 0, 3],
  [0, 3, 2],
  [1, 1, 1],
  [3, 2, 7],
  [8, 5, 32],
  [9, 4, 33],
  [7, 300, 16],
  [67, 3, 17],
  [8, 1025, 4],
  [5, 2100, 40],
  [300, 7, 20],
  [130, 19, 259],
  [64, 3584, 64],
  [9, 1111, 33],
  [100, 1024, 20],
];

const draw = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, "float32", seed);

const missing = whyNoTensorflow();
if (missing !== undefined) {
  testUnless(missing, "tensorflow() conforms to its role", () => {});
} else {
  conformsToComputeBackend(() => {
    const container = new Container();
    container.load(tensorflow());
    return container.get(COMPUTE_BACKEND);
  });

  const { own } = findTensorflow(tensorflowFolder());
  const multiplies = own && /\bfma\b/.test(readFileSync("/proc/cpuinfo", "utf8"));

  conformsToFusedKernels([
    "TolariaAdamw",
    "TolariaSgd",
    "TolariaDescent",
    "TolariaRmsprop",
    "TolariaAdagrad",
    "TolariaSquaredNorm",
    "TolariaCrossEntropy",
    "TolariaReluGradient",
    ...(own
      ? ([
          "TolariaFlatten",
          "TolariaUnflatten",
          "TolariaAccuracy",
          "TolariaGram",
          "TolariaCenteredRmsprop",
          "TolariaLion",
          "TolariaLamb",
        ] as const)
      : []),
    ...(own
      ? ([
          "TolariaActivation",
          "TolariaActivationGradient",
          "TolariaSoftmaxGradient",
          "TolariaLayerNormalization",
          "TolariaLayerNormalizationGradient",
        ] as const)
      : []),
    ...(multiplies
      ? ([
          "TolariaDense",
          "TolariaDenseGradient",
          "TolariaAttention",
          "TolariaAttentionGradient",
          "TolariaConv2d",
          "TolariaConv2dGradient",
        ] as const)
      : []),
  ]);

  if (own) conformsToRecurrentLayers();

  testUnless(
    multiplies ? undefined : "this processor has no AVX2 with FMA",
    "tensorflow() computes a filter's gradient over many windows as its own ops do",
    () => {
      const [x, filter] = [tf.randomNormal([24, 28, 27, 3]), tf.randomNormal([3, 3, 3, 33])];
      const windows = { strides: [2, 1] as [number, number], pad: "same" as const };
      const dy = tf.randomNormal([24, 14, 27, 33]);
      const inputs = { x, filter, dy } as Record<"x" | "filter" | "dy", tf.Tensor4D>;
      const attributes = { ...windows, dataFormat: "NHWC", filterShape: filter.shape };
      const ours = runFused("TolariaConv2dGradient", inputs, windows) as readonly [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor?,
      ];
      const { x: images } = inputs;
      const ops = tf.engine().runKernel("Conv2DBackpropFilter", { x: images, dy }, attributes);
      // Of nine thousand products; what the rounding of each adds up to differs with their order.
      assertClose(take(ours[0]), take(ops as tf.Tensor), 1e-3, "filter");
      assertClose(take(ours[1]), take(tf.tidy(() => dy.sum([0, 1, 2]))), 1e-3, "bias");
      tf.dispose(inputs);
    },
  );

  test("tensorflow() differentiates a convolution layer twice", () => {
    // As the dense layer below, for each of two pixels.
    const layer = tf.layers.conv2d({
      filters: 1,
      kernelSize: 1,
      activation: "relu",
      inputShape: [1, 2, 1],
    });
    layer.build([null, 1, 2, 1]);
    layer.setWeights([tf.tensor4d([[[[3]]]]), tf.tensor1d([1])]);
    const square = (x: tf.Tensor) => (layer.apply(x) as tf.Tensor).square().sum();
    const x = tf.tensor4d([[[[2], [-2]]]]);
    assertClose(take(tf.tidy(() => tf.grad(square)(x))), [2 * 7 * 3, 0], 1e-6);
    const twice = tf.grad((x: tf.Tensor) => tf.grad(square)(x).sum());
    assertClose(take(tf.tidy(() => twice(x))), [2 * 9, 0], 1e-6);
    tf.dispose([x, ...layer.getWeights()]);
  });

  test("tensorflow() multiplies matrices of every size, transposed or not", () =>
    leavesNoTensors(() => tf.tidy(() => checkProducts(PRODUCTS))));

  test("tensorflow() multiplies batches of matrices", () => {
    leavesNoTensors(() =>
      tf.tidy(() => {
        const [a, b] = [draw([2, 3, 9, 20], 1), draw([2, 3, 20, 33], 2)];
        const stack = tf.matMul(a, b);
        assert.deepEqual(stack.shape, [2, 3, 9, 33]);
        const [lefts, rights] = [a.reshape([6, 9, 20]), b.reshape([6, 20, 33])].map((x) =>
          tf.unstack(x),
        ) as [tf.Tensor[], tf.Tensor[]];
        const single = lefts.flatMap((left, at) => [
          ...tf.matMul(left, rights[at] as tf.Tensor).dataSync(),
        ]);
        assertClose([...stack.dataSync()], single, 1e-6);
      }),
    );
  });

  test("tensorflow() differentiates a dense layer twice", () => {
    // y = relu(w x + 1) and its square: 2 y w, and 2 w^2 where y > 0.
    const layer = tf.layers.dense({ units: 1, activation: "relu", inputShape: [1] });
    layer.build([null, 1]);
    layer.setWeights([tf.tensor2d([[3]]), tf.tensor1d([1])]);
    const square = (x: tf.Tensor) => (layer.apply(x) as tf.Tensor).square().sum();
    const x = tf.tensor2d([[2], [-2]]);
    assertClose(take(tf.tidy(() => tf.grad(square)(x))), [2 * 7 * 3, 0], 1e-6);
    const twice = tf.grad((x: tf.Tensor) => tf.grad(square)(x).sum());
    assertClose(take(tf.tidy(() => twice(x))), [2 * 9, 0], 1e-6);
    tf.dispose([x, ...layer.getWeights()]);
  });

  testUnless(
    multiplies ? undefined : "this processor has no AVX2 with FMA",
    "tensorflow() keeps NaN in products",
    () => {
      const attributes = { activation: "relu" } as const;
      const [x, kernel] = [tf.tensor2d([[Number.NaN, 1]]), tf.tensor2d([[1], [1]])];
      const [y] = runFused("TolariaDense", { x, kernel }, attributes) as [tf.Tensor];
      assert.ok(Number.isNaN(take(y)[0]));
      assert.throws(
        () => runFused("TolariaDense", { x, kernel: x as tf.Tensor2D }, attributes),
        /extents that do not meet/,
      );
      tf.dispose([x, kernel]);
    },
  );

  test("tensorflow() keeps the shapes of tensors that shared data on another backend", async () => {
    const here = tf.getBackend();
    await tf.setBackend("cpu");
    const flat = tf.tensor1d([1, 2, 3, 4, 5, 6]);
    const [tall, wide] = [flat.reshape([3, 2]), flat.reshape([2, 3])] as [tf.Tensor2D, tf.Tensor2D];
    await tf.setBackend(here);
    assert.deepEqual(take(tf.matMul(wide, tf.ones([3, 1]))), [6, 15]);
    assert.deepEqual(take(tf.matMul(tall, tf.ones([2, 1]))), [3, 7, 11]);
    assert.deepEqual(take(flat.add(flat)), [2, 4, 6, 8, 10, 12]);
    assert.deepEqual(take(wide.sum(0)), [5, 7, 9]);
    tf.dispose([flat, tall, wide]);
  });

  test("tensorflow() updates by ops alone when the binding has no native functions", () => {
    const backend = tf.backend() as unknown as { binding: Record<string, unknown> };
    const { binding } = backend;
    const names = Object.getOwnPropertyNames(binding).filter((name) => name !== "tolaria");
    backend.binding = Object.fromEntries(names.map((name) => [name, binding[name]]));
    try {
      leavesNoTensors(() => {
        for (const fused of FUSED_CASES.filter(({ name }) => SPENDING.includes(name))) {
          checkFormula(fused, 1003);
          const donating = { ...fused, attributes: { ...fused.attributes, donate: true } };
          checkFormula(donating, 1003);
        }
      });
    } finally {
      backend.binding = binding;
    }
  });

  test("tensorflow() differentiates a ReLU twice", () => {
    // relu(x)^2 has the gradients 2 relu(x) and 2 where x > 0; at 0 there is none.
    const x = tf.tensor1d([-1, 0, 3]);
    const square = (x: tf.Tensor) => x.relu().square().sum();
    assert.deepEqual(take(tf.tidy(() => tf.grad(square)(x))), [0, 0, 6]);
    const twice = tf.grad((x: tf.Tensor) => tf.grad(square)(x).sum());
    assert.deepEqual(take(tf.tidy(() => twice(x))), [0, 0, 2]);
    x.dispose();
  });

  testUnless(
    own ? undefined : ONLY_OURS,
    "tensorflow() copies the array that a tensor is made from",
    () => {
      for (const values of [Float32Array.of(1, 2), Int32Array.of(1, 2)]) {
        const x = tf.tensor1d(values, values instanceof Int32Array ? "int32" : "float32");
        values.fill(9);
        assert.deepEqual(take(x), [1, 2]);
      }
    },
  );

  testUnless(
    own ? undefined : ONLY_OURS,
    "tensorflow() updates a donated vector in place when it has views",
    () => {
      const [p, g] = [tf.zeros<tf.Rank.R1>([96]), tf.ones<tf.Rank.R1>([96])];
      const [piece] = runFused("TolariaUnflatten", { x: p }, { shapes: [[96]] }) as [tf.Tensor];
      const attributes = { learningRate: 1, donate: true };
      const [next] = runFused("TolariaDescent", { p, g }, attributes) as [tf.Tensor];
      // As long as it had numbers to give, there would be a copy of them.
      assert.throws(() => piece.dataSync(), /not referenced/);
      assert.deepEqual(take(next), Array(96).fill(-1));
      tf.dispose([p, g, piece]);
    },
  );

  // A signal in the midst of a product damages the heap, where stack and heap happen to lie so: no test can wait for it.
  testUnless(
    own ? undefined : ONLY_OURS,
    "tensorflow() blocks signals on TensorFlow's threads",
    () => {
      const tasks = readdirSync("/proc/self/task").map((task) => ({
        name: readFileSync(`/proc/self/task/${task}/comm`, "utf8"),
        status: readFileSync(`/proc/self/task/${task}/status`, "utf8"),
      }));
      const own = tasks.filter(({ name }) => name.startsWith("tf_"));
      assert.ok(own.length > 0);
      for (const { status } of own) {
        const blocked = BigInt(`0x${/SigBlk:\s*(\w+)/.exec(status)?.[1]}`);
        // Number n is bit n - 1.
        for (const signal of ["SIGPROF", "SIGUSR1", "SIGINT", "SIGCHLD"] as const) {
          assert.ok((blocked >> BigInt(constants.signals[signal] - 1)) & 1n, signal);
        }
      }
    },
  );
}
