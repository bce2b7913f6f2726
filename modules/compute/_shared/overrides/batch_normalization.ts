import { tf } from "../../../../deps.ts";
import type { LayerOverride } from "./replace.ts";

/** The parts of tfjs's batch normalization that are used here. */
interface BatchNormalization {
  readonly scale: boolean;
  readonly center: boolean;
  readonly axis: number;
  readonly gamma: Weight | null;
  readonly beta: Weight | null;
}

interface Weight {
  read(): tf.Tensor;
}

/** Takes 1 for a missing gamma and 0 for a missing beta: tfjs throws without one while it trains. */
export const batchNormalization: LayerOverride<BatchNormalization> = {
  example: () => tf.layers.batchNormalization(),
  callOf: (stock) => (layer, inputs, options) => {
    if (layer.scale && layer.center) return stock(layer, inputs, options);
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    const extent = x?.shape.at(layer.axis) as number;
    // Inherits the layer's other weights and its methods.
    const complete: BatchNormalization = Object.create(layer, {
      scale: { value: true },
      center: { value: true },
      gamma: { value: layer.gamma ?? { read: () => tf.ones([extent]) } },
      beta: { value: layer.beta ?? { read: () => tf.zeros([extent]) } },
    });
    return tf.tidy(() => stock(complete, inputs, options));
  },
};
