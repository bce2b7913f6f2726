import type { SmoothActivation } from "../../../../core/mod.ts";

/** The numbers by which compiled kernels know an activation. */
export const ACTIVATION_CODES: Readonly<Record<SmoothActivation, number>> = {
  gelu: 0,
  gelu_new: 1,
  swish: 2,
};
