/**
 * Every op of tfjs that a layer can reach, with an independent formula for each.
 *
 * @module
 */
import { BINARY } from "./binary.ts";
import { CONVOLUTION } from "./convolutions.ts";
import { GATHERING } from "./gathers.ts";
import { MOVEMENT } from "./movements.ts";
import { NORMALIZATION } from "./normalizations.ts";
import { PADDING } from "./pads.ts";
import { POOLING } from "./pools.ts";
import { PRODUCT } from "./products.ts";
import { REDUCTION } from "./reductions.ts";
import { RESIZING } from "./resizes.ts";
import type { SweepCase } from "./sweep_case.ts";
import { UNARY } from "./unary.ts";

export const SWEEP: readonly SweepCase[] = [
  ...UNARY,
  ...BINARY,
  ...REDUCTION,
  ...PADDING,
  ...GATHERING,
  ...MOVEMENT,
  ...PRODUCT,
  ...CONVOLUTION,
  ...POOLING,
  ...RESIZING,
  ...NORMALIZATION,
];
