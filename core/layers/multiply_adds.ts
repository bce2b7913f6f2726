import type { tf } from "../../deps.ts";
import { innerLayersOf } from "./placed_layers.ts";
import { isModel } from "./structural_names.ts";

type Layer = tf.layers.Layer;

/** Multiply-adds of one example in a part of a network. */
export interface MultiplyAdds {
  /** Its forward pass. */
  readonly forward: number;
  /** Its backward pass: gradients of weights that are trained, and of inputs as far as they are needed. */
  readonly backward: number;
  /** The gradient of its inputs alone, whatever is trained. */
  readonly through: number;
  /** Whether gradients of its outputs are needed, by what it holds or what comes before it. */
  readonly reached: boolean;
}

/** What decides which gradients are needed. */
export interface GradientNeeds {
  /** Whether those of the part's inputs are: something before it is trained. */
  readonly reached: boolean;
  /** Whether a weight is trained. */
  readonly isTrained: (weight: tf.LayerVariable) => boolean;
}

/** Products that a layer computes for one example, and how many of their factors are no weights. */
interface Products {
  readonly count: number;
  /** Inputs that have a gradient of as many products each: 1, or 2 where two inputs are multiplied. */
  readonly inputs: 1 | 2;
}

/** A call of a layer in a model. */
interface Call {
  readonly inputShapes: tf.Shape[];
  readonly outputShapes: tf.Shape[];
  readonly inputTensors: tf.SymbolicTensor[];
  readonly outputTensors: tf.SymbolicTensor[];
}

/**
 * Counts the multiply-adds of one example in `model`, layer by layer.
 *
 * With P output places, I inputs and O outputs of a place and a window of K numbers: a convolution has P K I O; a
 * transposed one P' K I O with its P' input places; a depthwise one P K I M for the multiplier M; a separable one the sum
 * of a depthwise and a 1 x 1 one; a dense layer P I O; a recurrent one T G (I O + O O) over T steps, where the gates G are
 * 1 for a simple one, 3 for a GRU and 4 for an LSTM; attention of T places to S places of D numbers 2 T S D, and causal
 * attention 2 T (S - (T - 1) / 2) D; a dot product the numbers of its result times those that are summed for each. Embeddings, norms, activations, poolings, additions and
 * reshapes have none. A gradient of weights takes as many as the forward pass, and so does one of an input.
 *
 * A size that is not known beforehand, as the length of a sequence, counts as 1.
 */
export function multiplyAddsOf(model: tf.LayersModel, needs: GradientNeeds): MultiplyAdds {
  const reached = new Map<number, boolean>();
  for (const { id } of model.inputs) reached.set(id, needs.reached);
  let [forward, backward, through] = [0, 0, 0];
  for (const { layer, call } of callsOf(model)) {
    const isReached = call.inputTensors.some(({ id }) => reached.get(id) ?? false);
    const one = ofCall(layer, call, { ...needs, reached: isReached });
    forward += one.forward;
    backward += one.backward;
    through += one.through;
    for (const { id } of call.outputTensors) reached.set(id, one.reached);
  }
  return {
    forward,
    backward,
    through,
    reached: model.outputs.some(({ id }) => reached.get(id) ?? false),
  };
}

/** The calls of which a model is made, each behind those that it depends on. */
function callsOf(model: tf.LayersModel): readonly { readonly layer: Layer; readonly call: Call }[] {
  const { containerNodes } = model as unknown as { readonly containerNodes: ReadonlySet<string> };
  return model.layers.flatMap((layer) =>
    (layer.inboundNodes as unknown as readonly Call[]).flatMap((call, at) =>
      containerNodes.has(`${layer.name}_ib-${at}`) && layer.getClassName() !== "InputLayer"
        ? [{ layer, call }]
        : [],
    ),
  );
}

function ofCall(layer: Layer, call: Call, needs: GradientNeeds): MultiplyAdds {
  if (isModel(layer)) return multiplyAddsOf(layer as tf.LayersModel, needs);
  const { count, inputs } = productsOf(layer, call);
  const trained = layer.weights.some(needs.isTrained);
  const ofWeights = trained ? count : 0;
  const through = count * inputs;
  return {
    forward: count,
    backward: ofWeights + (needs.reached ? through : 0),
    through,
    reached: needs.reached || trained,
  };
}

/** Numbers of an example of a shape with a batch axis. */
function sizeOf([, ...shape]: tf.Shape): number {
  return shape.reduce((product: number, extent) => product * (extent ?? 1), 1);
}

/** Places of an example: all of its axes but batch and channels. */
function placesOf(shape: tf.Shape): number {
  return sizeOf(shape.slice(0, -1));
}

/** Numbers of a layer's weights of some names. */
function weightSize({ weights }: Layer, ...names: readonly string[]): number {
  return weights
    .filter(({ originalName }) => names.some((name) => originalName.endsWith(name)))
    .reduce((sum, { shape }) => sum + shape.reduce((a: number, b) => a * (b ?? 1), 1), 0);
}

/** Counts of the layers that multiply, by the class. */
const COUNTS: Readonly<Record<string, (layer: Layer, call: Call) => number>> = {
  Dense: (layer, { outputShapes: [y = []] }) => placesOf(y) * weightSize(layer, "kernel"),
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  DepthwiseConv2D: (layer, { outputShapes: [y = []] }) =>
    placesOf(y) * weightSize(layer, "depthwise_kernel"),
  SeparableConv2D: (layer, { outputShapes: [y = []] }) =>
    placesOf(y) * weightSize(layer, "depthwise_kernel", "pointwise_kernel"),
  Conv2DTranspose: transposed,
  Conv3DTranspose: transposed,
  SimpleRNN: recurrence,
  GRU: recurrence,
  LSTM: recurrence,
  RNN: recurrence,
  Bidirectional: recurrence,
};

function convolution(layer: Layer, { outputShapes: [y = []] }: Call): number {
  return placesOf(y) * weightSize(layer, "kernel");
}

function transposed(layer: Layer, { inputShapes: [x = []] }: Call): number {
  return placesOf(x) * weightSize(layer, "kernel");
}

function recurrence(layer: Layer, { inputShapes: [x = []] }: Call): number {
  return placesOf(x) * weightSize(layer, "kernel");
}

function productsOf(layer: Layer, call: Call): Products {
  const name = layer.getClassName();
  const counted = COUNTS[name];
  if (counted) return { count: counted(layer, call), inputs: 1 };
  if (name === "TolariaAttention") return { count: attention(layer, call), inputs: 2 };
  if (name === "Dot") return { count: dot(layer, call), inputs: 2 };
  if (name !== "TimeDistributed") return { count: 0, inputs: 1 };
  const [inner] = innerLayersOf(layer);
  const [x = [], y = []] = [call.inputShapes[0], call.outputShapes[0]];
  const once = [x, y].map(([batch, , ...rest]) => [batch ?? null, ...rest] as tf.Shape);
  const inside = { ...call, inputShapes: [once[0] ?? []], outputShapes: [once[1] ?? []] };
  const { count, inputs } = productsOf(inner as Layer, inside);
  return { count: count * (x[1] ?? 1), inputs };
}

/** Scores and sums of values: 2 T S D. */
function attention(layer: Layer, { inputShapes: [q = [], k = []] }: Call): number {
  const [, T, D] = q;
  const [, S] = k;
  const [asking, asked, width] = [T ?? 1, S ?? 1, D ?? 1];
  const { causal } = layer.getConfig() as { readonly causal?: boolean };
  const seen = causal ? asking * (asked - (asking - 1) / 2) : asking * asked;
  return 2 * seen * width;
}

function dot(layer: Layer, { inputShapes: [x = []], outputShapes: [y = []] }: Call): number {
  const { axes } = layer as unknown as { readonly axes: number | readonly number[] };
  const [axis = -1] = [axes].flat();
  return sizeOf(y) * (x.at(axis) ?? 1);
}
