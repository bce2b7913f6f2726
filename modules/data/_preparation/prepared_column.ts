import type { Column, ColumnValues } from "../../../core/mod.ts";
import type { BatchRecords, Decoded, PreparedField } from "./field.ts";
import { prepareField } from "./kinds.ts";
import type { ColumnPlan, PartPlan } from "./table_plan.ts";
import type { Value } from "./value.ts";

/** Values of a record's field for each record of a batch. */
export type FieldValues = (field: string) => readonly Value[];

interface PreparedPart {
  readonly plan: PartPlan;
  readonly prepared: PreparedField;
  readonly offset: number;
}

/** A column with what was fitted for the fields that fill it. */
export class PreparedColumn {
  readonly plan: ColumnPlan;
  readonly column: Column;
  readonly parts: readonly PreparedPart[];
  readonly #width: number;

  constructor(plan: ColumnPlan, fitted: readonly object[]) {
    this.plan = plan;
    let width = 0;
    this.parts = plan.parts.map((part, at) => {
      const prepared = prepareField(part.spec, fitted[at] as object, part.use);
      const offset = width;
      width += sizeOf(prepared.shape);
      return { plan: part, prepared, offset };
    });
    this.#width = width;
    const { shape, dtype, classes, categories } = (this.parts[0] as PreparedPart).prepared;
    this.column = plan.concatenated
      ? { name: plan.name, shape: [width], dtype: "float32" }
      : {
          name: plan.name,
          shape,
          dtype,
          ...(classes !== undefined && { classes }),
          ...(categories && { categories }),
        };
  }

  /** Writes the values of a batch to `spare`, if it fits, or to a fresh array. */
  write(
    values: FieldValues,
    batch: BatchRecords,
    spare: ColumnValues | undefined,
  ): { readonly out: ColumnValues; readonly written: readonly Promise<void>[] } {
    const out = this.#arrayFor(batch.records.length, spare);
    const written = this.parts.flatMap(({ plan, prepared, offset }) => {
      const to = { out, offset, stride: this.#width };
      return prepared.write(values(plan.use.field), to, batch) ?? [];
    });
    return { out, written };
  }

  /**
   * Returns what outputs of the network for one example mean: one value, or those of each part.
   *
   * @param repeats How often the column is among the outputs: once for each horizon.
   */
  decode(outputs: Float32Array, squashed: boolean, repeats: number): Decoded {
    const width = outputs.length / repeats;
    const decoded = Array.from({ length: repeats }, (_, repeat) =>
      this.#decodeOnce(outputs.subarray(repeat * width, (repeat + 1) * width), squashed),
    ).flat();
    if (decoded.length === 1) return decoded[0] as Decoded;
    return { value: decoded.flatMap(({ value }) => value) };
  }

  #decodeOnce(outputs: Float32Array, squashed: boolean): Decoded[] {
    if (!this.plan.concatenated) {
      return this.parts.map(({ prepared }) => prepared.decode(outputs, squashed));
    }
    return this.parts.map(({ prepared, offset }) => {
      const own = outputs.subarray(offset, offset + sizeOf(prepared.shape));
      return prepared.decode(own, squashed);
    });
  }

  #arrayFor(size: number, spare: ColumnValues | undefined): ColumnValues {
    const length = size * this.#width;
    const kind = this.column.dtype === "int32" ? Int32Array : Float32Array;
    return spare instanceof kind && spare.length === length ? spare : new kind(length);
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
