import { ACTIVATIONS } from "./activations.ts";
import { ATTENTION } from "./attention.ts";
import { CONVOLUTIONS } from "./convolutions.ts";
import type { FusedCase } from "./fused_case.ts";
import { LAYERS } from "./layers.ts";
import { LOSSES } from "./losses.ts";
import { NORMALIZATIONS } from "./normalizations.ts";
import { UPDATES } from "./updates.ts";
import { VECTORS } from "./vectors.ts";

export type { FusedCase } from "./fused_case.ts";

/** Every kernel, in each of its variants. */
export const FUSED_CASES: readonly FusedCase[] = [
  ...UPDATES,
  ...LOSSES,
  ...LAYERS,
  ...VECTORS,
  ...NORMALIZATIONS,
  ...ATTENTION,
  ...ACTIVATIONS,
  ...CONVOLUTIONS,
];
