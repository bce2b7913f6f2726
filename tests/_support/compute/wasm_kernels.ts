import type { FusedKernels } from "../../../core/mod.ts";

/** What the wasm backend offers, with any number of threads. */
export const WASM_KERNELS: readonly (keyof FusedKernels)[] = [
  "TolariaAdamw",
  "TolariaSgd",
  "TolariaDescent",
  "TolariaRmsprop",
  "TolariaCenteredRmsprop",
  "TolariaAdagrad",
  "TolariaLion",
  "TolariaLamb",
  "TolariaSquaredNorm",
  "TolariaGram",
  "TolariaCombine",
  "TolariaCrossEntropy",
  "TolariaDense",
  "TolariaDenseGradient",
  "TolariaActivation",
  "TolariaActivationGradient",
  "TolariaAttention",
  "TolariaAttentionGradient",
  "TolariaReluGradient",
  "TolariaSoftmaxGradient",
  "TolariaLayerNormalization",
  "TolariaLayerNormalizationGradient",
  "TolariaFlatten",
  "TolariaUnflatten",
];
