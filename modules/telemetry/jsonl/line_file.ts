import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { messageOf, TolariaError } from "../../../core/mod.ts";

/** Names tried before giving up on finding a free one. */
const MAX_NAMES = 10_000;

/** A new file that whole lines are appended to. */
export class LineFile {
  /** Where it lies. */
  readonly path: string;
  readonly #file: FileHandle | undefined;
  readonly #fault: unknown;
  #sizeBytes = 0;

  constructor(path: string, file: FileHandle | undefined, fault?: unknown) {
    this.path = path;
    this.#file = file;
    this.#fault = fault;
  }

  /** Creates the file under the first free name; one that cannot be created fails in `append()`. */
  static async create(path: string): Promise<LineFile> {
    const wanted = resolve(path);
    try {
      await mkdir(dirname(wanted), { recursive: true });
      return await LineFile.#createFree(wanted);
    } catch (error) {
      return new LineFile(wanted, undefined, error);
    }
  }

  static async #createFree(wanted: string): Promise<LineFile> {
    for (let number = 1; number <= MAX_NAMES; number++) {
      const path = number === 1 ? wanted : numbered(wanted, number);
      try {
        return new LineFile(path, await open(path, "wx"));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
    throw new TolariaError("telemetry/failed", `${MAX_NAMES} files of that name are there already`);
  }

  /**
   * Appends `lines`. Where that fails, the file still ends with its last whole line, or the next append
   * writes over the rest.
   *
   * @throws {TolariaError} `telemetry/failed`, naming the file.
   */
  async append(lines: string): Promise<void> {
    try {
      if (!this.#file) throw this.#fault;
      const bytes = Buffer.from(lines);
      await writeAll(this.#file, bytes, this.#sizeBytes);
      this.#sizeBytes += bytes.length;
    } catch (error) {
      await this.#file?.truncate(this.#sizeBytes).catch(() => {});
      throw new TolariaError(
        "telemetry/failed",
        `Cannot write spans to "${this.path}": ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#file?.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}
