import type { ContainerModule } from "../../../deps.ts";
import { bindTransform, mapWeights, unitAxes } from "../_shared/mod.ts";

/**
 * Takes the mean off the gradient of each unit: a column of a dense kernel, a filter of a convolution. Biases and scales
 * are left as they are.
 *
 * @see Yong et al. 2020, arXiv:2004.01461, equation 1.
 */
export function centralize(): ContainerModule {
  return bindTransform(() => ({
    name: "centralize",
    transform: (groups) =>
      groups.map(({ layout, gradients_P }) =>
        mapWeights(layout, [gradients_P], ([gradient]) => {
          if (!gradient || gradient.rank < 2) return gradient as NonNullable<typeof gradient>;
          return gradient.sub(gradient.mean(unitAxes(gradient), true));
        }),
      ),
  }));
}
