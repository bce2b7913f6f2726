import { errorMessage, TolariaError } from "../../../core/mod.ts";
import type { ReaderInfo } from "../_pool/mod.ts";
import { type Preparation, PreparationFit, type TableJson } from "../_preparation/mod.ts";
import type { ReaderSpec } from "../_records/mod.ts";
import {
  checkFields,
  checkRecords,
  eachNumber,
  JOBS_PER_WORKER,
  nameOf,
  type Opening,
  type TableReader,
} from "../_table/mod.ts";
import { OpenedWindows } from "./opened_windows.ts";
import type { CheckedWindowsOptions } from "./options.ts";
import { readOrder } from "./read_order.ts";
import type { SeriesOrder } from "./series_order.ts";
import { type Segment, segmentsOf, WindowPlan, type WindowShape } from "./window_plan.ts";

/** Training records that are fitted at a time. */
const AT_A_TIME = 4_096;

/** Opens time series: finds the order of the records, divides it and fits the preparation to the training records. */
export async function openWindows(
  opening: Opening,
  reader: TableReader,
  options: CheckedWindowsOptions,
): Promise<OpenedWindows> {
  const name = nameOf(reader);
  const { inputs, targets, weight, where, length, stride, maxGap } = options;
  const horizons = [options.horizon].flat();
  const table = {
    inputs,
    targets,
    ...(weight && { weight }),
    ...(where && { where }),
    window: { length, horizons },
  };
  const { spec, info } = await openReader(opening, reader, table, name);
  const order = await readOrder(opening, info, options, name);
  const shape: WindowShape = { length, horizons, stride, maxGap };
  const segments = segmentsOf(order, shape, options);
  const plans = {
    train: new WindowPlan(segments.train, shape),
    validation: new WindowPlan(segments.validation, shape),
    test: new WindowPlan(segments.test, shape),
  };
  checkSizes(plans, shape, options, name);
  const preparation = await fit(opening, table, { order, segments: segments.train, name });
  await opening.pool.runInAll<"prepare">(
    { kind: "prepare", preparation: preparation.toJSON() },
    { action: "prepare records" },
  );
  return new OpenedWindows({
    ...opening,
    reader,
    options,
    spec,
    info,
    order,
    shape,
    plans,
    preparation,
  });
}

async function openReader(
  opening: Opening,
  reader: TableReader,
  table: TableJson,
  name: string,
): Promise<{ readonly spec: ReaderSpec; readonly info: ReaderInfo }> {
  const { pool, context } = opening;
  const action = `open ${name}`;
  const open = async (spec: ReaderSpec) => {
    const [infos] = await pool.runInAll<"open">({ kind: "open", specs: [spec] }, { action });
    return { spec, info: (infos as readonly ReaderInfo[])[0] as ReaderInfo };
  };
  const { onProgress = () => {} } = context;
  const spec = await pool.run<"make">(
    { kind: "make", request: reader.request },
    { action, onProgress },
  );
  const opened = await open(spec);
  checkFields(table, opened.info.fields, name);
  if (!table.where) return opened;
  const check = { reader: 0, info: opened.info, name, table, skipBroken: false };
  const { chosen } = await checkRecords(opening, check);
  return chosen ? open({ ...spec, chosen }) : opened;
}

/** @throws {TolariaError} `data/invalid` if a part that is asked for has no window. */
function checkSizes(
  plans: Readonly<Record<"train" | "validation" | "test", WindowPlan>>,
  { length, horizons }: WindowShape,
  options: CheckedWindowsOptions,
  name: string,
): void {
  const wanted = ["train", "validation", "test"] as const;
  const empty = wanted.find(
    (part) => plans[part].size === 0 && (part === "train" || options[part] > 0),
  );
  if (empty === undefined) return;
  const span = length + Math.max(...horizons);
  throw new TolariaError(
    "data/invalid",
    errorMessage(
      `the ${empty} part has no ${span} records in a row, which a window and its targets take`,
      `make windows of ${name}`,
    ),
  );
}

interface FittedSeries {
  readonly order: SeriesOrder;
  readonly segments: readonly Segment[];
  readonly name: string;
}

async function fit(
  { pool, context }: Opening,
  table: TableJson,
  { order, segments, name }: FittedSeries,
): Promise<Preparation> {
  const total = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  const training = new Uint32Array(total);
  let held = 0;
  for (const { from, to } of segments) {
    training.set(order.records.subarray(from, to), held);
    held += to - from;
  }
  let done = 0;
  const add = async (part: number): Promise<void> => {
    const records = training.slice(part * AT_A_TIME, (part + 1) * AT_A_TIME);
    const action = `read ${records.length} training records from ${records[0]} of ${name}`;
    await pool.run<"fit">({ kind: "fit", reader: 0, records, table }, { action });
    done += records.length;
    context.onProgress?.({ action: "fit", name, done, total, unit: "records" });
  };
  const parts = Math.ceil(total / AT_A_TIME);
  await eachNumber(parts, JOBS_PER_WORKER * pool.size, add, context.signal);
  const whole = new PreparationFit(table);
  const states = await pool.runInAll<"fitted">({ kind: "fitted" }, { action: "fit the columns" });
  for (const state of states) if (state) whole.merge(state);
  return whole.finish();
}
