import type { DataType, Vector } from "../../../deps_optional.ts";
import { type PackedColumn, packColumn } from "../_files/mod.ts";

/** Types of the library's enum `Type` that values of a record cannot have, by name. */
const UNSUPPORTED: Readonly<Record<number, string>> = {
  11: "an interval",
  14: "a union",
  17: "a map",
  18: "a duration",
};

const [FLOAT, INT, DECIMAL, LIST, STRUCT, FIXED_SIZE_LIST, LARGE_LIST] = [3, 2, 7, 12, 13, 16, 21];

const isList = (type: DataType) => [LIST, FIXED_SIZE_LIST, LARGE_LIST].includes(type.typeId);

/** Names of the fields of records; those of structs by their path. Fields that cannot be values are left out. */
export function fieldNames(
  fields: readonly { readonly name: string; readonly type: DataType }[],
  prefix = "",
): readonly string[] {
  return fields.flatMap(({ name, type }) => {
    const { typeId } = type;
    if (typeId in UNSUPPORTED) return [];
    const children = type.children ?? [];
    if (typeId === STRUCT) return fieldNames(children, `${prefix}${name}.`);
    if (isList(type) && fieldNames(children).length !== 1) return [];
    if (isList(type) && children[0]?.type.typeId === STRUCT) return [];
    return [`${prefix}${name}`];
  });
}

/** Packs a column of a table, or what is within its structs. */
export function packVector(vector: Vector, path: readonly string[]): PackedColumn {
  const { type } = vector;
  if (path.length === 0 && isPlainNumber(type) && vector.nullCount === 0) {
    return packColumn(vector.toArray(), []);
  }
  const leaf = leafOf(type, path);
  const values = Array.from({ length: vector.length }, (_, row) =>
    toPlain(within(vector.get(row), path), leaf),
  );
  return packColumn(values, []);
}

/** Numbers that a typed array holds as they are: whole ones up to 32 bits, and floats but those of 16 bits. */
function isPlainNumber(type: DataType): boolean {
  const { typeId, bitWidth, precision } = type as DataType & {
    readonly bitWidth?: number;
    readonly precision?: number;
  };
  return (typeId === INT && (bitWidth ?? 64) <= 32) || (typeId === FLOAT && precision !== 0);
}

function leafOf(type: DataType, path: readonly string[]): DataType {
  return path.reduce<DataType>(
    (inner, name) => inner.children.find((child) => child.name === name)?.type as DataType,
    type,
  );
}

function within(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) => (inner as Readonly<Record<string, unknown>> | null)?.[name],
    value,
  );
}

function toPlain(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return value;
  if (type.typeId === DECIMAL) return decimalOf(value as Uint32Array, type);
  if (isList(type)) {
    const item = type.children[0]?.type as DataType;
    return Array.from(value as Iterable<unknown>, (one) => toPlain(one, item));
  }
  return value;
}

/** A decimal from its words, the lowest first, in two's complement. */
function decimalOf(words: Uint32Array, type: DataType): number {
  const unscaled = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  const signed = BigInt.asIntN(32 * words.length, unscaled);
  return Number(signed) / 10 ** (type as DataType & { readonly scale: number }).scale;
}
