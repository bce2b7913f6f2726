import { tf } from "../../deps.ts";
import { checkWhole, firstOf, type LayerArguments, normalInitializer } from "./_shared.ts";

// B = sequences, T = places of a sequence, V = ids, D = numbers of a place

/** Options of {@link tiedEmbedding}. */
export interface TiedEmbeddingOptions {
  /** Number of ids, at least 1: each is in [0, vocabulary). */
  readonly vocabulary: number;
  /** Numbers of the vector of an id, at least 1. */
  readonly width: number;
  /** Name of the layer. */
  readonly name?: string;
}

/** Looks ids up in a table, and scores vectors by the same table. */
export class TiedEmbedding extends tf.layers.Layer {
  static readonly className = "TolariaTiedEmbedding";
  /** V. */
  readonly vocabulary: number;
  /** D. */
  readonly width: number;
  #table_VD: tf.LayerVariable | undefined;

  constructor(options: TiedEmbeddingOptions) {
    super(options as LayerArguments);
    this.vocabulary = checkWhole("vocabulary", options.vocabulary, "embed tokens");
    this.width = checkWhole("width", options.width, "embed tokens");
  }

  override build(_shape: tf.Shape | tf.Shape[]): void {
    const sizes = [this.vocabulary, this.width];
    this.#table_VD = this.addWeight("embeddings", sizes, "float32", normalInitializer());
    this.built = true;
  }

  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
    const [sequences, places, width] = shape as number[];
    if (width === undefined) return [sequences, places, this.width] as tf.Shape;
    if (width === this.width) return [sequences, places, this.vocabulary] as tf.Shape;
    throw new RangeError(
      `The vectors must have ${this.width} numbers, but have ${width}. Cannot score them by "${this.name}".`,
    );
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = firstOf(inputs);
    return tf.tidy(() => {
      const table_VD = (this.#table_VD as tf.LayerVariable).read() as tf.Tensor2D;
      if (x.rank === 2) return tf.gather(table_VD, x.toInt());
      const [sequences, places, width] = x.shape as [number, number, number];
      const rows = x.reshape<tf.Tensor2D>([sequences * places, width]);
      return tf.matMul(rows, table_VD, false, true).reshape([sequences, places, this.vocabulary]);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), vocabulary: this.vocabulary, width: this.width };
  }
}
tf.serialization.registerClass(TiedEmbedding);

/**
 * Makes a layer to apply twice, with one table of weights: to ids, [B, T], it gives their vectors, [B, T, D]; to vectors, it
 * gives a score for each id, [B, T, V]. It starts from a normal distribution with a standard deviation of 0.02.
 *
 * @throws {RangeError} If an option is no whole number of at least 1.
 * @see Press and Wolf 2017, Using the Output Embedding to Improve Language Models, arXiv:1608.05859.
 *
 * @example
 * ```ts run
 * import { tf } from "tolaria";
 * import { tiedEmbedding } from "tolaria/hosts";
 *
 * const tokens = tf.input({ shape: [16], dtype: "int32" });
 * const table = tiedEmbedding({ vocabulary: 100, width: 8 });
 * const vectors = table.apply(tokens) as tf.SymbolicTensor;
 * const logits = table.apply(vectors) as tf.SymbolicTensor;
 * console.log(logits.shape); // [ null, 16, 100 ]
 * ```
 */
export function tiedEmbedding(options: TiedEmbeddingOptions): tf.layers.Layer {
  return new TiedEmbedding(options);
}
