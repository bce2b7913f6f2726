import { modelName, structuralNames } from "../../../core/layers/mod.ts";
import { errorMessage, TolariaError, unknownName } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import type { CheckedTransfer } from "./transfer_options.ts";

/** The layers of `base` up to a layer, and those that `head` puts behind it. */
export function withHead(
  base: tf.LayersModel,
  { until, head }: Pick<CheckedTransfer, "until" | "head">,
): tf.LayersModel {
  if (until === undefined && !head) return base;
  const features = outputOf(base, until);
  nameByStructure(base);
  const output = head ? headOn(features, head) : features;
  const model = tf.model({ inputs: base.inputs, outputs: output, name: modelName(base) });
  const kept = new Set(model.weights);
  for (const weight of base.weights) if (!kept.has(weight)) weight.dispose();
  return model;
}

/**
 * Renames layers that tfjs named by a counter of the process that made them: a layer of a head could have the same name
 * by the counter of this one.
 */
function nameByStructure({ layers }: tf.LayersModel): void {
  const names = structuralNames(layers);
  layers.forEach((layer, at) => {
    if (layer.getClassName() !== "InputLayer") layer.name = names[at] as string;
  });
}

/** The output of `head` on `features`. @throws {TolariaError} `options/invalid` if it returns something else. */
export function headOn(
  features: tf.SymbolicTensor,
  head: NonNullable<CheckedTransfer["head"]>,
): tf.SymbolicTensor {
  const output: unknown = head(features);
  if (output instanceof tf.SymbolicTensor) return output;
  throw new TolariaError(
    "options/invalid",
    '"head" must return the output of its last layer: layer.apply(features). Cannot build the network.',
  );
}

function outputOf(base: tf.LayersModel, until: string | undefined): tf.SymbolicTensor {
  const names = structuralNames(base.layers);
  const at = until === undefined ? -1 : names.indexOf(until);
  if (until !== undefined && at < 0) {
    const unknown = unknownName("layer", until, names);
    throw new TolariaError("options/invalid", errorMessage(unknown, "cut the network off there"));
  }
  const outputs = until === undefined ? base.outputs : base.layers[at]?.output;
  const [output, ...others] = [outputs].flat();
  if (output && others.length === 0) return output;
  throw new TolariaError(
    "options/invalid",
    `The network has ${others.length + 1} outputs: name the layer that a head is put on in "until". Cannot build the network.`,
  );
}
