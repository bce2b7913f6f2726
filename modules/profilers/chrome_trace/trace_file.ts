import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { TolariaError } from "../../../core/mod.ts";

/** Most file names to try. */
const MAX_NAMES = 10_000;

const HEAD = '{"displayTimeUnit":"ms","traceEvents":[\n';
const TAIL = "\n]}\n";

/**
 * An event of a trace.
 *
 * @see https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU, "Trace Event Format"
 */
export interface TraceEvent {
  readonly name: string;
  /** `X` for a duration, `i` for an instant, `C` for counters, `M` for names of tracks. */
  readonly ph: "X" | "i" | "C" | "M";
  /** Start, us. */
  readonly ts: number;
  /** Duration, us. */
  readonly dur?: number;
  readonly pid: number;
  /** Track. */
  readonly tid: number;
  readonly cat: string;
  /** Scope of an instant: `t` for its track. */
  readonly s?: "t";
  readonly args: Readonly<Record<string, unknown>>;
}

/** A trace in a new file, valid JSON after each write: every write adds the closing bracket, which the next one overwrites. */
export class TraceFile {
  /** Path of the file. */
  readonly path: string;
  readonly #file: number;
  #endBytes: number;
  #isEmpty = true;

  private constructor(path: string, file: number) {
    this.path = path;
    this.#file = file;
    writeSync(file, HEAD + TAIL, 0);
    this.#endBytes = Buffer.byteLength(HEAD);
  }

  /** Creates the file under the first free name: `profile.json`, `profile-2.json` and so on. */
  static create(path: string): TraceFile {
    const wanted = resolve(path);
    mkdirSync(dirname(wanted), { recursive: true });
    for (let number = 1; number <= MAX_NAMES; number++) {
      const name = number === 1 ? wanted : numbered(wanted, number);
      try {
        return new TraceFile(name, openSync(name, "wx"));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
    throw new TolariaError("telemetry/failed", `${MAX_NAMES} files of that name are there already`);
  }

  /** Appends events; throws if the write fails. */
  append(events: readonly TraceEvent[]): void {
    if (events.length === 0) return;
    const lines = events.map((event) => JSON.stringify(event)).join(",\n");
    const body = Buffer.from(this.#isEmpty ? lines : `,\n${lines}`);
    const bytes = Buffer.concat([body, Buffer.from(TAIL)]);
    const written = writeSync(this.#file, bytes, 0, bytes.length, this.#endBytes);
    if (written < bytes.length) throw new Error("the disk is full");
    this.#endBytes += body.length;
    this.#isEmpty = false;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}
