import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BACKENDS } from "../modules/mod.ts";

/** What the command line says of a measurement. */
export interface BenchOptions {
  /** Backend that it runs on, where it has a choice. */
  readonly backend?: string;
  /** Further options by name, as given: `--params 25000000`. */
  readonly extra: Readonly<Record<string, string>>;
}

/** Numbers and names by key; a list where a measurement has several parts. */
export type BenchResult =
  | Readonly<Record<string, unknown>>
  | readonly Readonly<Record<string, unknown>>[];

/** A measurement that `bun run bench <name>` makes. */
export interface Bench {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Whether each result of a list is a line of JSON, the most telling one last. @default false */
  readonly linePerResult?: boolean;
  run(options: BenchOptions): Promise<BenchResult>;
  /** Writes a result for people. @default a line for each of its keys */
  table?(result: Readonly<Record<string, unknown>>): string;
}

/** The number below which a share of the values lies, by the nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

/** `value` with as many digits as a measurement deserves. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}

/** The one of `known` that `--option` names. */
export function find<T>(known: Readonly<Record<string, T>>, option: string, name: string): T {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found !== undefined) return found;
  throw new RangeError(
    `"--${option}" must be one of ${Object.keys(known).join(", ")}, but is ${name}. Cannot measure.`,
  );
}

/** Makes the backend that `--backend` names. */
export function backendOf(name: string): (typeof BACKENDS)[keyof typeof BACKENDS] {
  return find(BACKENDS, "backend", name);
}

/** Does `work` in a folder of its own, which is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
