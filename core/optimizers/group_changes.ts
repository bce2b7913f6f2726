import type { ContainerModule } from "../../deps.ts";
import { ParameterGroup } from "../arena/parameter_group.ts";
import { TolariaError } from "../errors/mod.ts";
import { HOST_GROUP, type LearningRateAuthority } from "../learning_rates/authority.ts";
import type { GroupRegistration } from "../learning_rates/requests.ts";
import type { Parameter } from "../ports/host.ts";
import type { Optimizer, OptimizerOptions } from "../ports/optimizer.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";
import { withOverrides } from "./overrides.ts";
import { type GroupScope, PreparedGroup } from "./prepared_group.ts";

/** Weights to train as a separate group. */
export interface NewGroup extends GroupRegistration {
  /** Name in reports and for the learning-rate authority. */
  readonly name: string;
  /** Weights to train. */
  readonly parameters: readonly Parameter[];
  /** Weights of the same layers that are not trained. @default none */
  readonly buffers?: readonly Parameter[];
  /** Optimizer. @default that of `parent`, else of the host */
  readonly optimizer?: Optimizer | ContainerModule;
  /** Options of the optimizer that differ in this group; they survive a swap of the optimizer. @default none */
  readonly options?: OptimizerOptions;
}

/** Builds a group without adding it. Leaks no tensor if it fails. */
export function buildGroup(spec: NewGroup, base: Optimizer, scope: GroupScope): PreparedGroup {
  const { name, parameters, buffers = [], optimizer: _, options = {}, ...registration } = spec;
  const startedMs = scope.clock.monotonicMs();
  scope.groups.checkFree(name, parameters);
  const group = new ParameterGroup(parameters, buffers, withOverrides(base, options), name);
  return new PreparedGroup(group, registration, scope.clock.monotonicMs() - startedMs, scope);
}

/** Removes a group and disposes its tensors. */
export function removeGroup(
  name: string,
  scope: Omit<GroupScope, "rates" | "onCommit"> & {
    readonly rates: Pick<LearningRateAuthority, "drop">;
  },
): OptimizerChange {
  const { groups, rates, clock, progress } = scope;
  const startedMs = clock.monotonicMs();
  const { name: optimizer } = groups.get(name).optimizer;
  if (name === HOST_GROUP) {
    throw new TolariaError(
      "optimizer/refused",
      `Cannot drop group "${name}", which must exist: freeze it instead.`,
    );
  }
  rates.drop(name);
  groups.drop(name).dispose();
  return {
    kind: "group-dropped",
    group: name,
    from: optimizer,
    to: optimizer,
    step: progress.step,
    rateFactor: 1,
    ignoredOptions: [],
    transfers: [],
    prepareMs: 0,
    commitMs: clock.monotonicMs() - startedMs,
  };
}
