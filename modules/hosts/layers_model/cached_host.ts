import { inputName, modelName } from "../../../core/layers/mod.ts";
import { disposeModel, type FeatureBase, TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { LayeredHost } from "../_layered/mod.ts";
import type { CheckedTransfer } from "./transfer_options.ts";
import { headOn, withHead } from "./with_head.ts";

/**
 * A host that trains a head on the features of a frozen base, which are computed once for each example. What is saved of
 * it is base and head in one.
 */
export function cachedHost(
  loaded: tf.LayersModel,
  key: string,
  { until, head, cacheFeatures }: CheckedTransfer,
): LayeredHost {
  let base = loaded;
  try {
    base = withHead(loaded, { until, head: undefined });
    for (const weight of base.weights) weight.trainable = false;
    const features = featuresOf(base, key, cacheFeatures as string);
    const input = tf.input({ shape: [...features.shape] });
    const output = headOn(input, head as NonNullable<typeof head>);
    return new LayeredHost(
      [
        { name: "", model: base },
        { name: "head", model: tf.model({ inputs: input, outputs: output }) },
      ],
      { name: modelName(loaded), borrowed: false, hasOwnWeights: true, features },
    );
  } catch (error) {
    disposeModel(base);
    throw error;
  }
}

function featuresOf(base: tf.LayersModel, key: string, directory: string): FeatureBase {
  const [output, ...others] = base.outputs;
  const shape = output?.shape.slice(1) ?? [];
  if (others.length > 0 || shape.includes(null)) {
    throw new TolariaError(
      "host/unsupported",
      `The features must be one output of a known size, but are ${base.outputs
        .map(
          (one) =>
            `[${one.shape
              .slice(1)
              .map((size) => size ?? "?")
              .join(", ")}]`,
        )
        .join(" and ")}: name the last layer to keep in "until". Cannot cache them.`,
    );
  }
  return {
    key,
    directory,
    inputShapes: base.inputs.map((input) => input.shape.slice(1)),
    inputNames: base.inputNames.map(inputName),
    shape: shape as number[],
    extract: (inputs) =>
      tf.tidy(() => [base.apply([...inputs], { training: false })].flat()[0] as tf.Tensor),
  };
}
