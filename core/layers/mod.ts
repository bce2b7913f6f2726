/**
 * The layers of a tfjs model by names that do not depend on what else the process has built.
 *
 * @module
 */
export { type MultiplyAdds, multiplyAddsOf } from "./multiply_adds.ts";
export { outputActivation } from "./output_activation.ts";
export { innerLayersOf, layersOf, type PlacedLayer, wrappedLayersOf } from "./placed_layers.ts";
export {
  inputName,
  isModel,
  modelName,
  outputName,
  structuralNames,
  unnamedKind,
} from "./structural_names.ts";
export { namedWeights } from "./weight_names.ts";
export { selectsWeight, selectWeights } from "./weight_patterns.ts";
