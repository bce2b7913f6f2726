import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, tf, z } from "../../../deps.ts";
import { bindTransform, mapWeights, unitAxes } from "../_shared/mod.ts";

/** How long the gradient of a unit may be beside its weights. */
export interface AdaptiveClipOptions {
  /** Largest norm of a unit's gradient as a share of that of its weights, greater than 0. @default 0.01 */
  readonly clipping?: number;
  /** Norm that weights have at least, so that those of 0 can grow; greater than 0. @default 1e-3 */
  readonly epsilon?: number;
  /** Weights that are left alone, by a pattern of their names, such as the last layer's. @default none */
  readonly except?: RegExp;
}

const AdaptiveClipSchema = z.strictObject({
  clipping: z.number().positive().default(0.01),
  epsilon: z.number().positive().default(1e-3),
  except: z.instanceof(RegExp).optional(),
});

/** Norm that a gradient is divided by at least, as in optax. */
const LEAST_NORM = 1e-6;

/**
 * Scales down the gradient G_i of each unit i whose norm is large beside that of its weights W_i:
 *
 *     G_i <- clipping max(|W_i|, epsilon) / |G_i| G_i    if |G_i| > clipping max(|W_i|, epsilon)
 *
 * A unit is an output of a layer: a column of a dense kernel, a filter of a convolution; a bias or scale is one unit as a
 * whole. Some small operations for each weight of the network.
 *
 * @see Brock et al. 2021, arXiv:2102.06171, equation 3, which leaves the last layer out; equals
 * `optax.adaptive_grad_clip`, but for weights of three axes, whose units optax takes along the two last ones.
 */
export function adaptiveClip(options: AdaptiveClipOptions = {}): ContainerModule {
  const { clipping, epsilon, except } = parseOptions(
    "make adaptiveClip",
    AdaptiveClipSchema,
    options,
  );
  return bindTransform(() => ({
    name: "adaptive-clip",
    options: { clipping, epsilon, ...(except && { except: String(except) }) },
    transform: (groups) =>
      groups.map(({ layout, gradients_P, parameters_P }) =>
        mapWeights(layout, [gradients_P, parameters_P], ([gradient, weight], name) => {
          const g = gradient as tf.Tensor;
          if (except && name.search(except) >= 0) return g;
          const norm = unitNorm(g);
          const most = unitNorm(weight as tf.Tensor)
            .maximum(epsilon)
            .mul(clipping);
          const clipped = g.mul(most.div(norm.maximum(LEAST_NORM)));
          return tf.where(norm.less(most).broadcastTo(g.shape), g, clipped);
        }),
      ),
  }));
}

function unitNorm(values: tf.Tensor): tf.Tensor {
  const squares = values.square();
  return (values.rank < 2 ? squares.sum() : squares.sum(unitAxes(values), true)).sqrt();
}
