import type { tf } from "../../deps.ts";
import { flatten } from "../arena/flatten.ts";
import { layoutOf } from "../arena/layout.ts";
import { disposeContents, type GroupContents, ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { HOST_GROUP, type LearningRateAuthority } from "../learning_rates/authority.ts";
import type { Clock } from "../ports/clock.ts";
import type { ArenaLayout, Optimizer, OptimizerOptions, SlotRole } from "../ports/optimizer.ts";
import type { OptimizerChange, TensorTransfer } from "../ports/reports/optimizer_change.ts";
import { checkContents } from "./check_contents.ts";
import { gatherState } from "./gather_state.ts";
import { type JobGroup, type JobGroupRecord, recordJobGroup } from "./job_groups.ts";
import type { OptimizerManager } from "./optimizer_manager.ts";
import { type GroupPlan, type PlanScope, planGroups } from "./plan_groups.ts";
import { type TransferredState, transferState } from "./transfer_state.ts";

/** What the groups of another job are taken over with. */
export interface RegroupScope extends PlanScope {
  readonly rates: Pick<LearningRateAuthority, "register" | "drop">;
  readonly optimizers: Pick<OptimizerManager, "state" | "restore" | "log">;
  readonly clock: Clock;
  readonly progress: { readonly step: number };
}

/** What became of a group that another job has otherwise. */
export interface Regrouped {
  readonly group: string;
  /** What its optimizer took over from those before, for people: `momentum`, `second moment`. */
  readonly carried: readonly string[];
}

/** A group that is built, and not yet in use. */
interface BuiltGroup {
  readonly plan: GroupPlan;
  readonly contents: GroupContents;
  readonly transfers: readonly TensorTransfer[];
}

/**
 * Lets groups that were restored from a checkpoint be what another job than the one that wrote it says: other optimizers
 * and options, other groups, other weights frozen. What the two jobs have in common stays as the run left it.
 *
 * Weights keep their values. What optimizers remember follows each weight into its group, as in a swap; rates are the
 * job's own. All or nothing: it fails before anything is changed.
 *
 * @param before The groups of the job that wrote the checkpoint.
 * @throws {TolariaError} `optimizer/failed` if what was built is not fit to take over.
 */
export function regroup(
  before: readonly JobGroupRecord[],
  scope: RegroupScope,
): readonly Regrouped[] {
  const plans = planGroups(before, scope);
  const startedMs = scope.clock.monotonicMs();
  const built: BuiltGroup[] = [];
  try {
    for (const plan of plans.groups) built.push(build(plan, scope.groups));
  } catch (error) {
    for (const { contents } of built) disposeContents(contents);
    throw error;
  }
  const prepareMs = scope.clock.monotonicMs() - startedMs;
  const changes = [
    ...built.map((one) => changeOf(one, scope)),
    ...plans.dropped.map((name) => dropOf(name, scope)),
  ].map((change) => ({ ...change, prepareMs, commitMs: 0 }));
  exchange(built, plans.dropped, scope);
  takeOptions(before, plans.dropped, scope);
  for (const change of changes) scope.optimizers.log.add(change);
  return built.map(({ plan, transfers }) => ({
    group: plan.name,
    carried: carriedBy(plan.optimizer, transfers),
  }));
}

/** What slots are called, for every optimizer. */
const SLOT_WORDS: Readonly<Record<SlotRole, string>> = {
  mean: "momentum",
  momentum: "momentum",
  meanSquare: "second moment",
  squareSum: "second moment",
  step: "last step",
  weights: "earlier weights",
  opaque: "state",
};

function carriedBy({ slots }: Optimizer, transfers: readonly TensorTransfer[]): readonly string[] {
  const carried = transfers.filter(
    ({ action }) => action !== "initialized" && action !== "dropped",
  );
  return [...new Set(carried.map(({ slot }) => SLOT_WORDS[slots[slot]?.role ?? "opaque"]))];
}

function build(plan: GroupPlan, groups: ParameterGroups): BuiltGroup {
  const { name, parameters, buffers, optimizer } = plan;
  const layout = layoutOf(parameters);
  const from = gatherState(parameters, groups, name);
  try {
    const { state, transfers, parameters_P } = started(plan, layout, from);
    const contents = { parameters, buffers, layout, optimizer, state, parameters_P };
    try {
      checkContents(name, contents, transfers);
    } catch (error) {
      disposeContents(contents);
      throw error;
    }
    return { plan, contents, transfers };
  } finally {
    if (from) disposeContents(from);
  }
}

/** The weights of a group as they are, and what its optimizer takes over. */
function started(
  { parameters, optimizer }: GroupPlan,
  layout: ArenaLayout,
  from: GroupContents | undefined,
): TransferredState & { readonly parameters_P: tf.Tensor1D } {
  const parameters_P = flatten(parameters, ({ variable }) => variable);
  const how = { optimizer, layout, parameters_P, reset: false, reshape: false };
  try {
    const { state, transfers } = from
      ? transferState({ from, ...how })
      : { state: optimizer.init(layout, parameters_P), transfers: [] };
    return { state, transfers, parameters_P };
  } catch (error) {
    parameters_P.dispose();
    throw error;
  }
}

function exchange(
  built: readonly BuiltGroup[],
  dropped: readonly string[],
  { groups, rates }: RegroupScope,
): void {
  for (const name of dropped) {
    rates.drop(name);
    groups.drop(name).dispose();
  }
  const fresh = built.filter(({ plan }) => !groups.find(plan.name));
  for (const { plan, contents } of built) {
    const group = groups.find(plan.name);
    if (group) disposeContents(group.exchange(contents));
  }
  for (const { plan, contents } of fresh) {
    const group = ParameterGroup.empty(plan.name, plan.optimizer);
    disposeContents(group.exchange(contents));
    groups.add(group);
    rates.register(plan.name);
  }
}

/** Options of the groups' own, so that they survive a swap: the job's, where its group is another. */
function takeOptions(
  before: readonly JobGroupRecord[],
  dropped: readonly string[],
  { job, optimizers }: RegroupScope,
): void {
  const { overrides, changes } = optimizers.state();
  const kept: Record<string, OptimizerOptions> = { ...overrides };
  for (const name of dropped) delete kept[name];
  for (const group of job) {
    if (group.name === HOST_GROUP || !differs(before, group)) continue;
    kept[group.name] = group.options;
  }
  optimizers.restore({ overrides: kept as typeof overrides, changes });
}

function differs(before: readonly JobGroupRecord[], group: JobGroup): boolean {
  const then = before.find(({ name }) => name === group.name);
  return JSON.stringify(then?.optimizer) !== JSON.stringify(recordJobGroup(group).optimizer);
}

type Change = Omit<OptimizerChange, "prepareMs" | "commitMs">;

function changeOf({ plan, transfers }: BuiltGroup, scope: RegroupScope): Change {
  const { name, optimizer } = plan;
  const from = scope.groups.find(name)?.contents;
  const kind = from && from.optimizer !== optimizer ? kindOf(from, plan) : "layout";
  return {
    ...unchangedRate(scope),
    kind: from ? kind : "group-added",
    group: name,
    from: from?.optimizer.name ?? optimizer.name,
    to: optimizer.name,
    transfers,
  };
}

function kindOf({ optimizer }: GroupContents, plan: GroupPlan): OptimizerChange["kind"] {
  return optimizer.name === plan.optimizer.name ? "options" : "swap";
}

function dropOf(name: string, scope: RegroupScope): Change {
  const { optimizer } = scope.groups.get(name);
  const [from, to] = [optimizer.name, optimizer.name];
  return { ...unchangedRate(scope), kind: "group-dropped", group: name, from, to, transfers: [] };
}

function unchangedRate({ progress }: RegroupScope) {
  return { step: progress.step, rateFactor: 1, ignoredOptions: [] };
}
