import { checkSameFields, noRows } from "../_files/mod.ts";
import { cannotRead, fingerprintLine } from "../_indexed/mod.ts";
import { ArrowFile } from "./arrow_file.ts";
import type { ArrowRequest, ArrowSpec } from "./arrow_spec.ts";
import { fieldNames } from "./pack_vector.ts";

/**
 * Finds the record batches of Arrow files with the same fields.
 *
 * @throws {TolariaError} `data/corrupt` if a file cannot be read, or its fields are others; `data/invalid` if there is no
 * row.
 */
export async function makeSpec({ files }: ArrowRequest): Promise<ArrowSpec> {
  const opened: ArrowFile[] = [];
  try {
    for (const path of files) opened.push(await ArrowFile.open(path));
    const names = opened.map(readableFields);
    checkSameFields(
      opened.map(({ file: { state } }, at) => ({ ...state, fields: names[at] ?? [] })),
    );
    const sizes = opened.flatMap(({ messages }) => messages.batches.map(({ rows }) => rows));
    if (sizes.every((rows) => rows === 0)) throw noRows(files);
    return {
      kind: "arrow",
      fingerprint: opened.map(({ file }) => fingerprintLine(file.state)).join("\n"),
      files: opened.map(({ file, messages }) => ({ ...file.state, messages })),
      fields: names[0] ?? [],
      blockSize: Math.max(...sizes),
    };
  } finally {
    for (const { file } of opened) file.close();
  }
}

function readableFields(arrow: ArrowFile): readonly string[] {
  const names = fieldNames(arrow.schema().fields);
  if (names.length > 0) return names;
  throw cannotRead(arrow.file.state.path, "it has no column that can be read");
}
