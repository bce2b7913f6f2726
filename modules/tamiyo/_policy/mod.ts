/**
 * What the hosts of a policy share: how it is loaded, asked, told and put back.
 *
 * @module
 */
export { answer, deliverReport } from "./answer.ts";
export { isPolicy, loadPolicy, POLICY_RULE } from "./load_policy.ts";
export { exportMemory, importMemory } from "./memory.ts";
export type {
  PolicyAnswer,
  PolicyCommand,
  PolicyContext,
  PolicyFactory,
  TamiyoPolicy,
} from "./policy.ts";
