import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { loadArrow, type Schema, type Vector } from "../../../deps_optional.ts";
import { DataFile, type PackedColumn } from "../_files/mod.ts";
import { cannotRead, type FileState } from "../_indexed/mod.ts";
import type { ArrowMessages, ByteRange } from "./arrow_spec.ts";
import { unpackBuffers } from "./compressions.ts";
import { findMessages } from "./find_messages.ts";
import { packVector } from "./pack_vector.ts";

/** An Arrow file or stream, read by record batches. */
export class ArrowFile {
  readonly file: DataFile;
  readonly messages: ArrowMessages;
  readonly #library: Awaited<ReturnType<typeof loadArrow>>;

  private constructor(
    file: DataFile,
    messages: ArrowMessages,
    library: Awaited<ReturnType<typeof loadArrow>>,
  ) {
    this.file = file;
    this.messages = messages;
    this.#library = library;
  }

  /**
   * Opens a file.
   *
   * @param known What the file was, and where its messages are, if that was found before.
   * @throws {TolariaError} `data/corrupt` if it is no Arrow file or is cut off; `data/changed`.
   */
  static async open(
    path: string,
    known?: FileState & { readonly messages: ArrowMessages },
  ): Promise<ArrowFile> {
    const library = await loadArrow();
    await unpackBuffers(library);
    const file = DataFile.open(path, known);
    try {
      return new ArrowFile(file, known?.messages ?? (await findMessages(file)), library);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Reads the schema. */
  schema(): Schema {
    try {
      return this.#table([this.messages.schema]).schema;
    } catch (error) {
      throw cannotRead(
        this.file.state.path,
        `its schema cannot be read: ${messageOf(error)}`,
        error,
      );
    }
  }

  /**
   * Reads fields of a record batch.
   *
   * @throws {TolariaError} `data/corrupt`, naming file, rows, column and bytes.
   */
  read(batch: number, firstRow: number, fields: readonly string[]): readonly PackedColumn[] {
    const { schema, dictionaries, batches } = this.messages;
    const range = batches[batch] as ArrowMessages["batches"][number];
    const rows = `rows ${firstRow} to ${firstRow + range.rows - 1} of "${this.file.name}"`;
    const bytes = `(bytes ${range.start} to ${range.end - 1})`;
    const before = dictionaries.filter(({ start }) => this.#isFile() || start < range.start);
    const table = corruptAt(`${rows} ${bytes}`, () => this.#table([schema, ...before, range]));
    return fields.map((field) =>
      corruptAt(`${rows}, column "${field}" ${bytes}`, () => {
        const [name, path] = splitName(field, table.schema);
        return packVector(table.getChild(name) as Vector, path);
      }),
    );
  }

  #isFile(): boolean {
    return this.messages.schema.start > 0;
  }

  #table(ranges: readonly ByteRange[]) {
    const length = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
    // A buffer of its own: values are views of it, and must be aligned.
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const { start, end } of ranges) {
      bytes.set(this.file.read(start, end), at);
      at += end - start;
    }
    return this.#library.tableFromIPC(bytes);
  }
}

/** The column of a field, and the names within its structs. */
function splitName(field: string, { fields }: Schema): [column: string, path: readonly string[]] {
  const whole = fields.find(({ name }) => name === field);
  if (whole) return [field, []];
  const column = fields.find(({ name }) => field.startsWith(`${name}.`))?.name ?? field;
  return [column, field.slice(column.length + 1).split(".")];
}

function corruptAt<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (TolariaError.is(error, "data/changed")) throw error;
    throw new TolariaError("data/corrupt", errorMessage(messageOf(error), `read ${place}`), {
      cause: error,
    });
  }
}
