import { createWriteStream, renameSync, rmSync } from "node:fs";
import type { Writable } from "node:stream";
import type { Prediction } from "../../modules/mod.ts";
import type { ReadRecord, RecordsFormat } from "./read_records.ts";

/** Where predictions go, and in which form. */
export interface WriteOptions {
  /** Path, or `-` for stdout. */
  readonly output: string;
  readonly format: RecordsFormat;
  /** Whether the probability of each class is written to a CSV file too. */
  readonly probabilities: boolean;
}

/** Writes predictions behind the records that they are of. A file has its name once it is whole. */
export class PredictionWriter {
  readonly #options: WriteOptions;
  readonly #stream: Writable;
  #header: readonly string[] | undefined;
  #failure: NodeJS.ErrnoException | undefined;

  constructor(options: WriteOptions) {
    this.#options = options;
    const { output } = options;
    this.#stream = output === "-" ? process.stdout : createWriteStream(this.#partial);
    this.#stream.on("error", (error) => {
      this.#failure = error;
    });
  }

  /** Whether the reader of stdout is gone. */
  get closed(): boolean {
    return this.#failure?.code === "EPIPE";
  }

  /** Writes the predictions for some records; settles when there is room for more. */
  async write(records: readonly ReadRecord[], predictions: readonly Prediction[]): Promise<void> {
    const lines = records.map((record, at) => this.#line(record, predictions[at] as Prediction));
    const text = lines.join("");
    if (this.#failure && !this.closed) throw this.#failure;
    if (text === "" || this.#stream.write(text) || this.closed) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#stream.off("drain", done);
        this.#stream.off("error", done);
        resolve();
      };
      this.#stream.on("drain", done);
      this.#stream.on("error", done);
    });
  }

  /** Makes the file whole. */
  async end(): Promise<void> {
    const { output } = this.#options;
    if (output === "-") return;
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
    if (this.#failure) throw this.#failure;
    renameSync(this.#partial, output);
  }

  /** Removes what was written. */
  abort(): void {
    if (this.#options.output === "-") return;
    this.#stream.destroy();
    rmSync(this.#partial, { force: true });
  }

  get #partial(): string {
    return `${this.#options.output}.partial`;
  }

  #line(record: ReadRecord, prediction: Prediction): string {
    if (this.#options.format === "jsonl") {
      return `${JSON.stringify({ ...record, predictions: prediction })}\n`;
    }
    const cells = { ...record, ...this.#cellsOf(prediction) };
    const header = this.#header ? "" : csvLine(Object.keys(cells));
    this.#header ??= Object.keys(cells);
    return header + csvLine(this.#header.map((name) => cells[name as keyof typeof cells]));
  }

  #cellsOf(prediction: Prediction): Readonly<Record<string, unknown>> {
    const cells = Object.entries(prediction).flatMap(([target, predicted]) => {
      const { value, probability, probabilities = {} } = predicted;
      const each = this.#options.probabilities
        ? Object.entries(probabilities).map(([name, one]) => [`probability_${target}_${name}`, one])
        : [];
      return [
        [`predicted_${target}`, value],
        ...(probability === undefined ? [] : [[`probability_${target}`, probability]]),
        ...each,
      ];
    });
    return Object.fromEntries(cells);
  }
}

function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

function csvCell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
