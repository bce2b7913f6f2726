/**
 * Gradient transform: fading noise.
 *
 * @module
 */
export { type GradientNoiseOptions, gradientNoise } from "./gradient_noise.ts";
