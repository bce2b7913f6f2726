import type { RecordValue } from "../_records/mod.ts";

/** Values of a field for the rows of a unit, in as little memory as their type allows. */
export interface PackedColumn {
  readonly sizeBytes: number;
  /** Returns the value in a row of the unit. */
  at(row: number): RecordValue;
}

type Decoded = ArrayLike<unknown>;

/**
 * Packs what a column was decoded to: whole numbers of 64 bits as numbers if they are exact, missing values as `null`.
 *
 * @param path Names of the fields within the column's structs.
 */
export function packColumn(decoded: Decoded, path: readonly string[]): PackedColumn {
  if (path.length === 0 && isNumbers(decoded)) {
    return { sizeBytes: decoded.byteLength, at: (row) => decoded[row] as number };
  }
  const numbers = path.length === 0 ? packNumbers(decoded) : undefined;
  if (numbers) return numbers;
  const values = Array.from(decoded, (value) => toValue(within(value, path)));
  const sizeBytes = values.reduce<number>((sum, value) => sum + sizeOf(value), 0);
  return { sizeBytes, at: (row) => values[row] as RecordValue };
}

/** Numbers with holes, if that is what they are. */
function packNumbers(decoded: Decoded): PackedColumn | undefined {
  const { length } = decoded;
  const values = new Float64Array(length);
  let missing: Uint8Array | undefined;
  for (let row = 0; row < length; row++) {
    const value = decoded[row];
    if (typeof value === "number") values[row] = value;
    else if (typeof value === "bigint" && isExact(value)) values[row] = Number(value);
    else if (value === undefined || value === null) {
      missing ??= new Uint8Array(length);
      missing[row] = 1;
    } else return undefined;
  }
  const sizeBytes = values.byteLength + (missing?.byteLength ?? 0);
  return { sizeBytes, at: (row) => (missing?.[row] ? null : (values[row] as number)) };
}

function isNumbers(decoded: Decoded): decoded is Float64Array {
  if (!ArrayBuffer.isView(decoded)) return false;
  return !(decoded instanceof BigInt64Array || decoded instanceof BigUint64Array);
}

function toValue(value: unknown): RecordValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return isExact(value) ? Number(value) : value;
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

function isExact(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}

function sizeOf(value: RecordValue): number {
  if (typeof value === "string") return 8 + value.length;
  if (value instanceof Uint8Array) return 64 + value.byteLength;
  return Array.isArray(value) ? 32 + 8 * value.length : 8;
}
