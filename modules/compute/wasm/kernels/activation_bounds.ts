/** Range that a kernel clamps its result to. */
export type Bounds = readonly [min: number, max: number];

/** Activations that only clamp. */
export const ACTIVATION_BOUNDS: Readonly<Record<string, Bounds>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
};
