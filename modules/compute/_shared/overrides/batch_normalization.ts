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

/**
 * Takes 1 for a missing gamma and 0 for a missing beta, and moves the axis that is normalized to the end. Without that,
 * tfjs throws while it trains.
 */
export const batchNormalization: LayerOverride<BatchNormalization> = {
  example: () => tf.layers.batchNormalization(),
  callOf: (stock) => (layer, inputs, options) => {
    const [x] = (Array.isArray(inputs) ? inputs : [inputs]) as [tf.Tensor];
    const axis = layer.axis < 0 ? layer.axis + x.rank : layer.axis;
    const isLast = axis === x.rank - 1;
    if (layer.scale && layer.center && isLast) return stock(layer, inputs, options);
    const extent = x.shape[axis] as number;
    // Inherits the layer's other weights and its methods.
    const complete: BatchNormalization = Object.create(layer, {
      axis: { value: x.rank - 1 },
      scale: { value: true },
      center: { value: true },
      gamma: { value: layer.gamma ?? { read: () => tf.ones([extent]) } },
      beta: { value: layer.beta ?? { read: () => tf.zeros([extent]) } },
    });
    if (isLast) return tf.tidy(() => stock(complete, x, options));
    const order = [...x.shape.keys()].filter((at) => at !== axis).concat(axis);
    const back = order.map((_, at) => order.indexOf(at));
    return tf.tidy(() =>
      tf.transpose(stock(complete, x.transpose(order), options) as tf.Tensor, back),
    );
  },
};
