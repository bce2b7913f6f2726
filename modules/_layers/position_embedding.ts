import { tf } from "../../deps.ts";
import { checkWhole, firstOf, type LayerArguments, normalInitializer } from "./_shared.ts";

// B = sequences, T = places of a sequence, C = places of the table, D = numbers of a place

/** Options of {@link positionEmbedding}. */
export interface PositionEmbeddingOptions {
  /** Rows of the table, at least 1: the longest sequence. */
  readonly context: number;
  /** Name of the layer. */
  readonly name?: string;
}

/** Adds a learned vector to each place of a sequence. */
export class PositionEmbedding extends tf.layers.Layer {
  static readonly className = "TolariaPositionEmbedding";
  /** C. */
  readonly context: number;
  #table_CD: tf.LayerVariable | undefined;

  constructor(options: PositionEmbeddingOptions) {
    super(options as LayerArguments);
    this.context = checkWhole("context", options.context, "embed positions");
  }

  override build(shape: tf.Shape | tf.Shape[]): void {
    const width = (shape as number[]).at(-1) as number;
    const sizes = [this.context, width];
    this.#table_CD = this.addWeight("embeddings", sizes, "float32", normalInitializer());
    this.built = true;
  }

  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.addFrom(firstOf(inputs) as tf.Tensor3D, 0);
  }

  /**
   * Adds the rows of the table from `first` on.
   *
   * @param x_BTD A part of a sequence, [B, T, D].
   * @throws {RangeError} If the part ends behind the table.
   */
  addFrom(x_BTD: tf.Tensor3D, first: number): tf.Tensor3D {
    const [, places, width] = x_BTD.shape;
    if (first + places > this.context) {
      throw new RangeError(
        `A sequence must have at most ${this.context} places, but has ${first + places}. Cannot embed its positions.`,
      );
    }
    return tf.tidy(() => {
      const table_CD = (this.#table_CD as tf.LayerVariable).read();
      const isWhole = places === this.context;
      return x_BTD.add(isWhole ? table_CD : table_CD.slice([first, 0], [places, width]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), context: this.context };
  }
}
tf.serialization.registerClass(PositionEmbedding);

/**
 * Makes a layer that adds a learned vector to each place of a sequence: [B, T, D] to [B, T, D]. It starts as GPT-2's does,
 * from a normal distribution with a standard deviation of 0.02.
 *
 * @throws {RangeError} If `context` is no whole number of at least 1.
 *
 * @example
 * ```ts run
 * import { tf } from "tolaria";
 * import { positionEmbedding } from "tolaria/hosts";
 *
 * const tokens = tf.input({ shape: [16], dtype: "int32" });
 * const vectors = tf.layers.embedding({ inputDim: 100, outputDim: 8 }).apply(tokens);
 * const placed = positionEmbedding({ context: 16 }).apply(vectors) as tf.SymbolicTensor;
 * console.log(placed.shape); // [ null, 16, 8 ]
 * ```
 */
export function positionEmbedding(options: PositionEmbeddingOptions): tf.layers.Layer {
  return new PositionEmbedding(options);
}
