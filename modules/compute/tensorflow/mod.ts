/**
 * TensorFlow's own library as a backend, and the setup that compiles the binding to it: docs/backends.md.
 *
 * @module
 */
export { tensorflowFolder } from "./install/folder.ts";
export type { Installation } from "./install/installation.ts";
export {
  checkTensorflow,
  type SetupOptions,
  type SetupResult,
  setupTensorflow,
} from "./install/setup.ts";
export { loadTensorflow } from "./load/load_tensorflow.ts";
export { isTensorflowThere, type TensorflowOptions, tensorflow } from "./tensorflow.ts";
