import { TolariaError } from "../errors/mod.ts";
import type {
  BatchValues,
  Column,
  ColumnValues,
  Dataset,
  ExampleBlocks,
  ExampleSequence,
  ValueLimit,
} from "../ports/dataset.ts";

/** Order of a dataset's columns, limits of their values, and which single numbers become lists of one. */
export interface Arrangement {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
  readonly inputLimits: readonly (ValueLimit | undefined)[];
  readonly targetLimits: readonly (ValueLimit | undefined)[];
  /** Whether an input has the shape [1] rather than []. @default none */
  readonly inputLists?: readonly boolean[];
  /** Whether a target has the shape [1] rather than []. @default none */
  readonly targetLists?: readonly boolean[];
}

/** Examples checked at once before the first step. */
const LOOKED_AT = 4_096;

/**
 * A dataset with reordered columns, which checks values as it gathers them.
 *
 * A kernel that reads beyond a table returns arbitrary values, throws its own error or returns NaN, depending on
 * the backend.
 */
export class ArrangedDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly blocks?: ExampleBlocks;
  readonly sequence?: ExampleSequence;
  readonly driven?: boolean;
  readonly arrangement: Arrangement;
  readonly #dataset: Dataset;

  constructor(dataset: Dataset, arrangement: Arrangement) {
    this.size = dataset.size;
    const { inputs, targets, inputLists, targetLists } = arrangement;
    this.inputs = reshaped(arranged(dataset.inputs, inputs), inputLists);
    this.targets = reshaped(arranged(dataset.targets, targets), targetLists);
    if (dataset.weights) this.weights = dataset.weights;
    if (dataset.blocks) this.blocks = dataset.blocks;
    if (dataset.sequence) this.sequence = dataset.sequence;
    if (dataset.driven) this.driven = dataset.driven;
    this.#dataset = dataset;
    this.arrangement = arrangement;
  }

  gather(
    indices: Uint32Array,
    spare?: BatchValues,
    draw?: number,
  ): BatchValues | Promise<BatchValues> {
    const { inputs, targets } = this.arrangement;
    const before = spare && {
      ...spare,
      inputs: rearranged(spare.inputs, inputs),
      targets: rearranged(spare.targets, targets),
    };
    const gathered = this.#dataset.gather(indices, before, draw);
    return gathered instanceof Promise
      ? gathered.then((values) => this.#taken(indices, values))
      : this.#taken(indices, gathered);
  }

  readAhead(blocks: readonly number[], draw?: number): void {
    this.#dataset.readAhead?.(blocks, draw);
  }

  /**
   * Checks all limited values that are in memory. Others are checked batch by batch.
   *
   * @throws {TolariaError} `data/invalid`, naming column, example and value.
   */
  lookAtAll(): void {
    const { inputLimits, targetLimits } = this.arrangement;
    if (![...inputLimits, ...targetLimits].some((limit) => limit)) return;
    if (this.blocks || this.sequence || this.driven) return;
    for (let from = 0; from < this.size; from += LOOKED_AT) {
      const count = Math.min(LOOKED_AT, this.size - from);
      const indices = Uint32Array.from({ length: count }, (_, at) => from + at);
      const values = this.#atHand(indices);
      if (!values) return;
      this.#taken(indices, values);
    }
  }

  /** Returns values that are available at once. An error in gathering them appears again with their batch. */
  #atHand(indices: Uint32Array): BatchValues | undefined {
    try {
      const gathered = this.#dataset.gather(indices);
      if (!(gathered instanceof Promise)) return gathered;
      gathered.catch(() => {});
    } catch {}
    return undefined;
  }

  #taken(indices: Uint32Array, values: BatchValues): BatchValues {
    const { inputs, targets, inputLimits, targetLimits } = this.arrangement;
    const taken = {
      ...values,
      inputs: arranged(values.inputs, inputs),
      targets: arranged(values.targets, targets),
    };
    this.inputs.forEach((column, at) => {
      checkLimit(column, taken.inputs[at], indices, inputLimits[at]);
    });
    this.targets.forEach((column, at) => {
      checkLimit(column, taken.targets[at], indices, targetLimits[at]);
    });
    return taken;
  }
}

/** Fails if a value is beyond the limit of its column. @throws {TolariaError} `data/invalid`, naming the example. */
export function checkLimit(
  { name }: Column,
  values: ColumnValues | undefined,
  indices: Uint32Array,
  limit: ValueLimit | undefined,
): void {
  if (!limit || !values) return;
  const width = values.length / indices.length;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if ((value >= 0 && value < limit.below) || value === limit.except) continue;
    throw new TolariaError(
      "data/invalid",
      `Column "${name}" of example ${indices[Math.floor(at / width)]} is ${value}: ${limit.reason}.`,
    );
  }
}

/** The numbers are the same, however a single one is called. */
function reshaped(columns: readonly Column[], lists: readonly boolean[] = []): readonly Column[] {
  return columns.map((column, at) => (lists[at] ? { ...column, shape: [1] } : column));
}

function arranged<T>(values: readonly T[], order: readonly number[]): readonly T[] {
  return order.map((from) => values[from] as T);
}

/** The inverse of {@link arranged}. */
function rearranged<T>(values: readonly T[], order: readonly number[]): readonly T[] {
  const before: T[] = [];
  order.forEach((from, at) => {
    before[from] = values[at] as T;
  });
  return before;
}
