/**
 * What the optimizers on flat vectors share.
 *
 * @module
 */
export { adamStep } from "./adam_step.ts";
export { bindOptimizer } from "./bind_optimizer.ts";
export { addDecay, type DecayOptions, DecayShape, decayConstants, takeDecay } from "./decay.ts";
export { fusedAdam } from "./fused_adam.ts";
export { lerp } from "./lerp.ts";
export { parseOptimizerOptions } from "./optimizer_options.ts";
export { meanGain, nonNegative, positive, share, sumGain } from "./rules.ts";
export { bindWrapper, handleTo, type WrapperRule } from "./wrapping.ts";
