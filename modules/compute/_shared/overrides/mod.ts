/**
 * Gradients and layer computations that replace tfjs's own while a backend of ours is in use: faster, or right where tfjs's
 * are wrong or missing. They belong to no backend, so they apply to every network that is computed meanwhile; where the
 * current backend lacks the kernel that one needs, it falls back to tfjs's own.
 *
 * @module
 */
import { batchNormalization } from "./batch_normalization.ts";
import { convolutionGradient, convolutionLayer } from "./convolution_layer.ts";
import { denseGradient, denseLayer } from "./dense_layer.ts";
import { GRADIENTS } from "./gradients/mod.ts";
import { layerNormalization } from "./layer_normalization.ts";
import { bidirectional, globalAverage } from "./masks.ts";
import { replaceMergeMasks } from "./merge_mask.ts";
import { recurrentLayer } from "./recurrent_layer.ts";
import { replaceCall, replaceGradient } from "./replace.ts";
import { replaceSmoothActivations, smoothGradient } from "./smooth_activations.ts";

/** How many backends are in use, and what restores tfjs's own after the last. */
let users = 0;
let restore: readonly (() => void)[] = [];

/**
 * Installs the overrides.
 *
 * @returns Removes them again, after the last user; call it once.
 */
export function installOverrides(): () => void {
  users += 1;
  if (users === 1) {
    restore = [
      ...[...GRADIENTS, denseGradient, convolutionGradient, smoothGradient].map(replaceGradient),
      replaceCall(denseLayer),
      replaceCall(convolutionLayer),
      replaceCall(layerNormalization),
      replaceCall(batchNormalization),
      replaceCall(recurrentLayer),
      replaceCall(bidirectional),
      replaceCall(globalAverage),
      replaceMergeMasks(),
      replaceSmoothActivations(),
    ];
  }
  return () => {
    users -= 1;
    if (users > 0) return;
    for (const undo of restore) undo();
  };
}
