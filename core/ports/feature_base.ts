import type { tf } from "../../deps.ts";

/**
 * The frozen part of a network, whose features are computed once for each example.
 *
 * A provider must: (1) return the same features for the same example in any batch; (2) have another `key` whenever they
 * could differ.
 */
export interface FeatureBase {
  /** Names what the features follow from, besides the example: layers and weights. */
  readonly key: string;
  /** Folder that features are kept in. */
  readonly directory: string;
  /** Shapes of the inputs, without the batch axis. */
  readonly inputShapes: readonly (readonly (number | null)[])[];
  /** Names of the inputs, in their order; undefined for each that was given none. */
  readonly inputNames: readonly (string | undefined)[];
  /** Shape of the features of one example. */
  readonly shape: readonly number[];
  /** Features of a batch, [B, ...shape], which the caller disposes. */
  extract(inputs: readonly tf.Tensor[]): tf.Tensor;
}
