import { type DataProgress, messageOf } from "../../../core/worker.ts";
import {
  type Preparation,
  PreparationFit,
  preparationFromJson,
  RecordFilter,
  type TableJson,
} from "../_preparation/mod.ts";
import { makeSpec, openReader, type RecordReader } from "../_records/mod.ts";
import type { CheckedRecords, Job, Jobs } from "./jobs.ts";

/** Faults of broken records that are listed for each range. */
const MAX_FAULTS = 5;

type Ask<K extends keyof Jobs> = Jobs[K]["ask"];
type Answer<K extends keyof Jobs> = Promise<Jobs[K]["answer"]>;

/** What a worker of the pool does: reads, checks, fits and prepares records. */
export class ReaderWorker {
  #readers: readonly RecordReader[] = [];
  #preparation: Preparation | undefined;
  #fit: PreparationFit | undefined;

  /** Does a job. */
  run(job: Job, onProgress: (progress: DataProgress) => void): Promise<Jobs[keyof Jobs]["answer"]> {
    switch (job.kind) {
      case "make":
        return makeSpec(job.request, onProgress);
      case "open":
        return this.#open(job);
      case "check":
        return this.#check(job);
      case "read":
        return this.#reader(job.reader).read(job.records, job.fields);
      case "fit":
        return this.#addToFit(job);
      case "fitted":
        return this.#takeFit();
      case "prepare":
        this.#preparation = preparationFromJson(job.preparation);
        return Promise.resolve(true);
      case "gather":
        return this.#gather(job);
    }
  }

  async #open({ specs }: Ask<"open">): Answer<"open"> {
    for (const reader of this.#readers) await reader.close();
    this.#readers = await Promise.all(specs.map(openReader));
    return this.#readers.map(({ fields, size, blockSize }) => ({ fields, size, blockSize }));
  }

  async #check({ reader: at, records, table, skipBroken }: Ask<"check">): Answer<"check"> {
    const reader = this.#reader(at);
    const filter = new RecordFilter(table.where ?? {});
    const kept = new Uint8Array(records.length);
    const faults: string[] = [];
    let broken = 0;
    const check = async (from: number, to: number): Promise<void> => {
      const part = records.subarray(from, to);
      try {
        const chosen = new Set(filter.keep(await reader.read(part, filter.fields), part));
        const wanted = part.filter((record) => chosen.has(record));
        if (skipBroken) await checkValues(table, reader, wanted);
        part.forEach((record, index) => {
          kept[from + index] = chosen.has(record) ? 1 : 0;
        });
      } catch (error) {
        if (!skipBroken) throw error;
        if (part.length > 1) return checkHalves(check, from, to);
        broken += 1;
        if (faults.length < MAX_FAULTS) faults.push(messageOf(error));
      }
    };
    await check(0, records.length);
    return { kept, broken, faults } satisfies CheckedRecords;
  }

  async #addToFit({ reader: at, records, table }: Ask<"fit">): Answer<"fit"> {
    const reader = this.#reader(at);
    this.#fit ??= new PreparationFit(table, placeIn(reader));
    await addRecords(this.#fit, reader, records);
    return true;
  }

  async #takeFit(): Answer<"fitted"> {
    const state = this.#fit?.state();
    this.#fit = undefined;
    return state;
  }

  async #gather({ reader: at, records, purpose, draw, spare }: Ask<"gather">): Answer<"gather"> {
    const reader = this.#reader(at);
    const preparation = this.#preparation as Preparation;
    const read = await reader.read(records, preparation.fieldsFor(purpose));
    const options = { records, purpose, draw, spare, place: placeIn(reader) };
    const values = await preparation.apply(read, options);
    const counts = preparation.takeCounts();
    return { values, ...(Object.keys(counts).length > 0 && { counts }) };
  }

  #reader(at: number): RecordReader {
    return this.#readers[at] as RecordReader;
  }
}

/** Checks the halves of a range, to find which of its records is broken. */
async function checkHalves(
  check: (from: number, to: number) => Promise<void>,
  from: number,
  to: number,
): Promise<void> {
  const middle = (from + to) >> 1;
  await check(from, middle);
  await check(middle, to);
}

async function addRecords(
  fit: PreparationFit,
  reader: RecordReader,
  records: Uint32Array,
): Promise<void> {
  if (records.length > 0) fit.add(await reader.read(records, fit.fields), records);
}

/** Reads values through, as a fit and a batch would. */
async function checkValues(
  table: TableJson,
  reader: RecordReader,
  records: Uint32Array,
): Promise<void> {
  const fit = new PreparationFit(table, placeIn(reader));
  await addRecords(fit, reader, records);
  if (fit.checkedFields.length === 0) return;
  await fit.check(await reader.read(records, fit.checkedFields), records);
}

function placeIn(reader: RecordReader): (record: number) => string {
  return (record) => reader.locate?.(record) ?? `record ${record}`;
}
