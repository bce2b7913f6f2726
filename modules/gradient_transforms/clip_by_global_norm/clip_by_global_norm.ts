import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, tf, z } from "../../../deps.ts";
import { bindTransform } from "../_shared/mod.ts";

/** How long a gradient may be. */
export interface ClipByGlobalNormOptions {
  /** Largest Euclidean norm over all groups together, greater than 0. */
  readonly maxNorm: number;
}

const ClipByGlobalNormSchema: z.ZodType<ClipByGlobalNormOptions> = z.strictObject({
  maxNorm: z.number().positive(),
});

/**
 * Scales gradients down whose norm over all groups is above `maxNorm`: g <- g min(1, maxNorm / |g|).
 *
 * The same as the trainer's setting `clipNorm`, at a place among transforms; it takes a pass over the gradients more, as the
 * norm behind another transform is not known.
 *
 * @see Pascanu et al. 2013, arXiv:1211.5063, algorithm 1; equals `optax.clip_by_global_norm`.
 */
export function clipByGlobalNorm(options: ClipByGlobalNormOptions): ContainerModule {
  const { maxNorm } = parseOptions("make clipByGlobalNorm", ClipByGlobalNormSchema, options);
  return bindTransform(() => ({
    name: "clip-by-global-norm",
    options: { maxNorm },
    transform: (groups) => {
      const squares = groups.map(({ gradients_P }) => gradients_P.square().sum());
      const norm = squares.reduce((sum, square) => sum.add(square)).sqrt();
      // Exactly 1 where the gradient is not too long.
      const factor = tf.scalar(maxNorm).div(norm.maximum(maxNorm));
      return groups.map(({ gradients_P }) => gradients_P.mul<tf.Tensor1D>(factor));
    },
  }));
}
