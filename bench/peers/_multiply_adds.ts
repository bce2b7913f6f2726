import type { tf } from "../../deps.ts";

/** Multiply-adds of a layer's products for one example. */
type Count = (layer: tf.layers.Layer, output: readonly number[]) => number;

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

/** Shape of an input, without the batch. */
function inputOf(layer: tf.layers.Layer, at = 0): number[] {
  const [node] = layer.inboundNodes;
  return node?.inputTensors[at]?.shape.slice(1) as number[];
}

const COUNTS: Readonly<Record<string, Count>> = {
  Dense: (layer, output) => product(output) * (inputOf(layer).at(-1) as number),
  Conv2D: (layer, output) => {
    const { kernelSize } = layer as unknown as { readonly kernelSize: number[] };
    return product(output) * product(kernelSize) * (inputOf(layer).at(-1) as number);
  },
  LSTM: (layer, output) => {
    const [steps, width] = inputOf(layer) as [number, number];
    const units = output.at(-1) as number;
    return steps * (width + units) * 4 * units;
  },
  // With its four projections.
  SelfAttention: (_layer, output) => {
    const [places, width] = output as [number, number];
    return 4 * places * width * width + 2 * places * places * width;
  },
  TolariaAttention: (layer, output) => {
    const keys = inputOf(layer, 1)[0] as number;
    const { causal } = layer.getConfig() as { readonly causal?: boolean };
    return 2 * product(output) * (causal ? (keys + 1) / 2 : keys);
  },
};

/** Multiply-adds of the products of a forward pass over one example. */
export function multiplyAddsOf(model: tf.LayersModel): number {
  return model.layers.reduce((sum, layer) => {
    const output = ([layer.outputShape].flat(2) as number[]).slice(1);
    return sum + (COUNTS[layer.getClassName()]?.(layer, output) ?? 0);
  }, 0);
}
