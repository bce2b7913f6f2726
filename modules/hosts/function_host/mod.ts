/**
 * A host from a plain function over named weights.
 *
 * @module
 */
export { functionHost } from "./function_host.ts";
export type {
  ForwardPass,
  FunctionHostOptions,
  FunctionInput,
  FunctionOutput,
  InitialWeight,
  InitialWeights,
  WeightsOf,
} from "./options.ts";
