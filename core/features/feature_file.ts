import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";

/** What is known of the rows of a file, beside it. */
const RecordSchema: z.ZodType<{ readonly rows: number; readonly rowBytes: number }> = z.object({
  rows: z.int().min(0),
  rowBytes: z.int().min(1),
});

/**
 * Rows of one size in a file, which grows at its end and is read by ranges.
 *
 * The count of rows is written once they are on the disk: a process that is killed meanwhile loses those after the last
 * count, and no more.
 */
export class FeatureFile {
  readonly #handle: FileHandle;
  readonly #record: string;
  readonly #rowBytes: number;
  #rows: number;

  private constructor(handle: FileHandle, record: string, rowBytes: number, rows: number) {
    this.#handle = handle;
    this.#record = record;
    this.#rowBytes = rowBytes;
    this.#rows = rows;
  }

  /** Opens the file called `key` in `directory`, or begins it. @throws {TolariaError} `data/corrupt`. */
  static async open(directory: string, key: string, rowBytes: number): Promise<FeatureFile> {
    mkdirSync(directory, { recursive: true });
    const path = join(directory, `${key}.bin`);
    const record = join(directory, `${key}.json`);
    const rows = existsSync(record) && existsSync(path) ? readRows(record, rowBytes) : 0;
    const handle = await open(path, rows > 0 ? "r+" : "w+");
    const { size } = await handle.stat();
    if (size < rows * rowBytes) {
      await handle.close();
      throw new TolariaError(
        "data/corrupt",
        `"${path}" must have ${rows * rowBytes} bytes, but has ${size}: delete it. Cannot read the cached features.`,
      );
    }
    // What was written after the last count may be torn.
    await handle.truncate(rows * rowBytes);
    return new FeatureFile(handle, record, rowBytes, rows);
  }

  /** Rows that are there. */
  get rows(): number {
    return this.#rows;
  }

  /** Adds rows at the end. */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#handle.write(bytes, 0, bytes.byteLength, this.#rows * this.#rowBytes);
    this.#rows += bytes.byteLength / this.#rowBytes;
  }

  /** Makes the rows so far outlive the process. */
  async commit(): Promise<void> {
    await this.#handle.datasync();
    const text = JSON.stringify({ rows: this.#rows, rowBytes: this.#rowBytes });
    writeFileSync(`${this.#record}.part`, text);
    renameSync(`${this.#record}.part`, this.#record);
  }

  /** The rows at `indices`, one after the other. */
  async read(indices: Uint32Array): Promise<Uint8Array> {
    const bytes = new Uint8Array(indices.length * this.#rowBytes);
    await Promise.all(
      runsOf(indices).map(async ({ row, at: place, count }) => {
        const length = count * this.#rowBytes;
        const offset = place * this.#rowBytes;
        const at = row * this.#rowBytes;
        const { bytesRead } = await this.#handle.read(bytes, offset, length, at);
        if (bytesRead < length) throw truncated(row, count);
      }),
    );
    return bytes;
  }

  /** Closes the file. */
  close(): Promise<void> {
    return this.#handle.close();
  }
}

function truncated(row: number, count: number): TolariaError {
  return new TolariaError(
    "data/corrupt",
    `The file ends within rows ${row} to ${row + count - 1}. Cannot read the cached features.`,
  );
}

function readRows(record: string, rowBytes: number): number {
  const parsed = RecordSchema.safeParse(parseJson(readFileSync(record, "utf8")));
  if (parsed.success && parsed.data.rowBytes === rowBytes) return parsed.data.rows;
  throw new TolariaError(
    "data/corrupt",
    `"${record}" must tell of rows of ${rowBytes} bytes: delete it. Cannot read the cached features.`,
  );
}

/** Consecutive rows that are asked for one after the other, as one range each. */
function runsOf(indices: Uint32Array): { row: number; at: number; count: number }[] {
  const runs: { row: number; at: number; count: number }[] = [];
  indices.forEach((row, at) => {
    const last = runs.at(-1);
    if (last && row === last.row + last.count) last.count += 1;
    else runs.push({ row, at, count: 1 });
  });
  return runs;
}

/** What `text` says; undefined if it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
