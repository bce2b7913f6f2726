import { TolariaError } from "../../../../core/errors/mod.ts";
import type { tf } from "../../../../deps.ts";
import type { ModelWeights, WeightArray } from "../../_graph/mod.ts";
import { kerasValue } from "./config_values.ts";
import { type KerasConfig, type KerasObject, snakeCase } from "./keras_objects.ts";

/** A layer that is to be written. */
export interface LayerFacts {
  readonly layer: tf.layers.Layer;
  /** Path of the layer in the model. */
  readonly path: string;
  /** Name that it gets. */
  readonly name: string;
  readonly weights: ModelWeights;
}

/** A layer as Keras has it. */
export interface KerasLayer {
  readonly object: KerasObject;
  /** Its weights in Keras's order by their folder below that of the layer. */
  readonly weights: Readonly<Record<string, readonly WeightArray[]>>;
}

/** Options of a layer by tfjs's names. */
export type TfjsConfig = Readonly<Record<string, unknown>>;

/** Refuses a layer for an option that the format cannot say. */
export function refuse({ path, layer }: LayerFacts, reason: string): never {
  throw new TolariaError(
    "model/invalid",
    `Cannot write layer "${path}" (${layer.getClassName()}) for Keras: ${reason}.`,
  );
}

/** Returns the options of `config` with `names`, as Keras has them. */
export function optionsOf(
  facts: LayerFacts,
  config: TfjsConfig,
  names: readonly string[],
): KerasConfig {
  const values = names.map((name) => [
    snakeCase(name),
    kerasValue(name, config[name], (reason) => refuse(facts, reason)),
  ]);
  return Object.fromEntries(values);
}
