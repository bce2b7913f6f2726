import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import type {
  AsyncBuffer,
  FileMetaData,
  ParquetParsers,
  RowGroup,
  SchemaTree,
} from "../../../deps_worker.ts";
import { loadHyparquet } from "../../../deps_worker.ts";
import { DataFile, type PackedColumn, packColumn } from "../_files/mod.ts";
import { cannotRead, type FileState } from "../_indexed/mod.ts";
import { columnOf } from "./schema_fields.ts";

const DAY_MS = 86_400_000;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Times and dates as milliseconds since 1970 (UTC), text as text, JSON as it is written. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (micros) => Number(micros) / 1_000,
  timestampFromNanoseconds: (nanos) => Number(nanos) / 1_000_000,
  dateFromDays: (days) => days * DAY_MS,
  stringFromBytes: (bytes) => bytes && decoder.decode(bytes),
  jsonFromBytes: (bytes) => bytes && decoder.decode(bytes),
};

/** A Parquet file, read by ranges of rows. */
export class ParquetFile {
  readonly file: DataFile;
  readonly metadata: FileMetaData;
  readonly schema: SchemaTree;
  readonly #library: Awaited<ReturnType<typeof loadHyparquet>>;
  readonly #columns: readonly string[];

  private constructor(
    file: DataFile,
    metadata: FileMetaData,
    library: Awaited<ReturnType<typeof loadHyparquet>>,
  ) {
    this.file = file;
    this.metadata = metadata;
    this.schema = library.parquetSchema(metadata);
    this.#library = library;
    this.#columns = this.schema.children.map(({ element }) => element.name);
  }

  /**
   * Opens a file and reads its footer.
   *
   * @throws {TolariaError} `data/corrupt` if it is no Parquet file or is cut off; `data/changed`.
   */
  static async open(path: string, state?: FileState): Promise<ParquetFile> {
    const library = await loadHyparquet();
    const file = DataFile.open(path, state);
    try {
      checkMagic(file);
      // Statistics may hold a part of a value: they are of no use here, and are not parsed.
      const options = { parsers: { jsonFromBytes: () => null }, geoparquet: false };
      const metadata = await library.parquetMetadataAsync(bufferOf(file), options);
      return new ParquetFile(file, metadata, library);
    } catch (error) {
      file.close();
      if (TolariaError.is(error)) throw error;
      throw cannotRead(path, `its footer is damaged: ${messageOf(error)}`, error);
    }
  }

  /** Compressions that can be unpacked. */
  get compressions(): readonly string[] {
    return ["UNCOMPRESSED", ...Object.keys(this.#library.compressors)];
  }

  /** Offsets of a column's pages by row, if the file has an index of them. */
  pageStarts({ columns }: RowGroup): readonly (readonly number[])[] | undefined {
    const indexed = columns.map(({ offset_index_offset: at, offset_index_length: length }) =>
      at === undefined || !length ? undefined : this.file.read(Number(at), Number(at) + length),
    );
    if (indexed.some((bytes) => bytes === undefined)) return undefined;
    return (indexed as Buffer[]).map((bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const { page_locations: pages } = this.#library.readOffsetIndex({ view, offset: 0 });
      return pages.map(({ first_row_index: row }) => Number(row));
    });
  }

  /**
   * Reads fields of some rows of a row group: their pages alone if the file has an index of them, else the whole of the
   * columns in this row group.
   *
   * @throws {TolariaError} `data/corrupt`, naming file, rows, column and bytes.
   */
  read(
    group: number,
    from: number,
    to: number,
    fields: readonly string[],
  ): Promise<readonly PackedColumn[]> {
    return Promise.all(fields.map((field) => this.#read(group, from, to, field)));
  }

  async #read(group: number, from: number, to: number, field: string): Promise<PackedColumn> {
    const rowGroup = this.metadata.row_groups[group] as RowGroup;
    const column = columnOf(field, this.#columns);
    try {
      const scan = await this.#library.parquetScan({
        file: bufferOf(this.file),
        // A scan plans all that it is given: this row group is enough.
        metadata: { ...this.metadata, row_groups: [rowGroup], num_rows: rowGroup.num_rows },
        columns: [column],
        compressors: this.#library.compressors,
        parsers: PARSERS,
        utf8: false,
        geoparquet: false,
      });
      const decoded = await scan.readColumn({ column, rowStart: from, rowEnd: to });
      if (decoded.length !== to - from) throw new Error(`it has ${decoded.length} values`);
      const path = field === column ? [] : field.slice(column.length + 1).split(".");
      return packColumn(decoded, path);
    } catch (error) {
      if (TolariaError.is(error, "data/changed")) throw error;
      throw this.#corrupt(group, from, to, column, error);
    }
  }

  #corrupt(group: number, from: number, to: number, column: string, error: unknown): TolariaError {
    const before = this.metadata.row_groups
      .slice(0, group)
      .reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
    const chunk = this.metadata.row_groups[group]?.columns.find(
      ({ meta_data }) => meta_data?.path_in_schema[0] === column,
    )?.meta_data;
    const start = Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset ?? 0);
    const end = start + Number(chunk?.total_compressed_size ?? 0);
    const place = `rows ${before + from} to ${before + to - 1} of "${this.file.name}", column "${column}" (bytes ${start} to ${end - 1})`;
    return new TolariaError("data/corrupt", errorMessage(messageOf(error), `read ${place}`), {
      cause: error,
    });
  }
}

function checkMagic(file: DataFile): void {
  const { path } = file.state;
  if (file.size < 12) {
    throw cannotRead(path, `a Parquet file has at least 12 bytes, but it has ${file.size}`);
  }
  const [head, tail] = [file.read(0, 4), file.read(file.size - 4)].map((bytes) =>
    bytes.toString("latin1"),
  );
  if (tail === "PARE") throw cannotRead(path, "its footer is encrypted");
  if (head !== "PAR1")
    throw cannotRead(path, 'it does not begin with "PAR1": it is no Parquet file');
  if (tail !== "PAR1") throw cannotRead(path, 'it does not end with "PAR1": it is cut off');
}

function bufferOf(file: DataFile): AsyncBuffer {
  return {
    byteLength: file.size,
    slice: (start, end) => {
      const { buffer, byteOffset, byteLength } = file.read(start, end);
      return buffer.byteLength === byteLength
        ? buffer
        : buffer.slice(byteOffset, byteOffset + byteLength);
    },
  };
}
