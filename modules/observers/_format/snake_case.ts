/** Records whose keys are names that users, roles or files chose; they stay as they are. */
const NAMED_RECORDS = [
  "metrics",
  "perClass",
  "matrices",
  "providers",
  "columns",
  "skipped",
  "config",
] as const;

/** `S` in snake_case. */
export type SnakeKey<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeKey<Tail>}`
    : `_${Lowercase<Head>}${SnakeKey<Tail>}`
  : S;

/** `T` with its keys in snake_case. Numbers can be null, as JSON has no NaN and no Infinity. */
export type SnakeCase<T> = T extends number
  ? T | null
  : T extends readonly (infer Item)[]
    ? readonly SnakeCase<Item>[]
    : T extends object
      ? { readonly [K in keyof T as K extends string ? SnakeKey<K> : never]: SnakeCase<T[K]> }
      : T;

/** Copies plain data with its keys in snake_case, and null for numbers that are not finite. */
export function toSnakeCase<T>(value: T): SnakeCase<T> {
  return convert(value, true) as SnakeCase<T>;
}

function convert(value: unknown, renames: boolean): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => convert(item, true));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.map(([key, item]) => [renames ? snakeKey(key) : key, convert(item, !isNamed(key))]),
  );
}

function snakeKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function isNamed(key: string): boolean {
  return (NAMED_RECORDS as readonly string[]).includes(key);
}
