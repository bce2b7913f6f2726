/** A metric of one class. */
export interface ClassValue {
  /** Name of the class, or its number. */
  readonly class: string;
  /** The metric of this class alone. */
  readonly value: number;
  /** Examples that are of this class, or the sum of their weights. */
  readonly support: number;
}

/** How often each class was taken for each. */
export interface ConfusionMatrix {
  /** Names of the classes, or their numbers, in their order. */
  readonly classes: readonly string[];
  /** Examples, or the sum of their weights: a row for each true class, a column for each predicted one. */
  readonly counts: readonly (readonly number[])[];
}

/** Loss and metrics of a pass. */
export interface PassReport {
  /** Mean loss. */
  readonly loss: number;
  /** Each further metric by name: those of the objective, then those of the run's metrics. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Metrics that have a value for each class, by name; omitted if there are none. */
  readonly perClass?: Readonly<Record<string, readonly ClassValue[]>>;
  /** Confusion matrices by the name of their metric; omitted if there are none. */
  readonly matrices?: Readonly<Record<string, ConfusionMatrix>>;
}
