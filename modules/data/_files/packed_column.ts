import type { RecordValue } from "../_records/mod.ts";

/** Values of a field for the rows of a unit, in as little memory as their type allows. */
export interface PackedColumn {
  readonly sizeBytes: number;
  /** Writes the values of `count` rows of the unit, from `row` on, into `into` from `place` on. */
  copy(row: number, count: number, into: RecordValue[], place: number): void;
}

type Decoded = ArrayLike<unknown>;

/**
 * Packs what a column was decoded to: whole numbers of 64 bits as numbers if they are exact, missing values as `null`.
 *
 * @param path Names of the fields within the column's structs.
 */
export function packColumn(decoded: Decoded, path: readonly string[]): PackedColumn {
  if (path.length === 0 && isNumbers(decoded)) return fromList(decoded, decoded.byteLength);
  const packed = path.length === 0 ? (packText(decoded) ?? packNumbers(decoded)) : undefined;
  if (packed) return packed;
  const values = Array.from(decoded, (value) => toValue(within(value, path)));
  return fromList(
    values,
    values.reduce<number>((sum, value) => sum + sizeOf(value), 0),
  );
}

function fromList(values: ArrayLike<RecordValue>, sizeBytes: number): PackedColumn {
  return {
    sizeBytes,
    copy: (row, count, into, place) => {
      for (let at = 0; at < count; at++) into[place + at] = values[row + at] as RecordValue;
    },
  };
}

/** Texts without holes, if that is what they are: those of a dictionary are shared. */
function packText(decoded: Decoded): PackedColumn | undefined {
  let sizeBytes = 0;
  for (let row = 0; row < decoded.length; row++) {
    const value = decoded[row];
    if (typeof value !== "string") return undefined;
    sizeBytes += 8 + value.length;
  }
  return fromList(decoded as ArrayLike<string>, sizeBytes);
}

/** Numbers with holes, if that is what they are. */
function packNumbers(decoded: Decoded): PackedColumn | undefined {
  const { length } = decoded;
  const values = new Float64Array(length);
  let missing: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    const value = decoded[row];
    if (typeof value === "number") values[row] = value;
    else if (typeof value === "bigint") {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) return undefined;
      values[row] = number;
    } else if (value === undefined || value === null) {
      missing ??= new Uint8Array(length);
      missing[row] = 1;
    } else return undefined;
  }
  if (!missing) return fromList(values, values.byteLength);
  const holes = missing;
  return {
    sizeBytes: values.byteLength + holes.byteLength,
    copy: (row, count, into, place) => {
      for (let at = 0; at < count; at++) {
        into[place + at] = holes[row + at] ? null : (values[row + at] as number);
      }
    },
  };
}

function isNumbers(decoded: Decoded): decoded is Float64Array {
  if (!ArrayBuffer.isView(decoded)) return false;
  return !(decoded instanceof BigInt64Array || decoded instanceof BigUint64Array);
}

function toValue(value: unknown): RecordValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return Array.from(value as ArrayLike<unknown>, toValue);
  }
  return value as RecordValue;
}

function within(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (inner as Readonly<Record<string, unknown>> | null | undefined)?.[name],
    value,
  );
}

function sizeOf(value: RecordValue): number {
  if (typeof value === "string") return 8 + value.length;
  if (value instanceof Uint8Array) return 64 + value.byteLength;
  return Array.isArray(value) ? 32 + 8 * value.length : 8;
}
