import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Json } from "../json.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { Clock } from "../ports/clock.ts";
import type { OptimizerOptions } from "../ports/optimizer.ts";
import type { OptimizerSource } from "./optimizer_source.ts";
import type { RebuildLimit } from "./rebuild_rate_limiter.ts";

/** Dependencies of an optimizer manager. */
export interface ManagerParts {
  /** Groups of the session. */
  readonly groups: ParameterGroups;
  /** Creates optimizers from names and modules. */
  readonly source: OptimizerSource;
  /** Learning rates of the groups. */
  readonly rates: LearningRateAuthority;
  /** Clock that times each change. */
  readonly clock: Clock;
  /** Progress of the training. */
  readonly progress: { readonly step: number };
  /** Limit of the rate of changes. */
  readonly limit: Required<RebuildLimit>;
  /** Options of individual groups. */
  readonly overrides: readonly { readonly name: string; readonly options: OptimizerOptions }[];
}

/** State of a manager as plain JSON. */
export interface OptimizerManagerState {
  /** Options of individual groups, by group. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** Steps of the last changes. */
  readonly changes: readonly number[];
}
