/**
 * Learning-rate schedules, and a test that suggests a peak rate.
 *
 * Read best as a namespace: `import * as schedules from "tolaria/schedules"`, then `schedules.constant(1e-3)`.
 *
 * @module
 */
export {
  ALL_GROUPS,
  type AuthorityOptions,
  type AuthorityState,
  type GroupState,
  HOST_GROUP,
  type LearningRateAuthority,
  type RateChange,
  type RateCut,
  type RateSource,
} from "../core/mod.ts";
export * from "../modules/find_learning_rate/mod.ts";
export * from "../modules/learning_rates/mod.ts";
