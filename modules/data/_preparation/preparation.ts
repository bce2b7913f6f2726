import type { BatchValues, Column, ColumnReport } from "../../../core/mod.ts";
import { type Json, TolariaError } from "../../../core/worker.ts";
import type { TableJson, WindowJson } from "./column_json.ts";
import type { Decoded, FieldCounts, Place } from "./field.ts";
import { type FieldValues, PreparedColumn } from "./prepared_column.ts";
import { slide } from "./slide.ts";
import { fieldsOf, planColumns } from "./table_plan.ts";
import type { Value } from "./value.ts";

/** What records are prepared for: `predict` needs no targets, and weights of classes count in `train` alone. */
export type Purpose = "train" | "evaluate" | "predict";

/** A preparation as plain data. */
export interface PreparationJson {
  readonly version: 1;
  readonly table: TableJson;
  /** Training records that it was fitted to. */
  readonly records: number;
  /** What was fitted for each part of each column of the table. */
  readonly fitted: readonly (readonly object[])[];
}

/** The records of a batch, and what they are for. */
export interface ApplyOptions {
  /** Numbers of the records in their source. */
  readonly records: Uint32Array;
  readonly purpose: Purpose;
  /** Names the random numbers of the epoch; without it nothing is augmented. */
  readonly draw?: number | undefined;
  /** Names a record in an error. @default its number */
  readonly place?: Place;
  /** Arrays that may be filled. */
  readonly spare?: BatchValues | undefined;
}

/** Turns records into the values of a batch, as it was fitted to the training records. */
export class Preparation {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly #json: PreparationJson;
  readonly #inputs: readonly PreparedColumn[];
  readonly #targets: readonly PreparedColumn[];
  readonly #weights: readonly PreparedColumn[];
  readonly #fields: Readonly<Record<Purpose, readonly string[]>>;

  constructor(json: PreparationJson) {
    this.#json = json;
    const all = planColumns(json.table).map(
      (plan, at) => new PreparedColumn(plan, json.fitted[at] ?? []),
    );
    const ofRole = (role: string) => all.filter(({ plan }) => plan.role === role);
    this.#inputs = ofRole("input");
    this.#targets = ofRole("target");
    this.#weights = ofRole("weight");
    this.inputs = this.#inputs.map(({ column }) => column);
    this.targets = this.#targets.map(({ column }) => column);
    const every = fieldsOf(all.map(({ plan }) => plan));
    const predicted = fieldsOf(this.#inputs.map(({ plan }) => plan));
    this.#fields = { train: every, evaluate: every, predict: predicted };
  }

  /** Whether values differ from one draw to another. */
  get draws(): boolean {
    return this.#inputs.some(({ parts }) => parts.some(({ prepared }) => prepared.draws));
  }

  /** Windows over the records, if an example is one; `inputs` and `targets` are the columns of a single record. */
  get window(): WindowJson | undefined {
    return this.#json.table.window;
  }

  /** Returns the fields of the records that are needed. */
  fieldsFor(purpose: Purpose): readonly string[] {
    return this.#fields[purpose];
  }

  /** Returns the column of weights that {@link apply} fills; undefined if every example counts as 1. */
  weightsFor(purpose: Purpose): Column | undefined {
    if (purpose === "predict") return undefined;
    const shapes = this.#targets.flatMap(({ parts }) =>
      parts.flatMap(({ prepared }) => {
        const shape = prepared.weightShape?.(purpose === "train");
        return shape ? [shape] : [];
      }),
    );
    if (this.#weights.length === 0 && shapes.length === 0) return undefined;
    const positions = this.#targets.length === 1 && shapes.find((shape) => shape.length > 0);
    return { name: "weight", shape: positions || [], dtype: "float32" };
  }

  /**
   * Prepares records. To predict from windows, they are records in a row, and each window over them is an example.
   *
   * @param values Values of {@link fieldsFor} the purpose, field by field.
   * @throws {TolariaError} `data/invalid`, naming field, record and value.
   */
  apply(
    values: readonly (readonly Value[])[],
    { records, purpose, draw, place = (record) => `record ${record}`, spare }: ApplyOptions,
  ): BatchValues | Promise<BatchValues> {
    const fields = this.#fields[purpose];
    const valuesOf: FieldValues = (field) => values[fields.indexOf(field)] as readonly Value[];
    const batch = { records, place, ...(draw !== undefined && { draw }) };
    const inputs = this.#inputs.map((one, at) => one.write(valuesOf, batch, spare?.inputs[at]));
    const targets =
      purpose === "predict"
        ? []
        : this.#targets.map((one, at) => one.write(valuesOf, batch, spare?.targets[at]));
    const column = this.weightsFor(purpose);
    const weights = column && this.#weigh(column, valuesOf, batch, purpose === "train");
    const made: BatchValues = {
      inputs: inputs.map(({ out }) => out),
      targets: targets.map(({ out }) => out),
      ...(weights && { weights }),
    };
    const written = [...inputs, ...targets].flatMap((one) => one.written);
    const finish = () => (purpose === "predict" ? this.#windowed(made, records.length) : made);
    return written.length === 0 ? finish() : Promise.all(written).then(finish);
  }

  /**
   * Returns what the network's outputs mean, example by example, by the name of the target.
   *
   * @param outputs One array for each target, [size, ...shape of the output].
   * @param size Examples.
   * @param squashed Whether the outputs are probabilities rather than logits.
   */
  decode(
    outputs: readonly Float32Array[],
    size: number,
    squashed: boolean,
  ): readonly Readonly<Record<string, Decoded>>[] {
    const horizons = this.window?.horizons.length ?? 1;
    return Array.from({ length: size }, (_, example) =>
      Object.fromEntries(
        this.#targets.map((target, at) => {
          const all = outputs[at] as Float32Array;
          const width = all.length / size;
          const own = all.subarray(example * width, (example + 1) * width);
          return [target.column.name, target.decode(own, squashed, horizons)];
        }),
      ),
    );
  }

  /** Describes what was fitted, by column; the parts of a concatenated one each for itself. */
  describe(): Readonly<Record<string, ColumnReport>> {
    const parts = [...this.#inputs, ...this.#targets, ...this.#weights].flatMap((one) => one.parts);
    return Object.fromEntries(parts.map(({ plan, prepared }) => [plan.name, prepared.report()]));
  }

  /** Returns how many values of each part were missing or unknown since the last call, for those that had any. */
  takeCounts(): Readonly<Record<string, FieldCounts>> {
    const parts = [...this.#inputs, ...this.#targets].flatMap((one) => one.parts);
    const counts = parts.map(({ plan, prepared }) => [plan.name, prepared.takeCounts()] as const);
    return Object.fromEntries(counts.filter(([, { missing, unknown }]) => missing + unknown > 0));
  }

  /** Returns the preparation as plain data, from which {@link preparationFromJson} makes it again. */
  toJSON(): { readonly [key: string]: Json } {
    return this.#json as unknown as { readonly [key: string]: Json };
  }

  #windowed(values: BatchValues, records: number): BatchValues {
    const { window } = this;
    if (!window) return values;
    return { ...values, inputs: values.inputs.map((all) => slide(all, records, window.length)) };
  }

  #weigh(
    { shape }: Column,
    values: FieldValues,
    batch: { readonly records: Uint32Array; readonly place: Place },
    training: boolean,
  ): Float32Array {
    const positions = shape[0] ?? 1;
    const weights = new Float32Array(batch.records.length * positions).fill(1);
    for (const one of this.#weights) {
      const { out } = one.write(values, batch, undefined);
      for (let at = 0; at < weights.length; at++)
        weights[at] = out[Math.floor(at / positions)] as number;
    }
    for (const { parts } of this.#targets) {
      for (const { plan, prepared } of parts) {
        prepared.weigh?.(values(plan.use.field), weights, training);
      }
    }
    return weights;
  }
}

/**
 * Makes a preparation from its JSON.
 *
 * @throws {TolariaError} `data/invalid` if it is of another version, or none.
 */
export function preparationFromJson(json: unknown): Preparation {
  const { version, table, fitted } = (json ?? {}) as Partial<PreparationJson>;
  if (version === 1 && table && Array.isArray(fitted)) {
    return new Preparation(json as PreparationJson);
  }
  const found = version === undefined ? "none" : `version ${JSON.stringify(version)}`;
  throw new TolariaError(
    "data/invalid",
    `A preparation of version 1 was expected, but there is ${found}. Cannot prepare records.`,
  );
}

/** Returns the preparation of a table; `undefined` if there is none, or another, such as that of a text. */
export function tablePreparation(json: unknown): Preparation | undefined {
  const isOther = json === null || json === undefined || "kind" in (json as object);
  return isOther ? undefined : preparationFromJson(json);
}
