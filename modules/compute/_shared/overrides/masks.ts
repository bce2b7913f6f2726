import { isModel } from "../../../../core/layers/mod.ts";
import { tf } from "../../../../deps.ts";
import type { LayerOverride } from "./replace.ts";

// B = examples, T = steps, D = numbers of a step

type Layer = tf.layers.Layer;

/** The parts of a layer that tell whether a mask reaches it. */
interface Masked {
  readonly supportsMasking: boolean;
  readonly returnSequences?: boolean;
  readonly axis?: number;
  readonly inboundNodes: readonly { readonly inputTensors: readonly tf.SymbolicTensor[] }[];
}

/**
 * Averages over the steps that are not masked, as Keras does; tfjs averages over all. The average of no steps is 0, where
 * Keras returns NaN.
 */
export const globalAverage: LayerOverride<Layer> = {
  example: () => tf.layers.globalAveragePooling1d({}),
  callOf: (stock) => (layer, inputs, options) => {
    const { mask } = options;
    const sources = sourcesOf(layer);
    // Another mask may be left behind, or passed on by a wrapper.
    const isOwn = sources.length > 0 && sources.every((source) => isMasked(source, false));
    if (!mask || !isOwn) return stock(layer, inputs, options);
    return tf.tidy(() => {
      const [x_BTD] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor3D];
      const [batch, steps] = x_BTD.shape;
      const mask_BT1 = (mask as tf.Tensor).cast("float32").reshape([batch, steps, 1]);
      const taken_BTD = tf.where(mask_BT1.cast("bool"), x_BTD, tf.zerosLike(x_BTD));
      return taken_BTD.sum(1).div(mask_BT1.sum(1).maximum(1));
    });
  },
};

/** Ignores the masks that tfjs left behind. */
export const bidirectional: LayerOverride<Layer> = {
  example: () =>
    tf.layers.bidirectional({ layer: tf.layers.simpleRNN({ units: 1 }), mergeMode: "concat" }),
  callOf: (stock) => (layer, inputs, options) =>
    stock(layer, inputs, withoutStaleMask(layer, options)),
};

/**
 * The options without their mask, if `layer` gets none: tfjs hands the last mask of a network to every layer that comes
 * later, even if the layers between drop it.
 */
export function withoutStaleMask(
  layer: unknown,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!options.mask) return options;
  const sources = sourcesOf(layer);
  if (sources.length === 0 || sources.some((source) => isMasked(source, true))) return options;
  return { ...options, mask: undefined };
}

/** What `layer` is applied to in models; empty for a layer that a wrapper calls. */
function sourcesOf(layer: unknown): readonly tf.SymbolicTensor[] {
  const { inboundNodes = [] } = layer as Partial<Masked>;
  return inboundNodes.flatMap(({ inputTensors }) => inputTensors[0] ?? []);
}

const known = {
  true: new WeakMap<tf.SymbolicTensor, boolean>(),
  false: new WeakMap<tf.SymbolicTensor, boolean>(),
};

/**
 * Whether a mask comes with `tensor`.
 *
 * @param outside The answer for the inputs of models, which may be masked from outside, and for the outputs of models.
 */
function isMasked(tensor: tf.SymbolicTensor, outside: boolean): boolean {
  const answers = known[`${outside}`];
  const answer = answers.get(tensor) ?? leavesMask(tensor, outside);
  answers.set(tensor, answer);
  return answer;
}

function leavesMask({ sourceLayer, inputs, shape }: tf.SymbolicTensor, outside: boolean): boolean {
  const { supportsMasking, returnSequences, axis = -1 } = sourceLayer as unknown as Masked;
  const kind = sourceLayer.getClassName();
  if (kind === "InputLayer" || isModel(sourceLayer)) return outside;
  if (kind === "Masking" || kind === "Embedding") return supportsMasking;
  if (!supportsMasking || kind === "Dot" || returnSequences === false) return false;
  // Other merges are masked only if each of their inputs is.
  const ofSteps = kind === "Concatenate" && axis !== -1 && axis !== shape.length - 1;
  // A model's input counts as masked from outside only if no other input of the merge has a mask of its own.
  const isInside = inputs.some((input) => isMasked(input, false));
  if (ofSteps) return isInside || inputs.some((input) => isMasked(input, outside));
  return inputs.every((input) => isMasked(input, outside && !isInside));
}
