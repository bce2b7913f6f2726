/**
 * Images: decoding, resizing and augmentation. Loads no TensorFlow.js: workers import it.
 *
 * @module
 */
export type { AugmentStep, FlipAxis } from "./augment_step.ts";
export { Augmentation, type AugmentPicture } from "./augmentation.ts";
export type { DecoderName } from "./image_decoder.ts";
export { ImageReader } from "./image_reader.ts";
export { installedDecoder } from "./open_decoder.ts";
export { type Picture, toPicture } from "./picture.ts";
export type { Color } from "./pixels.ts";
export type { ImageFit } from "./spans.ts";
