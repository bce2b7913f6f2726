import { constants } from "node:os";
import {
  type BackendChoice,
  type ColumnJson,
  type LoadedModel,
  loadModel,
  type Prediction,
} from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { listenForInterruption } from "../signals.ts";
import { formatOf, type ReadRecord, type RecordsFormat, readRecords } from "./read_records.ts";
import { RecordProgress } from "./record_progress.ts";
import { PredictionWriter } from "./write_predictions.ts";

/** Options of `predict`. */
export interface PredictFlags {
  readonly input: string;
  readonly output: string;
  readonly inputFormat?: RecordsFormat;
  readonly outputFormat?: RecordsFormat;
  readonly delimiter?: string;
  readonly probabilities?: boolean;
  readonly batchSize: number;
  readonly backend?: BackendChoice;
  readonly quiet?: boolean;
}

/**
 * Predicts for the records of a file, batch by batch.
 *
 * @returns The exit code.
 */
export async function predict(directory: string, flags: PredictFlags): Promise<number> {
  const { backend = "auto" } = flags;
  await using model = await loadModel(directory, { backend });
  const source = await readRecords({
    input: flags.input,
    format: flags.inputFormat,
    delimiter: flags.delimiter,
    imageField: imageFieldOf(model),
    fields: model.fields,
  });
  const writer = new PredictionWriter({
    output: flags.output,
    format: flags.outputFormat ?? formatOf(flags.output) ?? recordsFormat(source.format),
    probabilities: flags.probabilities ?? false,
  });
  const interruption = listenForInterruption((signal) => {
    // Nothing of a file that is not whole is left behind, and stdin may never end.
    writer.abort();
    process.exit(128 + constants.signals[signal]);
  });
  const progress = new RecordProgress(flags.quiet ? undefined : process.stderr);
  try {
    for await (const [records, predictions] of predictEach(model, source.records, flags, source)) {
      await writer.write(source.format === "images" ? [{}] : records, predictions);
      progress.add(records.length);
      if (writer.closed) break;
    }
    await writer.end();
    return EXIT_CODES.done;
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    progress.end();
    interruption.dispose();
  }
}

/** Batches of records with their predictions. */
async function* predictEach(
  model: LoadedModel,
  records: AsyncIterable<ReadRecord>,
  { batchSize }: PredictFlags,
  { place }: { readonly place: (record: number) => string },
): AsyncGenerator<readonly [readonly ReadRecord[], readonly Prediction[]]> {
  const waiting: ReadRecord[] = [];
  async function* seen() {
    for await (const record of records) {
      waiting.push(record);
      yield record;
    }
  }
  // A window's prediction belongs to its last record; those before the first one have none.
  let before = model.windowLength - 1;
  for await (const batch of model.predictBatches(seen(), { batchSize, place })) {
    waiting.splice(0, before);
    before = 0;
    yield [waiting.splice(0, batch.length), batch];
  }
}

/** Field of the only input that takes images, if there is one. */
function imageFieldOf({ info }: LoadedModel): string | undefined {
  const { table } = (info?.preparation ?? {}) as {
    readonly table?: { readonly inputs: Readonly<Record<string, ColumnJson>> };
  };
  const inputs = Object.entries(table?.inputs ?? {});
  const [[name, column] = []] = inputs;
  if (inputs.length !== 1 || column?.kind !== "image") return undefined;
  return column.field ?? name;
}

function recordsFormat(format: RecordsFormat | "images"): RecordsFormat {
  return format === "images" ? "jsonl" : format;
}
