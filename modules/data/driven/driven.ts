import {
  type BatchValues,
  type Column,
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  type Dataset,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { checkColumns, type MemoryColumn, wholeSplit } from "../_memory/mod.ts";
import { type DrivenExamples, type DrivenOptions, DrivenSchema } from "./options.ts";

class Driven implements DataSource {
  readonly name = "driven";
  readonly #options: DrivenOptions;

  constructor(options: DrivenOptions) {
    this.#options = options;
  }

  async open(): Promise<DataSplits> {
    const { validation, ...columns } = this.#options;
    return {
      train: new DrivenDataset(columns),
      ...(validation && { validation: this.#validation(validation) }),
    };
  }

  #validation({ inputs, targets }: DrivenExamples): Dataset {
    const columns = {
      inputs: this.#options.inputs.map((column, at) => withValues(column, inputs[at])),
      targets: this.#options.targets.map((column, at) => withValues(column, targets[at])),
    };
    const size = checkColumns("the validation", [...columns.inputs, ...columns.targets]);
    return wholeSplit({ ...columns, size });
  }
}

function withValues(column: Column, values: MemoryColumn["values"] | undefined): MemoryColumn {
  return { ...column, values: values as MemoryColumn["values"] };
}

/** Declares columns; the examples are handed in. */
class DrivenDataset implements Dataset {
  readonly size = 0;
  readonly driven = true;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;

  constructor({ inputs, targets, weights }: Omit<DrivenOptions, "validation">) {
    this.inputs = inputs;
    this.targets = targets;
    if (weights) this.weights = weights;
  }

  gather(): BatchValues {
    throw new TolariaError(
      "run/driven",
      "The batches are handed in by step(): there is no example to look up. Cannot gather examples.",
    );
  }
}

/**
 * Declares the columns of a run whose batches are handed in, one `step()` at a time: see `trainer.begin()`.
 *
 * @example
 * ```ts run
 * import { createTrainer, meanSquaredError, mlp, sgd } from "tolaria";
 * import { driven } from "tolaria/data";
 * import { constant } from "tolaria/schedules";
 *
 * await using trainer = createTrainer({
 *   host: mlp({ inputShape: [2], hidden: [8], classes: 1 }),
 *   data: driven({
 *     inputs: [{ name: "state", shape: [2], dtype: "float32" }],
 *     targets: [{ name: "value", shape: [1], dtype: "float32" }],
 *   }),
 *   modules: [meanSquaredError(), sgd(), constant(0.1)],
 * });
 * await using loop = await trainer.begin();
 * for (let step = 0; step < 10; step++) {
 *   const state = Float32Array.of(0, step / 10);
 *   await loop.step({ inputs: [state], targets: [Float32Array.of(step / 5)] });
 * }
 * const report = await loop.end();
 * ```
 */
export function driven(options: DrivenOptions): ContainerModule {
  const checked = parseOptions("make driven", DrivenSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(new Driven(checked));
  });
}
