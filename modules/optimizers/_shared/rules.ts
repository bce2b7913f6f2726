import { wholePower } from "../../../core/mod.ts";
import { z } from "../../../deps.ts";

/** A share that leaves something: in [0, 1). */
export const share: z.ZodNumber = z.number().min(0).lt(1);

/** Greater than 0. */
export const positive: z.ZodNumber = z.number().positive();

/** At least 0. */
export const nonNegative: z.ZodNumber = z.number().min(0);

/** What a running average that starts at 0 and keeps `decay` of itself makes of ones, after `count` updates. */
export function meanGain(decay: number): (count: number) => number {
  return (count) => 1 - wholePower(decay, count);
}

/** What a sum that keeps `decay` of itself makes of ones, after `count` updates. */
export function sumGain(decay: number): (count: number) => number {
  return (count) => (1 - wholePower(decay, count)) / (1 - decay);
}
