import { parseOptions } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { type TableOptions, tableShape } from "../../../modules/data/_columns/mod.ts";
import {
  type PlainRecord,
  type Preparation,
  PreparationFit,
  type Purpose,
  preparationFromJson,
  recordsToValues,
} from "../../../modules/data/_preparation/mod.ts";

const TableSchema = z.strictObject(tableShape);

/** Fits a table to records; `parts` of them each in a worker's place. */
export function fitRecords(
  options: TableOptions,
  records: readonly PlainRecord[],
  parts = 1,
): Preparation {
  const table = parseOptions("open records", TableSchema, options);
  const whole = new PreparationFit(table);
  for (let part = 0; part < parts; part++) {
    const own = records.map((_, at) => at).filter((at) => at % parts === part);
    const fit = new PreparationFit(table);
    const values = recordsToValues(
      own.map((at) => records[at] as PlainRecord),
      fit.fields,
    );
    fit.add(values, Uint32Array.from(own));
    whole.merge(structuredClone(fit.state()));
  }
  // As it is kept in a checkpoint and a model folder.
  return preparationFromJson(JSON.parse(JSON.stringify(whole.finish())));
}

/** Values of a batch as lists. */
export interface Applied {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
  readonly weights?: readonly number[];
}

/** Applies a preparation to records. */
export async function applyRecords(
  preparation: Preparation,
  records: readonly PlainRecord[],
  purpose: Purpose = "train",
): Promise<Applied> {
  const { inputs, targets, weights } = await preparation.apply(
    recordsToValues(records, preparation.fieldsFor(purpose)),
    { records: Uint32Array.from(records, (_, at) => at), purpose },
  );
  return {
    inputs: inputs.map((values) => [...values]),
    targets: targets.map((values) => [...values]),
    ...(weights && { weights: [...weights] }),
  };
}
