import type { tf } from "../../../deps.ts";

/** A tensor as kernels see it. */
export type TensorInfo = tf.TensorInfo;

/** An attribute of an op, as the binding takes it. */
export interface OpAttribute {
  readonly name: string;
  /** One of the binding's `TF_ATTR_*`. */
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

/** An output of an op, which tfjs does not track yet. */
export interface OpOutput {
  readonly id: number;
  readonly shape: number[];
  /** One of the binding's types. */
  readonly dtype: number;
}

/**
 * Functions that the setup compiles into the binding: `native/binding.cc`. They work on tensors in
 * the CPU's memory, named by id; the caller of a function tracks or deletes what it returns.
 */
export interface NativeFunctions {
  /** Returns one vector of all numbers; the sum of their squares has the next id. */
  flatten(ids: Int32Array): number;
  /**
   * Returns tensors that share the vector's buffer where they are aligned, and copies of the
   * others; their ids are consecutive.
   */
  unflatten(id: number, layout: Int32Array): number;
  /** Returns a tensor on the same buffer. */
  reshape(id: number, shape: Int32Array): number;
  /**
   * Sums of [outer, length, inner] over the length, in float64, each divided by the same number.
   *
   * @param shape Of the result, which has outer * inner numbers.
   */
  sum(x: number, extents: Int32Array, divisor: number, shape: Int32Array): number;
  /** Inner products of the rows of a matrix, in float64: float32 numbers, and what these leave out. */
  gram(x: number): number;
  /** Returns the share of rows whose largest score is at the target. */
  accuracy(scores: number, targets: number): number;
  /** Returns a tensor with a copy of an array's numbers. */
  fromArray(values: Float32Array | Int32Array, shape: Int32Array): number;
  /**
   * Returns the mean cross-entropy of rows of logits with class indices or distributions;
   * softmax(logits) - targets has the next id.
   */
  crossEntropy(logits: number, targets: number): number;
  /**
   * The update of `TolariaAdamw`, with both bias corrections folded into the rate and epsilon: p <-
   * p - rate m / (sqrt(v) + epsilon) - learningRate decay p.
   *
   * @param ids p, m, v, g, and the decay or -1.
   * @param numbers Rate, beta1, beta2, epsilon, learning rate.
   * @param donated Bits 0 to 2: which of p, m and v lose their ids and are updated in place if
   * nobody else holds them. After a failure all keep their ids.
   * @returns The id of p; those of m and v follow.
   */
  adamw(ids: Int32Array, numbers: Float64Array, donated: number): number;
  /**
   * The update of `TolariaLion`, likewise.
   *
   * @param ids p, m, g, and the decay or -1.
   * @param numbers Learning rate, beta1, beta2.
   */
  lion(ids: Int32Array, numbers: Float64Array, donated: number): number;
  /**
   * The update of `TolariaRmsprop` and `TolariaCenteredRmsprop`, likewise.
   *
   * @param ids p, v, a if centered, b if buffered, g.
   * @param numbers Learning rate, alpha, epsilon, momentum.
   */
  rmsprop(
    ids: Int32Array,
    numbers: Float64Array,
    donated: number,
    centered: boolean,
    buffered: boolean,
  ): number;
  /**
   * The update of `TolariaLamb`, likewise, with both bias corrections folded into a factor and
   * epsilon: u = factor m / (sqrt(v) + epsilon) + decay p.
   *
   * @param ids As of `adamw`.
   * @param numbers Factor, beta1, beta2, epsilon, learning rate.
   * @param sizes Of the weight tensors.
   */
  lamb(ids: Int32Array, numbers: Float64Array, donated: number, sizes: Int32Array): number;
  /**
   * The outputs of `TolariaRecurrence`, by consecutive ids.
   *
   * @param ids x, kernel, h0, c0, mask and dropout; -1 for what is missing.
   * @param codes Cell and activations, as `recurrenceCodes()` numbers them.
   */
  recurrence(ids: Int32Array, codes: Int32Array): number;
  /**
   * The outputs of `TolariaRecurrenceGradient`, likewise.
   *
   * @param ids dy, dc, kernel, y, gates, cells, h0, c0, mask and dropout.
   */
  recurrenceGradient(ids: Int32Array, codes: Int32Array): number;
  /**
   * Returns the gradient of a dense layer's output, summed over all axes but the last. Given the
   * output of a ReLU (not -1), the gradient before it has the next id.
   */
  denseGradient(dy: number, output: number): number;
  /** softmax(x) over the last axis. */
  softmax(x: number): number;
  /** Gradient with respect to x, from y = softmax(x). */
  softmaxGradient(dy: number, y: number): number;
  /** An activation of `TolariaActivation`, by its code. */
  activation(x: number, code: number): number;
  /** The gradient of such an activation. */
  activationGradient(dy: number, x: number, code: number): number;
  /** The sum of two tensors; the shape of one is that of the other, or its last axes. */
  add(a: number, b: number): number;
  /** The tensor with its axes permuted. */
  transpose(x: number, axes: Int32Array): number;
  /** Normalizes rows, with gamma and beta unless they are -1; their moments have the next id. */
  layerNormalization(x: number, gamma: number, beta: number, epsilon: number): number;
  /** Gradients with respect to x, gamma and beta, by consecutive ids; gamma may be -1. */
  layerNormalizationGradient(dy: number, x: number, moments: number, gamma: number): number;
}

/** Functions that need AVX-512, or AVX2 with FMA. */
export interface SimdFunctions {
  /** Products of the matrices of two tensors with the same outer axes. */
  matmul(a: number, b: number, transposeA: boolean, transposeB: boolean): number;
  /** The last axis times a matrix, plus a bias unless it is -1. */
  dense(x: number, kernel: number, bias: number, relu: boolean): number;
  /** Multi-head attention; its weights have the next id. */
  maskedAttention(q: number, k: number, v: number, heads: number, causal: boolean): number;
  /** Gradients with respect to q, k and v, by consecutive ids. */
  maskedAttentionGradient(
    dy: number,
    q: number,
    k: number,
    v: number,
    weights: number,
    heads: number,
    causal: boolean,
  ): number;
  /**
   * Convolves images, channels last, and adds a bias unless it is -1; kernels/windows.ts encodes
   * the windows.
   */
  conv2d(x: number, filter: number, bias: number, relu: boolean, windows: Int32Array): number;
  /**
   * Gradients with respect to the filter and, with the next id, the bias. Given the output of a
   * ReLU (not -1), those before it.
   */
  conv2dGradient(x: number, dy: number, output: number, windows: Int32Array): number;
  /** The largest number of each window. */
  maxPool(x: number, windows: Int32Array): number;
  /** Its gradient: each output's goes to the first of the largest inputs of its window. */
  maxPoolGradient(dy: number, x: number, windows: Int32Array): number;
}

/** The part of the binding that is used here. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_STRING: number;
  isUsingGpuDevice(): boolean;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): OpOutput[];
  createTensor(shape: readonly number[], type: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  /** Returns a copy of a tensor's numbers. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  /** Only in a binding that our setup compiled; an earlier version has fewer. */
  readonly tolaria?: Partial<NativeFunctions & SimdFunctions>;
}

/** Data of a tensor: in TensorFlow under `id`, or still in `values`. */
export interface TensorEntry {
  shape: readonly number[];
  /** One of the binding's types. */
  readonly dtype: number;
  id: number;
  values: unknown;
  refCount: number;
}

/** The part of the package's backend class that is used here. */
export interface NodeBackend extends tf.KernelBackend {
  readonly binding: Binding;
  readonly tensorMap: {
    get(dataId: object): TensorEntry;
    has(dataId: object): boolean;
    set(dataId: object, entry: TensorEntry): void;
  };
  /** Runs an op; the current scope tracks its output. */
  executeSingleOutput(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
  ): tf.Tensor;
  /** Runs an op with several outputs. */
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  /** Ids of tensors; copies values to TensorFlow that it does not have yet. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  /** Makes an output a tensor of tfjs, tracked by the current scope. */
  createOutputTensor(output: OpOutput): tf.Tensor;
  /** The binding's number for a dtype. */
  getDTypeInteger(dtype: tf.DataType): number;
  incRef(dataId: object): void;
}

/** Name under which the package registers its backend and kernels, and finds itself. */
export const BACKEND_NAME = "tensorflow";
