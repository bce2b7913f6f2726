import type { FusedKernels } from "../../../../core/mod.ts";

/** Numbers of each output. */
export type Outputs = readonly (readonly number[])[];

/** A kernel with its inputs, and its formula in float64. */
export interface FusedCase {
  readonly name: keyof FusedKernels;
  /** What sets it apart from other cases of the kernel. */
  readonly variant: string;
  /** Shapes of its inputs by name, for vectors of n numbers. */
  readonly shapes: (n: number) => Readonly<Record<string, number[]>>;
  /** Inputs are drawn from here to 1. @default 0, which suits second moments */
  readonly least?: number;
  /** Added to the inputs of these names. @default nothing */
  readonly offsets?: Readonly<Record<string, number>>;
  /** Changes the numbers of an input by its name. @default as drawn */
  readonly prepare?: (name: string, values: number[]) => number[];
  /** Largest n for slow formulas. @default any */
  readonly most?: number;
  readonly attributes: object;
  /** Attributes that depend on n. @default none */
  readonly attributesFor?: (n: number) => object;
  readonly expected: (inputs: Readonly<Record<string, number[]>>) => Outputs;
}

/** A matrix by its rows. */
export function rowsOf(values: readonly number[], count: number): number[][] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, row) => values.slice(row * size, (row + 1) * size));
}
