/**
 * Tolaria: a training orchestrator for TensorFlow.js.
 *
 * @module
 */
export {};
