import type { GroupContents } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import type { Parameter } from "../ports/host.ts";
import { type JobGroup, type JobGroupRecord, recordJobGroup } from "./job_groups.ts";

/** What a plan is made from. */
export interface PlanScope {
  /** The groups as they are now. */
  readonly groups: ParameterGroups;
  /** The groups as the job that now runs composes them. */
  readonly job: readonly JobGroup[];
  /** Weights of the host that the job does not train. */
  readonly untrained: readonly Parameter[];
}

/** What a group is to become. */
export type GroupPlan = Pick<GroupContents, "parameters" | "buffers" | "optimizer"> & {
  readonly name: string;
};

/** What the groups are to become, and which of them end. */
export interface GroupPlans {
  /** Those that change, and those that are new. */
  readonly groups: readonly GroupPlan[];
  readonly dropped: readonly string[];
}

/** Weights that are in another group than before, and where they are now; `undefined` for those that are frozen. */
type Moves = ReadonlyMap<Parameter, string | undefined>;

/** Plans what the groups become so that each difference between two jobs takes effect, and nothing else. */
export function planGroups(before: readonly JobGroupRecord[], scope: PlanScope): GroupPlans {
  const { groups, job } = scope;
  const moves = movesOf(before, scope);
  const gone = before
    .map(({ name }) => name)
    .filter((name) => !job.some((one) => one.name === name));
  const dropped = gone.filter((name) => groups.find(name));
  const kept = [...groups].filter(({ name }) => !dropped.includes(name));
  const orphans = dropped.flatMap((name) => groups.get(name).contents.buffers);
  const fresh = job.filter(
    ({ name }) => !groups.find(name) && !before.some((one) => one.name === name),
  );
  const plans = [
    ...kept.map(({ name, contents }) => planOf(name, contents, job, before)),
    ...fresh.map(({ name, optimizer }) => ({ name, parameters: [], buffers: [], optimizer })),
  ].map((plan) => withMoves(plan, moves, plan.name === HOST_GROUP ? orphans : []));
  const changed = plans.filter((plan) => !isAsItWas(plan, groups.find(plan.name)?.contents));
  return { groups: changed, dropped };
}

function movesOf(
  before: readonly JobGroupRecord[],
  { job, untrained }: Pick<PlanScope, "job" | "untrained">,
): Moves {
  const then = new Map(before.flatMap(({ name, weights }) => weights.map((one) => [one, name])));
  const now = [
    ...job.flatMap(({ name, parameters }) => parameters.map((one) => [one, name] as const)),
    ...untrained.map((one) => [one, undefined] as const),
  ];
  return new Map(now.filter(([{ name }, group]) => then.get(name) !== group));
}

/** The group with the job's optimizer, if that is another than before, else with the one that it has. */
function planOf(
  name: string,
  { parameters, buffers, optimizer }: GroupContents,
  job: readonly JobGroup[],
  before: readonly JobGroupRecord[],
): GroupPlan {
  const now = job.find((group) => group.name === name);
  const then = before.find((group) => group.name === name);
  const record = now && recordJobGroup(now).optimizer;
  const same = !now || !then || JSON.stringify(record) === JSON.stringify(then.optimizer);
  return { name, parameters, buffers, optimizer: same ? optimizer : now.optimizer };
}

function withMoves(plan: GroupPlan, moves: Moves, orphans: readonly Parameter[]): GroupPlan {
  const arrived = [...moves].filter(([, group]) => group === plan.name).map(([one]) => one);
  const frozen =
    plan.name === HOST_GROUP
      ? [...moves].filter(([, group]) => group === undefined).map(([one]) => one)
      : [];
  const stay = (one: Parameter) => !moves.has(one);
  const parameters = [...plan.parameters.filter(stay), ...arrived];
  const buffers = [...plan.buffers.filter(stay), ...orphans.filter(stay), ...frozen];
  return { ...plan, parameters, buffers };
}

function isAsItWas(plan: GroupPlan, contents: GroupContents | undefined): boolean {
  const same = (a: readonly Parameter[], b: readonly Parameter[]) =>
    a.length === b.length && a.every((one, at) => one === b[at]);
  return (
    contents !== undefined &&
    contents.optimizer === plan.optimizer &&
    same(contents.parameters, plan.parameters) &&
    same(contents.buffers, plan.buffers)
  );
}
