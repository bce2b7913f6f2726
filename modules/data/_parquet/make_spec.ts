import type { ColumnMetaData } from "../../../deps_worker.ts";
import { checkSameFields, noRows } from "../_files/mod.ts";
import { cannotRead, fingerprintLine } from "../_indexed/mod.ts";
import { ParquetFile } from "./parquet_file.ts";
import type { ParquetRequest, ParquetSpec } from "./parquet_spec.ts";
import { schemaFields } from "./schema_fields.ts";

/** Rows that are read together of a file with an index of its pages. */
const PAGED_BLOCK = 32_768;

/**
 * Looks at Parquet files with the same fields.
 *
 * @throws {TolariaError} `data/corrupt` if a file cannot be read, or its fields are others; `data/invalid` if there is no
 * row.
 */
export async function makeSpec({ files }: ParquetRequest): Promise<ParquetSpec> {
  const opened: ParquetFile[] = [];
  try {
    for (const path of files) opened.push(await ParquetFile.open(path));
    checkSameFields(
      opened.map((parquet) => ({ path: parquet.file.state.path, fields: readableFields(parquet) })),
    );
    opened.forEach(checkCompression);
    const sizes = opened.flatMap(({ metadata }) =>
      metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
    );
    if (sizes.every((rows) => rows === 0)) throw noRows(files);
    const paged = opened.every(hasSmallPages);
    const largest = Math.max(...sizes);
    return {
      kind: "parquet",
      fingerprint: opened.map(({ file }) => fingerprintLine(file.state)).join("\n"),
      files: opened.map(({ file }) => file.state),
      fields: readableFields(opened[0] as ParquetFile),
      blockSize: paged ? Math.min(PAGED_BLOCK, largest) : largest,
    };
  } finally {
    for (const { file } of opened) file.close();
  }
}

function readableFields({ schema, file }: ParquetFile): readonly string[] {
  const fields = schemaFields(schema);
  const readable = fields.filter(({ fault }) => fault === undefined).map(({ name }) => name);
  if (readable.length > 0) return readable;
  throw cannotRead(file.state.path, "it has no column that can be read");
}

function checkCompression(parquet: ParquetFile): void {
  const { compressions, file, metadata } = parquet;
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: column } of columns) {
      const { codec, path_in_schema: path } = column as ColumnMetaData;
      if (compressions.includes(codec)) continue;
      throw cannotRead(
        file.state.path,
        `column "${path.join(".")}" is compressed by ${codec ?? "a method of a later version"}, but only these can be unpacked: ${compressions.join(", ")}`,
      );
    }
  }
}

/** Whether a block can be read without much of what is beside it. */
function hasSmallPages(parquet: ParquetFile): boolean {
  const [group] = parquet.metadata.row_groups;
  const starts = group && parquet.pageStarts(group);
  if (!starts) return false;
  const rows = Number(group.num_rows);
  return starts.every((pages) =>
    pages.every((start, at) => (pages[at + 1] ?? rows) - start <= PAGED_BLOCK / 2),
  );
}
