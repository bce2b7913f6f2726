import { errorMessage, TolariaError } from "../../../core/worker.ts";
import { cannotRead } from "../_indexed/mod.ts";

/** A file and the names of its fields. */
export interface FileFields {
  readonly path: string;
  readonly fields: readonly string[];
}

/**
 * Checks that all files have the fields of the first one, in any order.
 *
 * @throws {TolariaError} `data/corrupt`, naming the file that differs.
 */
export function checkSameFields(files: readonly FileFields[]): void {
  const [first] = files as [FileFields];
  const key = ({ fields }: FileFields) => [...fields].sort().join("\n");
  const other = files.find((file) => key(file) !== key(first));
  if (!other) return;
  throw cannotRead(
    other.path,
    `its columns are ${other.fields.join(", ")}, but those of "${first.path}" are ${first.fields.join(", ")}`,
  );
}

/** The error of files without a row. */
export function noRows(files: readonly string[]): TolariaError {
  const names = files.map((path) => `"${path}"`).join(", ");
  return new TolariaError("data/invalid", errorMessage("there is no row", `train on ${names}`));
}
