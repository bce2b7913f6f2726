import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Json } from "../json.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { Clock } from "../ports/clock.ts";
import type { OptimizerOptions } from "../ports/optimizer.ts";
import type { OptimizerSource } from "./optimizer_source.ts";
import type { RebuildLimit } from "./rebuild_rate_limiter.ts";

/** What a manager works on. */
export interface ManagerParts {
  /** The groups of the session. */
  readonly groups: ParameterGroups;
  /** Makes optimizers by their names and of modules. */
  readonly source: OptimizerSource;
  /** Asked for rates, and told of groups. */
  readonly rates: LearningRateAuthority;
  /** Times each change. */
  readonly clock: Clock;
  /** Where training stands. */
  readonly progress: { readonly step: number };
  /** How often there may be a change. */
  readonly limit: Required<RebuildLimit>;
  /** Options of the groups' own. */
  readonly overrides: readonly { readonly name: string; readonly options: OptimizerOptions }[];
}

/** What a manager's changes to come depend on, as plain JSON. */
export interface OptimizerManagerState {
  /** Options of the groups' own, by group. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** Steps of the last changes. */
  readonly changes: readonly number[];
}
