/**
 * Gradients that replace tfjs's own: some are faster, the others right where tfjs's are wrong or missing.
 *
 * @module
 */
import type { Gradient } from "../replace.ts";
import { broadcastGradients, floorDivGradient, powGradient } from "./broadcast.ts";
import { comparisonGradients } from "./comparisons.ts";
import { convolutionGradients } from "./convolutions.ts";
import { einsumGradient } from "./einsum.ts";
import { extremeGradients } from "./extremes.ts";
import { absGradient, relu6Gradient } from "./kinks.ts";
import { matmulGradient } from "./matmul.ts";
import { mirrorPadGradient } from "./mirror_pad.ts";
import { meanGradient, sumGradient } from "./reductions.ts";
import { reluGradient } from "./relu.ts";
import { cumsumGradient, prodGradient, splitGradient, unpackGradient } from "./sequences.ts";
import { softmaxGradient } from "./softmax.ts";
import { stridedSliceGradient } from "./strided_slice.ts";
import { tileGradient } from "./tile.ts";

const FASTER: readonly Gradient[] = [
  meanGradient,
  reluGradient,
  softmaxGradient,
  sumGradient,
  tileGradient,
];

const CORRECTED: readonly Gradient[] = [
  absGradient,
  ...broadcastGradients,
  ...comparisonGradients,
  ...convolutionGradients,
  cumsumGradient,
  einsumGradient,
  ...extremeGradients,
  floorDivGradient,
  matmulGradient,
  mirrorPadGradient,
  powGradient,
  prodGradient,
  relu6Gradient,
  splitGradient,
  stridedSliceGradient,
  unpackGradient,
];

export const GRADIENTS: readonly Gradient[] = [...FASTER, ...CORRECTED];
