import { offersFused, runFused, runFusedGradient } from "../../../../core/mod.ts";
import { tf } from "../../../../deps.ts";
import type { Gradient, LayerOverride } from "./replace.ts";

// I = inputs of the layer, O = its units, R = rows: all axes of the input but the last, as one

/** The parts of tfjs's dense layer that are used here. */
interface DenseLayer {
  readonly kernel: { read(): tf.Tensor2D };
  readonly bias: { read(): tf.Tensor1D } | null;
  readonly activation: { getClassName(): string; apply(x: tf.Tensor): tf.Tensor };
  invokeCallHook(inputs: tf.Tensor | tf.Tensor[], options: Readonly<Record<string, unknown>>): void;
}

/** Product, bias and ReLU in one kernel; tfjs runs one each while it differentiates. */
export const denseLayer: LayerOverride<DenseLayer> = {
  example: () => tf.layers.dense({ units: 1 }),
  callOf: (stock) => (layer, inputs, options) => {
    const [x, ...others] = Array.isArray(inputs) ? inputs : [inputs];
    if (!offersFused("TolariaDense") || x?.dtype !== "float32" || others.length > 0) {
      return stock(layer, inputs, options);
    }
    return tf.tidy(() => {
      layer.invokeCallHook(inputs, options);
      const name = layer.activation.getClassName();
      const activation = name === "relu" ? name : "linear";
      const bias = layer.bias && { bias: layer.bias.read() };
      const tensors = { x, kernel: layer.kernel.read(), ...bias };
      const [y] = runFused("TolariaDense", tensors, { activation }) as [tf.Tensor];
      return name === activation ? y : layer.activation.apply(y);
    });
  },
};

/** Gradient of a dense layer: ReLU and bias in one kernel, and two products. */
export const denseGradient: Gradient = {
  kernelName: "TolariaDense",
  inputsToSave: ["x", "kernel"],
  outputsToSave: [true],
  gradientOf: () => (dy, saved, attributes) => {
    const [x, kernel, y] = saved as [tf.Tensor, tf.Tensor2D, tf.Tensor];
    const relu = (attributes as { readonly activation?: unknown }).activation === "relu";
    const { dz, dbias } = behindOutput(dy as tf.Tensor, relu ? y : undefined);
    const dz_RO = rows(dz);
    return {
      x: () => {
        const dx_RI = product(dz_RO, kernel, false, true);
        return x.rank === 2 ? dx_RI : dx_RI.reshape(x.shape);
      },
      kernel: () => product(rows(x), dz_RO, true, false),
      bias: () => dbias,
    };
  },
};

/**
 * Returns the gradient before the ReLU with output `y`, if there is one, and its sum over the rows,
 * [O].
 */
function behindOutput(
  dy: tf.Tensor,
  y: tf.Tensor | undefined,
): { readonly dz: tf.Tensor; readonly dbias: tf.Tensor } {
  const outputs = runFusedGradient("TolariaDenseGradient", { dy, ...(y && { y }) }, {});
  if (outputs) {
    const [dbias, dz] = outputs;
    return { dz: dz ?? dy, dbias };
  }
  const dz = y ? dy.mul(y.step()) : dy;
  return { dz, dbias: rows(dz).sum(0) };
}

/** Reshapes a tensor to a matrix, [R, ...]. */
function rows(tensor: tf.Tensor): tf.Tensor2D {
  if (tensor.rank === 2) return tensor as tf.Tensor2D;
  const width = tensor.shape.at(-1) as number;
  return tensor.reshape([tensor.size / width, width]);
}

/** Runs a product without the overhead of `tf.matMul()`. */
function product(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor2D {
  return tf.engine().runKernel("BatchMatMul", { a, b }, { transposeA, transposeB }) as tf.Tensor2D;
}
