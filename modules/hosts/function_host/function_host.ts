import { HOST_BUILDER } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { FunctionBuilder } from "./function_builder.ts";
import {
  checkFunctionHost,
  type FunctionHostOptions,
  type FunctionInput,
  type InitialWeights,
} from "./options.ts";

/**
 * Trains a network that is no `LayersModel`: named weights and a plain function of them.
 *
 * The function is tried when the network is built, with a batch of two zeros: outputs of other shapes than declared, a
 * parameter that no output depends on, and a function that disposes its inputs or keeps tensors are errors then. Sizes
 * that are null are tried as 4.
 *
 * Random numbers that tfjs draws without a seed, such as those of `tf.dropout`, follow from the run's seed. A seed can
 * grow where the function calls `pass.slot(name, activation)`; while it trains beside the host, each step computes the
 * function once more, to see what the rest of the network makes of the seed's output.
 *
 * What is saved of it is its weights, as safetensors: `from` and `loadWeights` read them.
 *
 * @example
 * ```ts run
 * import { tf } from "tolaria";
 * import { functionHost } from "tolaria/hosts";
 *
 * const host = functionHost({
 *   inputs: [{ shape: [4] }],
 *   outputs: [{ shape: [2] }],
 *   parameters: () => ({
 *     "hidden/kernel": tf.randomNormal([4, 32], 0, 0.5),
 *     "hidden/bias": tf.zeros([32]),
 *     "head/kernel": tf.randomNormal([32, 2], 0, 0.2),
 *   }),
 *   forward: (weights, [x], { training, slot }) => {
 *     const hidden = tf.relu(x.matMul(weights["hidden/kernel"]).add(weights["hidden/bias"]));
 *     const grown = slot("hidden", hidden);
 *     return (training ? tf.dropout(grown, 0.1) : grown).matMul(weights["head/kernel"]);
 *   },
 * });
 * ```
 */
export function functionHost<
  P extends InitialWeights,
  B extends InitialWeights = Readonly<Record<never, never>>,
  const I extends readonly FunctionInput[] = readonly FunctionInput[],
>(options: FunctionHostOptions<P, B, I>): ContainerModule {
  const checked = checkFunctionHost(options);
  return new ContainerModule(({ bind }) => {
    bind(HOST_BUILDER)
      .toResolvedValue(() => new FunctionBuilder(checked))
      .inSingletonScope();
  });
}
