/**
 * Ways through tfjs that take fewer kernels than its own, for as long as a backend of ours is in use. tfjs's layers and
 * gradients belong to no backend, so they hold wherever a network is computed meanwhile; where the current backend lacks
 * the kernel that one is made for, tfjs's own way is taken.
 *
 * @module
 */
import { convolutionGradient, convolutionLayer } from "./convolution_layer.ts";
import { denseGradient, denseLayer } from "./dense_layer.ts";
import { layerNormalization } from "./layer_normalization.ts";
import { meanGradient, sumGradient } from "./reduction_gradients.ts";
import { reluGradient } from "./relu_gradient.ts";
import { replaceCall, replaceGradient } from "./replace.ts";
import { softmaxGradient } from "./softmax_gradient.ts";
import { tileGradient } from "./tile_gradient.ts";

/** How many backends want them, and what puts tfjs's own back after the last. */
let users = 0;
let putBack: readonly (() => void)[] = [];

/**
 * Puts the overrides in the place of tfjs's own ways.
 *
 * @returns What says that they are no longer wanted; once.
 */
export function installOverrides(): () => void {
  users += 1;
  if (users === 1) {
    putBack = [
      replaceGradient(tileGradient),
      replaceGradient(reluGradient),
      replaceGradient(denseGradient),
      replaceGradient(softmaxGradient),
      replaceGradient(sumGradient),
      replaceGradient(meanGradient),
      replaceCall(denseLayer),
      replaceGradient(convolutionGradient),
      replaceCall(convolutionLayer),
      replaceCall(layerNormalization),
    ];
  }
  return () => {
    users -= 1;
    if (users > 0) return;
    for (const undo of putBack) undo();
  };
}
