import type { ModelInfo, SavedColumn } from "../../core/mod.ts";
import { decodeClasses } from "../data/_preparation/mod.ts";

/** What the network's output for one example means. */
export interface PredictedValue {
  /** A number in the unit of the data, the name or the number of a class, a list of them, or text. */
  readonly value: number | string | boolean | readonly (number | string | boolean)[];
  /** Probability of `value`, if it is one of several. */
  readonly probability?: number;
  /** Probability of each class by its name or number. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** What was predicted for one example, by the names of the targets. */
export type Prediction = Readonly<Record<string, PredictedValue>>;

/** An output of the network, and what it was trained to be. */
export interface OutputEnd {
  readonly name: string;
  /** Shape without the batch axis. */
  readonly shape: readonly (number | null)[];
  /** Its target; undefined if the model was saved without. */
  readonly target: SavedColumn | undefined;
  /** Whether it is a probability, or a row of them, rather than logits. */
  readonly squashed: boolean;
}

/** What the outputs for `size` examples mean, without a preparation to say it. */
export function decodeOutputs(
  ends: readonly OutputEnd[],
  objective: ModelInfo["objective"],
  outputs: readonly Float32Array[],
  size: number,
): readonly Prediction[] {
  return Array.from({ length: size }, (_, example) =>
    Object.fromEntries(
      ends.map((end, at) => {
        const all = outputs[at] as Float32Array;
        const width = all.length / size;
        const own = all.subarray(example * width, (example + 1) * width);
        return [end.name, meaningOf(end, objective?.name, own)];
      }),
    ),
  );
}

function meaningOf(
  { shape, target, squashed }: OutputEnd,
  objective: string | undefined,
  own: Float32Array,
): PredictedValue {
  const [first = Number.NaN] = own;
  const classes = target?.classes ?? (objective === "softmax-cross-entropy" ? own.length : 0);
  if (shape.length === 1 && own.length > 1 && classes === own.length) {
    return classOf(own, target, squashed);
  }
  if (own.length === 1 && objective === "binary-cross-entropy") {
    const probability = squashed ? first : 1 / (1 + Math.exp(-first));
    return classOf([1 - probability, probability], target, true);
  }
  return { value: own.length === 1 ? first : [...own] };
}

function classOf(
  scores: ArrayLike<number>,
  target: SavedColumn | undefined,
  squashed: boolean,
): PredictedValue {
  const decoded = decodeClasses(scores, target?.categories ?? [], squashed);
  return target?.categories ? decoded : { ...decoded, value: Number(decoded.value) };
}
