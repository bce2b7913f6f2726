import {
  modelName,
  namedWeights,
  selectWeights,
  structuralNames,
} from "../../../core/layers/mod.ts";
import {
  disposeModel,
  errorMessage,
  type HostBuilder,
  modelIn,
  readModelFolder,
  TolariaError,
  type Unfreezing,
  unknownName,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { LayeredHost } from "../_layered/mod.ts";
import type { CheckedTransfer } from "./transfer_options.ts";

/** Builds a network from a saved one: reads it, puts a head on it, and freezes what is to be frozen. */
export class TransferBuilder implements HostBuilder {
  readonly #options: CheckedTransfer;
  #base: tf.LayersModel | undefined;

  constructor(options: CheckedTransfer) {
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#base = await modelIn(await readModelFolder(this.#options.from));
  }

  build(): LayeredHost {
    const base = this.#base as tf.LayersModel;
    this.#base = undefined;
    let model = base;
    try {
      model = withHead(base, this.#options);
      const unfreezings = freeze(model, this.#options);
      return new LayeredHost([{ name: "", model }], {
        name: modelName(base),
        borrowed: false,
        hasOwnWeights: true,
        unfreezings,
      });
    } catch (error) {
      disposeModel(model);
      throw error;
    }
  }
}

/** The layers of `base` up to a layer, and those that `head` puts behind it. */
export function withHead(
  base: tf.LayersModel,
  { until, head }: Pick<CheckedTransfer, "until" | "head">,
): tf.LayersModel {
  if (until === undefined && !head) return base;
  const features = outputOf(base, until);
  const output = head ? head(features) : features;
  if (!(output instanceof tf.SymbolicTensor)) {
    throw new TolariaError(
      "options/invalid",
      '"head" must return the output of its last layer: layer.apply(features). Cannot build the network.',
    );
  }
  const model = tf.model({ inputs: base.inputs, outputs: output, name: modelName(base) });
  const kept = new Set(model.weights);
  for (const weight of base.weights) if (!kept.has(weight)) weight.dispose();
  return model;
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

/** Freezes weights; returns which of them are to be trained later. */
function freeze(
  model: tf.LayersModel,
  { freeze: patterns, unfreeze }: CheckedTransfer,
): readonly Unfreezing[] {
  const weights = namedWeights(model);
  const frozen = selectWeights(
    "freeze it",
    patterns,
    weights.map(({ name }) => name),
  );
  const selected = weights.filter(({ name }) => frozen.includes(name));
  const trained = new Set(model.trainableWeights);
  const later = selected.filter(({ weight }) => trained.has(weight)).map(({ name }) => name);
  for (const { weight } of selected) weight.trainable = false;
  return unfreeze.map(({ pattern, atEpoch, learningRateScale }) => ({
    name: `unfrozen ${pattern}`,
    weights: selectWeights("unfreeze it", [pattern], later),
    atEpoch,
    learningRateScale,
  }));
}
