/**
 * What the hosts of a policy share: how it is loaded, asked and told.
 *
 * @module
 */
export { answer, tell } from "./answer.ts";
export { loadPolicy } from "./load_policy.ts";
export type {
  PolicyAnswer,
  PolicyCommand,
  PolicyContext,
  PolicyFactory,
  TamiyoPolicy,
} from "./policy.ts";
