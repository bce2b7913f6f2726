/**
 * Random changes of training examples.
 *
 * @module
 */
export { AugmentSchema } from "./augment_option.ts";
export { type Augment, type AugmentedExample, augmented } from "./augmented_dataset.ts";
