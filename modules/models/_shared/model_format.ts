import type { ModelDescription } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";

/**
 * A format that models are written in.
 *
 * A provider must: (1) write all of `path` or nothing, whenever the process dies; (2) name in its error the layer that it
 * has no mapping for; (3) leave the model as it is; (4) write the same bytes for the same model.
 */
export interface ModelFormat {
  /** Name for `--format`. */
  readonly name: string;
  /** What its files end in, with the dot; empty for a folder. */
  readonly extension: string;
  /**
   * Writes a model.
   *
   * @param info What is known of it besides.
   * @throws {TolariaError} `model/invalid` for a layer without a mapping.
   */
  write(model: tf.LayersModel, info: ModelDescription, path: string): Promise<void>;
  /** Reads one; left out if the format is only written. The caller disposes it. */
  read?(path: string): Promise<tf.LayersModel>;
}
