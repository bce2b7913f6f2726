import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Task } from "../../core/mod.ts";

// T = tasks, P = numbers of a gradient

/** Gradients, and what TorchJD combines them to. */
export interface Case {
  readonly kind: string;
  readonly gradients: readonly (readonly number[])[];
  readonly sum: readonly number[];
  readonly mean: readonly number[];
  readonly pcgrad: readonly {
    readonly orders: readonly (readonly number[])[];
    readonly combined: readonly number[];
  }[];
  /** By the c of the paper. */
  readonly cagrad: Readonly<Record<string, readonly number[]>>;
  readonly mgda: readonly number[];
}

const file = new URL("torchjd.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] };

/** Random, opposed, conflicting, parallel, zero and badly scaled gradients of 2, 3, 4 and 8 tasks. */
export const CASES: readonly Case[] = cases;

/** What a case is called in a message. */
export function labelOf({ kind, gradients }: Case): string {
  return `${gradients.length} tasks, ${kind}`;
}

/** Inner product of two vectors. */
export function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

/** J J^T, row-major. */
export function gramOf(gradients: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(gradients.flatMap((a) => gradients.map((b) => inner(a, b))));
}

/** w^T J. */
export function combine(
  gradients: readonly (readonly number[])[],
  weights: ArrayLike<number>,
): number[] {
  const size = gradients[0]?.length ?? 0;
  return Array.from({ length: size }, (_, at) =>
    gradients.reduce((sum, row, task) => sum + (weights[task] as number) * (row[at] as number), 0),
  );
}

/** Fails unless the gradients differ by less than 1e-5, relative to a length of more than 1. */
export function assertSame(
  actual: readonly number[],
  expected: readonly number[],
  what: string,
): void {
  const length = Math.sqrt(inner(expected, expected));
  expected.forEach((value, at) => {
    const error = Math.abs((actual[at] as number) - value) / Math.max(1, length);
    assert.ok(error <= 1e-5, `${what}: ${actual} instead of ${expected}`);
  });
}

/** As many tasks of the host. */
export function tasksOf(count: number, role: "host" | "seed" = "host"): readonly Task[] {
  return Array.from({ length: count }, (_, index) => ({ name: `task${index}`, role, weight: 1 }));
}
