import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/worker.ts";
import { IndexFolder } from "../_indexed/mod.ts";
import type { FieldValues, RecordReader, RecordValue } from "../_records/mod.ts";
import type { ImagesSpec } from "./image_spec.ts";

/** Opens a listed folder of images. */
export async function openReader(spec: ImagesSpec): Promise<RecordReader> {
  return new ImagesReader(spec);
}

class ImagesReader implements RecordReader {
  readonly fields: readonly string[];
  readonly size: number;
  readonly blockSize = 1;
  readonly #spec: ImagesSpec;
  readonly #names: readonly string[];

  constructor(spec: ImagesSpec) {
    this.#spec = spec;
    this.#names = spec.names.split("\0").slice(0, -1);
    this.size = this.#names.length;
    const label = spec.labelled ? ["label"] : [];
    const fields = ["image", "file_name", ...label, ...Object.keys(spec.columns)];
    this.fields = [...new Set(fields)];
  }

  async read(indices: Uint32Array, fields: readonly string[]): Promise<readonly FieldValues[]> {
    return fields.map((field) => Array.from(indices, (index) => this.#value(field, index)));
  }

  locate(index: number): string {
    return `"${join(this.#spec.folder, this.#names[index] as string)}"`;
  }

  async close(): Promise<void> {}

  #value(field: string, index: number): RecordValue {
    const name = this.#names[index] as string;
    if (field === "image") return this.#bytes(index);
    if (field === "file_name") return name;
    const column = this.#spec.columns[field];
    return column ? (column[index] as RecordValue) : name.slice(0, name.indexOf("/"));
  }

  #bytes(index: number): Uint8Array {
    try {
      const file = openSync(join(this.#spec.folder, this.#names[index] as string), "r");
      try {
        const { size, mtimeMs } = fstatSync(file);
        const { sizes, times } = this.#spec;
        if (size !== sizes[index] || mtimeMs !== times[index]) throw this.#changed(index);
        return readFileSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (TolariaError.is(error)) throw error;
      const message = errorMessage(messageOf(error), `read ${this.locate(index)}`);
      throw new TolariaError("data/corrupt", message, { cause: error });
    }
  }

  /** The listing that was kept is out of date: the next start lists the folder again. */
  #changed(index: number): TolariaError {
    const { kept } = this.#spec;
    if (kept) new IndexFolder(kept.cache).drop(kept.key);
    const reason = `${this.locate(index)} was written to after its folder was listed: examples would no longer be the same for the same index. Start again once the folder is complete`;
    return new TolariaError("data/changed", errorMessage(reason, "read it"));
  }
}
