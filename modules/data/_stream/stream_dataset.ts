import type { BatchValues, Column, Dataset, ExampleSequence } from "../../../core/mod.ts";
import { errorMessage, messageOf, TolariaError } from "../../../core/mod.ts";
import { allocate, type ColumnRow, writeRow } from "./rows.ts";

/** Values of one example, column by column: inputs, targets, then the weight if there is one. */
export type ExampleRow = readonly ColumnRow[];

/** One pass over a source. Ends with `undefined`. */
export interface RowReader {
  /** Tells sources apart: one that is given for two epochs goes on from the one to the other. */
  readonly source: object;
  next(): ExampleRow | undefined | Promise<ExampleRow | undefined>;
  close(): unknown;
}

/** What a stream of examples is made of. */
export interface Stream {
  /** What the examples are called in errors: `generator`. */
  readonly name: string;
  /** Examples in an epoch. */
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  /** Opens the source for an epoch, from 0. */
  open(epoch: number): RowReader | Promise<RowReader>;
}

/** Examples of a source that can only be read in order. It gets to a place by reading what comes before it. */
export class StreamDataset implements Dataset {
  readonly size: number;
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly sequence: ExampleSequence = {
    begin: (epoch) => {
      this.#epoch = epoch;
    },
  };
  readonly #stream: Stream;
  readonly #columns: readonly Column[];
  #epoch = 0;
  #reader: RowReader | undefined;
  /** Epoch and number of the example that the reader is about to read. */
  #next = { epoch: 0, example: 0 };
  /** The gathering in progress: the source is read by one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(stream: Stream) {
    const { size, inputs, targets, weights } = stream;
    this.size = size;
    this.inputs = inputs;
    this.targets = targets;
    if (weights) this.weights = weights;
    this.#columns = [...inputs, ...targets, ...(weights ? [weights] : [])];
    this.#stream = stream;
  }

  gather(indices: Uint32Array): Promise<BatchValues> {
    const epoch = this.#epoch;
    const gathered = this.#last.then(() => this.#read(epoch, indices));
    this.#last = gathered.catch(() => {});
    return gathered;
  }

  /** Closes the source. */
  async dispose(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }

  async #read(epoch: number, indices: Uint32Array): Promise<BatchValues> {
    const values = this.#columns.map((column) => allocate(column, indices.length));
    for (const [row, example] of indices.entries()) {
      await this.#goTo(epoch, example);
      const read = await this.#readRow();
      this.#columns.forEach((column, at) => {
        const place = () => `example ${example} of epoch ${epoch + 1}`;
        writeRow(column, read[at], values[at] as Float32Array | Int32Array, row, place);
      });
    }
    const [inputs, targets] = [this.inputs.length, this.targets.length];
    return {
      inputs: values.slice(0, inputs),
      targets: values.slice(inputs, inputs + targets),
      ...(this.weights && { weights: values[inputs + targets] as Float32Array }),
    };
  }

  async #goTo(epoch: number, example: number): Promise<void> {
    const { epoch: openEpoch, example: at } = this.#next;
    if (!this.#reader || epoch !== openEpoch || example < at) await this.#open(epoch, example);
    while (this.#next.example < example) await this.#readRow();
  }

  async #open(epoch: number, example: number): Promise<void> {
    const reader = await this.#during(`open epoch ${epoch + 1}`, () => this.#stream.open(epoch));
    const before = this.#reader;
    const goesOn = before?.source === reader.source;
    if (before && !goesOn) await before.close();
    this.#reader = reader;
    // A source that goes on has no examples to skip: it cannot go back either.
    this.#next = { epoch, example: goesOn ? example : 0 };
  }

  async #readRow(): Promise<ExampleRow> {
    const { epoch, example } = this.#next;
    const place = `example ${example} of epoch ${epoch + 1}`;
    const reader = this.#reader as RowReader;
    const row = await this.#during(`read ${place}`, () => reader.next());
    if (!row) throw endedEarly(this.#stream, epoch, example);
    this.#next = { epoch, example: example + 1 };
    return row;
  }

  async #during<T>(operation: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (TolariaError.is(error)) throw error;
      const message = errorMessage(messageOf(error), `${operation} of ${this.#stream.name}`);
      throw new TolariaError("data/invalid", message, { cause: error });
    }
  }
}

function endedEarly({ name, size }: Stream, epoch: number, example: number): TolariaError {
  const reason = `${name} ended after ${example} of ${size} examples of epoch ${epoch + 1}`;
  const remedy =
    example === 0
      ? "make a new iterator for each epoch"
      : `set "examples" to at most ${example}, or let it make more`;
  return new TolariaError("data/invalid", `${reason}: ${remedy}.`);
}
