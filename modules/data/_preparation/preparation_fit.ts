import type { TableJson } from "./column_json.ts";
import type { FieldFit, Place } from "./field.ts";
import { fitField } from "./kinds.ts";
import { Preparation, type PreparationJson } from "./preparation.ts";
import { type ColumnPlan, fieldsOf, planColumns } from "./table_plan.ts";
import type { Value } from "./value.ts";

/** What a fit learnt, as a worker can send it. */
export interface FitState {
  readonly records: number;
  readonly parts: readonly (readonly unknown[])[];
}

/**
 * Learns from the training records how to prepare a table, in one pass.
 *
 * Sums are exact and ties have an order, so that neither the order of the records nor how many workers share them changes a
 * bit of the result.
 */
export class PreparationFit {
  /** Fields that {@link add} wants: those that something is learnt of. */
  readonly fields: readonly string[];
  /** Fields that {@link check} wants. */
  readonly checkedFields: readonly string[];
  readonly #table: TableJson;
  readonly #place: Place;
  readonly #columns: readonly ColumnPlan[];
  readonly #fits: readonly (readonly FieldFit[])[];
  #records = 0;

  /** @param place Names a record in an error. @default its number */
  constructor(table: TableJson, place: Place = (record) => `record ${record}`) {
    this.#table = table;
    this.#place = place;
    this.#columns = planColumns(table);
    this.#fits = this.#columns.map(({ parts }) =>
      parts.map(({ spec, use }) => fitField(spec, use)),
    );
    this.fields = fieldsOf(this.#columns, (column, part) => !this.#fits[column]?.[part]?.idle);
    this.checkedFields = fieldsOf(
      this.#columns,
      (column, part) => this.#fits[column]?.[part]?.check !== undefined,
    );
  }

  /**
   * Adds training records.
   *
   * @param values Values of {@link fields}, field by field.
   * @param records Their numbers, for errors.
   * @throws {TolariaError} `data/invalid`, naming field, record and value.
   */
  add(values: readonly (readonly Value[])[], records: Uint32Array): void {
    this.#records += records.length;
    this.#columns.forEach(({ parts }, column) => {
      parts.forEach(({ use }, part) => {
        const fit = this.#fits[column]?.[part] as FieldFit;
        if (fit.idle) return;
        const held = values[this.fields.indexOf(use.field)] as readonly Value[];
        fit.add(held, records, this.#place);
      });
    });
  }

  /**
   * Looks for broken values that {@link add} does not find, such as images.
   *
   * @param values Values of {@link checkedFields}, field by field.
   * @throws {TolariaError} `data/corrupt`, naming field and record.
   */
  async check(values: readonly (readonly Value[])[], records: Uint32Array): Promise<void> {
    for (const [column, { parts }] of this.#columns.entries()) {
      for (const [part, { use }] of parts.entries()) {
        const held = values[this.checkedFields.indexOf(use.field)];
        if (held) await this.#fits[column]?.[part]?.check?.(held, records, this.#place);
      }
    }
  }

  /** Returns what was learnt, for {@link merge} in another thread. */
  state(): FitState {
    return {
      records: this.#records,
      parts: this.#fits.map((parts) => parts.map((fit) => fit.state())),
    };
  }

  /** Adds what a fit of the same table learnt from other records. */
  merge(state: unknown): void {
    const { records, parts } = state as FitState;
    this.#records += records;
    this.#fits.forEach((fits, column) => {
      fits.forEach((fit, part) => {
        fit.merge(parts[column]?.[part]);
      });
    });
  }

  /** Returns the preparation. @throws {TolariaError} `data/invalid` if the records do not tell what a column needs. */
  finish(): Preparation {
    const fitted = this.#fits.map((parts) => parts.map((fit) => fit.finish()));
    const json: PreparationJson = {
      version: 1,
      table: this.#table,
      records: this.#records,
      fitted,
    };
    return new Preparation(json);
  }
}
