import type { ColumnReport } from "../../../core/mod.ts";
import { decodeClasses } from "./class_scores.ts";
import type { HashedJson } from "./column_json.ts";
import {
  type BatchRecords,
  badValue,
  type Decoded,
  type FieldCounts,
  type FieldKind,
  type FieldOutput,
  type FieldUse,
  missingValue,
  NO_FIT,
  type PreparedField,
  ValueCounter,
} from "./field.ts";
import { type IsMissing, missingRule, toText, type Value } from "./value.ts";

class PreparedHash implements PreparedField {
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32";
  readonly classes?: number;
  readonly #spec: HashedJson;
  readonly #use: FieldUse;
  readonly #isMissing: IsMissing;
  readonly #counter = new ValueCounter();

  constructor(spec: HashedJson, use: FieldUse) {
    this.#spec = spec;
    this.#use = use;
    this.#isMissing = missingRule(spec.missing);
    this.shape = spec.oneHot ? [spec.buckets] : [];
    this.dtype = spec.oneHot ? "float32" : "int32";
    if (!spec.oneHot) this.classes = spec.buckets;
  }

  write(values: readonly Value[], { out, offset, stride }: FieldOutput, batch: BatchRecords): void {
    const { oneHot, buckets } = this.#spec;
    for (let at = 0; at < values.length; at++) {
      const bucket = hashOf(this.#textOf(values[at], at, batch)) % buckets;
      const from = offset + at * stride;
      if (!oneHot) out[from] = bucket;
      else {
        out.fill(0, from, from + buckets);
        out[from + bucket] = 1;
      }
    }
  }

  decode(outputs: ArrayLike<number>, squashed: boolean): Decoded {
    return decodeClasses(outputs, [], squashed);
  }

  takeCounts(): FieldCounts {
    return this.#counter.take();
  }

  report(): ColumnReport {
    return { preparation: `hashed to ${this.#spec.buckets} buckets` };
  }

  #textOf(value: Value | undefined, at: number, { records, place }: BatchRecords): string {
    const where = () => place(records[at] as number);
    if (this.#isMissing(value)) {
      this.#counter.missing += 1;
      if (this.#spec.missingAs) return "";
      throw missingValue(this.#use, `hashed(buckets, { missingAs: "category" })`, where());
    }
    const text = toText(value);
    if (text !== undefined) return text;
    throw badValue(this.#use, "text, a number or a boolean", value, where());
  }
}

/**
 * Hashes a text to 32 bits.
 *
 * @see Fowler, Noll and Vo, FNV-1a (draft-eastlake-fnv), over the bytes of UTF-16; then the last mix of Appleby's MurmurHash3, so that
 * texts that differ in their last letter alone spread over few buckets too.
 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (code >>> 8), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Categories by their hash. */
export const HASHED: FieldKind<HashedJson, object> = {
  fit: () => NO_FIT,
  prepare: (spec, _, use) => new PreparedHash(spec, use),
};
