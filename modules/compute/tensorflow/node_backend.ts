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

/** An output of an op: a tensor of TensorFlow's that is in none of tfjs's books yet. */
export interface OpOutput {
  readonly id: number;
  readonly shape: number[];
  /** One of the binding's types. */
  readonly dtype: number;
}

/**
 * What the setup compiles into the binding beside the package's own: `native/binding.cc`. For tensors in the processor's
 * memory; tensors are named by their ids, and whoever gets one enters or deletes it.
 */
export interface NativeFunctions {
  /** One vector of all numbers; the sum of their squares has the id after that of the vector. */
  flatten(ids: Int32Array): number;
  /** Tensors that share a buffer, as far as they begin where a processor likes it; their ids follow the first's. */
  unflatten(id: number, layout: Int32Array): number;
  /** Another tensor on the same buffer. */
  reshape(id: number, shape: Int32Array): number;
  /**
   * Sums of [outer, length, inner] over the length, in float64, each divided by the same number.
   *
   * @param shape Of the result, which has outer * inner numbers.
   */
  sum(x: number, extents: Int32Array, divisor: number, shape: Int32Array): number;
  /** Inner products of the rows of a matrix, in float64: float32 numbers, and what these leave out. */
  gram(x: number): number;
  /** Share of rows of scores whose largest is at the target. */
  accuracy(scores: number, targets: number): number;
  /** A tensor of its own with the numbers of an array. */
  fromArray(values: Float32Array | Int32Array, shape: Int32Array): number;
  /**
   * Cross-entropy of rows of logits with class numbers or distributions: its mean; softmax(logits) - targets has the id
   * after.
   */
  crossEntropy(logits: number, targets: number): number;
  /**
   * The update of `TolariaAdamw`, with both bias corrections in the rate and in epsilon: p <- p - rate m / (sqrt(v) +
   * epsilon) - learningRate decay p.
   *
   * @param ids p, m, v, g, and the decay or -1.
   * @param numbers Rate, beta1, beta2, epsilon, learning rate.
   * @param donated Bits 0 to 2: which of p, m and v lose their ids and are updated in place if nobody else holds them.
   * A failure takes none away.
   * @returns The id of p; those of m and v follow.
   */
  adamw(ids: Int32Array, numbers: Float64Array, donated: number): number;
  /**
   * Sums over all but the last axis of the gradient in a dense layer's output. With the output of a ReLU, and not -1, the
   * gradient before that has the id after.
   */
  denseGradient(dy: number, output: number): number;
  /** softmax(x) over the last axis. */
  softmax(x: number): number;
  /** The gradient in x, from y = softmax(x). */
  softmaxGradient(dy: number, y: number): number;
  /** The sum of a tensor and one whose shape is the last axes of it, or all. */
  add(a: number, b: number): number;
  /** The same numbers with the axes in another order. */
  transpose(x: number, axes: Int32Array): number;
  /** Rows normalized, with gamma and beta where they are not -1; their moments have the id after. */
  layerNormalization(x: number, gamma: number, beta: number, epsilon: number): number;
  /** The gradients in x, in gamma and in beta, by the ids that follow each other; gamma may be -1. */
  layerNormalizationGradient(dy: number, x: number, moments: number, gamma: number): number;
}

/** The same, where the processor is made for them: it has AVX-512, or AVX2 with FMA. */
export interface SimdFunctions {
  /** Products of the matrices of two tensors, whose other axes are the same. */
  matmul(a: number, b: number, transposeA: boolean, transposeB: boolean): number;
  /** The last axis times a matrix, and a bias where it is not -1. */
  dense(x: number, kernel: number, bias: number, relu: boolean): number;
  /** Attention by several heads; its weights have the id after. */
  attention(q: number, k: number, v: number, heads: number): number;
  /** The gradients in q, k and v, by ids that follow each other. */
  attentionGradient(
    dy: number,
    q: number,
    k: number,
    v: number,
    weights: number,
    heads: number,
  ): number;
  /** A convolution of images, channels last, and a bias where it is not -1; the windows as kernels/windows.ts writes them. */
  conv2d(x: number, filter: number, bias: number, relu: boolean, windows: Int32Array): number;
  /**
   * Gradients in its filter and, with the id after, in its bias; with the output of a ReLU, and not -1, of what was before
   * that.
   */
  conv2dGradient(x: number, dy: number, output: number, windows: Int32Array): number;
  /** The largest number of each window on images. */
  maxPool(x: number, windows: Int32Array): number;
  /** Its gradient: that of each output goes to the first of the largest in its window. */
  maxPoolGradient(dy: number, x: number, windows: Int32Array): number;
}

/** The part of the compiled binding that is used here. */
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
  /** Only where a setup of ours has compiled it; an earlier one had some of them. */
  readonly tolaria?: Partial<NativeFunctions & SimdFunctions>;
}

/** Where a tensor's numbers are: with TensorFlow under `id`, or still in `values`. */
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
  /** Runs an op of TensorFlow's; its output is tracked by the current scope. */
  executeSingleOutput(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
  ): tf.Tensor;
  /** The same for an op with any number of outputs. */
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  /** The tensors as TensorFlow knows them; values that it does not have yet are given to it. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  /** Enters an output in tfjs's books; the current scope tracks it. */
  createOutputTensor(output: OpOutput): tf.Tensor;
  /** The binding's number of a type. */
  getDTypeInteger(dtype: tf.DataType): number;
  incRef(dataId: object): void;
}

/** Name under which the package registers its backend and its kernels; it looks for itself by it. */
export const BACKEND_NAME = "tensorflow";
