import type { Attributes } from "../../../deps.ts";

/** What an instrument has measured under one set of attributes. */
export interface MetricRecord {
  /** As in the table of names: `tolaria.steps`. */
  readonly name: string;
  /** What it counts in: `ms`; empty for a bare number. */
  readonly unit: string;
  /** What tells this value from others of the same instrument. */
  readonly attributes: Attributes;
  /** Sum of a counter, last value of a gauge, sum of what a histogram has seen. */
  readonly value: number;
  /** How many values a histogram has seen; undefined for the others. */
  readonly count?: number;
}
