import { TolariaError, unknownName } from "../../../core/mod.ts";
import type { ReaderInfo } from "../_pool/mod.ts";
import type { FieldValues } from "../_records/mod.ts";
import { eachNumber, JOBS_PER_WORKER, type Opening } from "../_table/mod.ts";
import { type SeriesOrder, SeriesOrderBuilder } from "./series_order.ts";

/** Which fields say the order of the records. */
export interface OrderFields {
  readonly series?: string | undefined;
  readonly time?: string | undefined;
}

/** Records that are read at a time. */
const AT_A_TIME = 8_192;

/**
 * Reads the series and the times of the records of reader 0. Without such fields all of them are one series.
 *
 * @param name Names the files in errors.
 * @throws {TolariaError} `data/invalid` if a field is unknown, or times do not ascend.
 */
export async function readOrder(
  { pool, context }: Opening,
  { fields: known, size }: ReaderInfo,
  { series, time }: OrderFields,
  name: string,
): Promise<SeriesOrder> {
  const fields = [...new Set([series ?? [], time ?? []].flat())];
  if (fields.length === 0) {
    const records = Uint32Array.from({ length: size }, (_, at) => at);
    return { records, starts: [0, size], times: undefined };
  }
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) {
    const reason = unknownName("field", unknown, known);
    throw new TolariaError("data/invalid", `${reason}. Cannot make windows of ${name}.`);
  }
  const read = new Map<number, readonly FieldValues[]>();
  const builder = new SeriesOrderBuilder(time);
  let next = 0;
  const add = async (part: number): Promise<void> => {
    const first = part * AT_A_TIME;
    const records = Uint32Array.from(
      { length: Math.min(AT_A_TIME, size - first) },
      (_, at) => first + at,
    );
    const job = { kind: "read", reader: 0, records, fields } as const;
    read.set(part, await pool.run<"read">(job, { action: `read the order of ${name}` }));
    // Parts are added in the order of their records, whichever is read first.
    for (let values = read.get(next); values; values = read.get(next)) {
      read.delete(next);
      addPart(builder, values, { first: next * AT_A_TIME, fields, series, time, name });
      next += 1;
      context.onProgress?.({
        action: "index",
        name,
        done: Math.min(size, next * AT_A_TIME),
        total: size,
        unit: "records",
      });
    }
  };
  const parts = Math.ceil(size / AT_A_TIME);
  await eachNumber(parts, JOBS_PER_WORKER * pool.size, add, context.signal);
  return builder.finish();
}

interface OrderPart extends OrderFields {
  readonly first: number;
  readonly fields: readonly string[];
  readonly name: string;
}

function addPart(
  builder: SeriesOrderBuilder,
  values: readonly FieldValues[],
  { first, fields, series, time, name }: OrderPart,
): void {
  const ofField = (field: string | undefined): FieldValues =>
    (field !== undefined && values[fields.indexOf(field)]) || [];
  const [ids, times] = [ofField(series), ofField(time)];
  const count = values[0]?.length ?? 0;
  for (let at = 0; at < count; at++) {
    const place = () => `record ${first + at} of ${name}`;
    builder.add(first + at, ids[at] ?? null, times[at] ?? null, place);
  }
}
