import { parseOptions } from "../../../core/mod.ts";
import { type ContainerModule, z } from "../../../deps.ts";
import { bindElementwise, checkActivation } from "../_shared/mod.ts";

/** What the outputs are. */
export interface KullbackLeiblerOptions {
  /** Whether the network's outputs are logits rather than probabilities. @default true */
  readonly fromLogits?: boolean;
}

const KullbackLeiblerSchema: z.ZodType<Required<KullbackLeiblerOptions>> = z.strictObject({
  fromLogits: z.boolean().default(true),
});

/** Smallest probability that is distinct from 0, as in Keras. */
const EPSILON = 1e-7;

/**
 * Divergence of a predicted distribution p from the target y over the last axis: sum_c y_c log(y_c / p_c), mean over the
 * rows.
 *
 * Targets are a probability for each class. Probabilities are kept at or above 1e-7.
 *
 * @see Kullback and Leibler 1951, doi:10.1214/aoms/1177729694; `keras.losses.KLDivergence`,
 * `torch.nn.KLDivLoss(reduction="batchmean")`.
 */
export function kullbackLeibler(options: KullbackLeiblerOptions = {}): ContainerModule {
  const { fromLogits } = parseOptions("make kullbackLeibler", KullbackLeiblerSchema, options);
  return bindElementwise({
    name: "kullback-leibler",
    maker: "kullbackLeibler",
    options,
    rows: true,
    losses: (outputs, targets) => {
      const logs = fromLogits ? outputs.logSoftmax() : outputs.clipByValue(EPSILON, 1).log();
      const y = targets.clipByValue(EPSILON, 1);
      return y.mul(y.log().sub(logs)).sum(-1);
    },
    check: (pair) => checkActivation("kullbackLeibler", "softmax", fromLogits, pair),
  });
}
