/** Tensors, and the bytes that they stand for; a buffer that two tensors share counts for each, as in `tf.memory()`. */
export interface TensorUsage {
  /** How many. */
  readonly tensors: number;
  /** Bytes of all of them. */
  readonly bytes: number;
}

/** What an owner holds. */
export interface LedgerEntry extends TensorUsage {
  /** The owner's name. */
  readonly owner: string;
}

/** Every tensor of the process by its owner, at one moment. */
export interface LedgerBalance {
  /** What each owner holds. */
  readonly entries: readonly LedgerEntry[];
  /** All that there is. */
  readonly total: TensorUsage;
  /** What no owner holds. */
  readonly unexplained: TensorUsage;
}

/** Tensors that nobody explains, and more of them all the time. */
export interface UnexplainedGrowth {
  /** Steps that it has gone on for. */
  readonly steps: number;
  /** How much more there is than before. */
  readonly grown: TensorUsage;
}
