import type { ColumnReport } from "../../../core/mod.ts";
import type { NumberJson, VectorJson } from "./column_json.ts";
import {
  type BatchRecords,
  badValue,
  type Decoded,
  type FieldCounts,
  type FieldFit,
  type FieldKind,
  type FieldOutput,
  type FieldUse,
  type Place,
  type PreparedField,
} from "./field.ts";
import { NUMBER } from "./number_field.ts";
import type { NumberFitted } from "./number_steps.ts";
import { missingRule, type Value } from "./value.ts";

/** What was fitted for each place of the lists. */
interface VectorFitted {
  readonly places: readonly NumberFitted[];
}

class VectorFit implements FieldFit {
  readonly #spec: VectorJson;
  readonly #use: FieldUse;
  readonly #fits: readonly FieldFit[];

  constructor(spec: VectorJson, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.#fits = Array.from({ length: spec.length }, () => NUMBER.fit(numberOf(spec), use));
  }

  add(values: readonly Value[], records: Uint32Array, place: Place): void {
    const lists = listsOf(this.#spec, this.#use, values, (at) => place(records[at] as number));
    this.#fits.forEach((fit, at) => {
      fit.add(
        lists.map((list) => list?.[at] ?? null),
        records,
        place,
      );
    });
  }

  state(): readonly unknown[] {
    return this.#fits.map((fit) => fit.state());
  }

  merge(state: unknown): void {
    this.#fits.forEach((fit, at) => {
      fit.merge((state as readonly unknown[])[at]);
    });
  }

  finish(): VectorFitted {
    return { places: this.#fits.map((fit) => fit.finish() as NumberFitted) };
  }
}

class PreparedVector implements PreparedField {
  readonly shape: readonly number[];
  readonly dtype = "float32";
  readonly #spec: VectorJson;
  readonly #use: FieldUse;
  readonly #places: readonly PreparedField[];

  constructor(spec: VectorJson, { places }: VectorFitted, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.shape = [spec.length];
    this.#places = places.map((fitted) => NUMBER.prepare(numberOf(spec), fitted as never, use));
  }

  write(values: readonly Value[], { out, offset, stride }: FieldOutput, batch: BatchRecords): void {
    const { records, place } = batch;
    const lists = listsOf(this.#spec, this.#use, values, (at) => place(records[at] as number));
    this.#places.forEach((one, at) => {
      const own = lists.map((list) => list?.[at] ?? null);
      one.write(own, { out, offset: offset + at, stride }, batch);
    });
  }

  decode(outputs: ArrayLike<number>, squashed: boolean): Decoded {
    const value = this.#places.map(
      (one, at) => one.decode([outputs[at] as number], squashed).value as number,
    );
    return { value };
  }

  takeCounts(): FieldCounts {
    const counts = this.#places.map((one) => one.takeCounts());
    return { missing: counts.reduce((sum, { missing }) => sum + missing, 0), unknown: 0 };
  }

  report(): ColumnReport {
    const reports = this.#places.map((one) => one.report());
    const missing = reports.reduce((sum, report) => sum + (report.missing ?? 0), 0);
    const steps = (this.#spec.steps ?? []).map(({ step }) => step).join(", ");
    return {
      preparation: `${this.#spec.length} numbers, ${steps ? `each ${steps}` : "as they are"}`,
      ...(missing > 0 && { missing }),
    };
  }
}

function numberOf({ length: _, ...spec }: VectorJson): NumberJson {
  return { ...spec, kind: "number" };
}

/** Returns the list of each record; undefined where it is missing. */
function listsOf(
  { length, missing }: VectorJson,
  use: FieldUse,
  values: readonly Value[],
  where: (at: number) => string,
): readonly (ArrayLike<Value> | undefined)[] {
  const isMissing = missingRule(missing);
  return values.map((value, at) => {
    if (isMissing(value)) return undefined;
    const list = Array.isArray(value) || value instanceof Uint8Array ? value : undefined;
    if (list?.length === length) return list as ArrayLike<Value>;
    throw badValue(use, `a list of ${length} numbers`, value, where(at));
  });
}

/** Lists of numbers. */
export const VECTOR: FieldKind<VectorJson, VectorFitted> = {
  fit: (spec, use) => new VectorFit(spec, use),
  prepare: (spec, fitted, use) => new PreparedVector(spec, fitted, use),
};
