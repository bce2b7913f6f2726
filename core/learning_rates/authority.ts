import { errorMessage, TolariaError, unknownName } from "../errors/mod.ts";
import type {
  EpochMetrics,
  LearningRatePolicy,
  TrainingClock,
  TrainingExtent,
} from "../ports/learning_rate_policy.ts";
import type { RateChange } from "../ports/reports/rate_report.ts";
import {
  type AuthorityState,
  metricsFromJson,
  parseAuthorityState,
  recordState,
} from "./authority_state.ts";
import { groupState, restoredGroups } from "./group_states.ts";
import { RateCuts } from "./rate_cuts.ts";
import { RateHistory, rateOrNone } from "./rate_history.ts";
import { RatedGroup, type RatedGroupParts } from "./rated_group.ts";
import { checkCut, checkRegistration, checkRescale, type GroupRegistration } from "./requests.ts";

/** Name of the group of a network's own weights. */
export const HOST_GROUP = "host";

/** Stands for every group, including later ones. */
export const ALL_GROUPS: unique symbol = Symbol("all groups");

const HISTORY_LENGTH = 1000;

/** Options of the authority. */
export interface AuthorityOptions {
  /**
   * Called with each change that is not scheduled by a policy: a group's first rate, a cut, a
   * plateau, a renamed or dropped group, a restored state.
   */
  readonly onChange?: (change: RateChange) => void;
}

/**
 * Holds the learning rate of every parameter group. Rates change only in `advance()`.
 *
 * Optimizers receive the rate with each update and store none, so there is one source of truth.
 */
export class LearningRateAuthority {
  readonly #policy: LearningRatePolicy | undefined;
  readonly #onChange: (change: RateChange) => void;
  readonly #history = new RateHistory(HISTORY_LENGTH);
  readonly #cuts = new RateCuts();
  /** Groups, parents before their dependents. */
  #groups: readonly RatedGroup[] = [];
  /** All names that groups ever had. */
  readonly #known = new Set<string>();
  #extent: TrainingExtent | undefined;
  #metrics: EpochMetrics = {};
  #step = 0;

  /**
   * Creates an authority without groups.
   *
   * @param policy Policy of groups that are registered without their own; without it, each needs one.
   */
  constructor(policy: LearningRatePolicy | undefined, { onChange }: AuthorityOptions = {}) {
    this.#policy = policy;
    this.#onChange = onChange ?? (() => {});
  }

  /** Names of the groups in order of registration. */
  get groups(): readonly string[] {
    return this.#groups.map(({ name }) => name);
  }

  /** Groups that the run's policy names but that never existed, usually misspelled. */
  get neverRegistered(): readonly string[] {
    return (this.#policy?.groups ?? []).filter((name) => !this.#known.has(name));
  }

  /** The last 1,000 changes, oldest first. */
  get history(): readonly RateChange[] {
    return this.#history.list();
  }

  /**
   * Adds a group. Its policy is the given one, else the run's for this name, else it follows its
   * parent, else it has the run's.
   *
   * A group with a parent starts at a tenth of the parent's rate and warms up from there.
   *
   * @throws {TolariaError} `learning-rate/duplicate-group`, `learning-rate/unknown-group` for the parent,
   * `learning-rate/no-policy`, `options/invalid`; and what the policy's `check()` throws.
   */
  register(group: string, registration: GroupRegistration = {}): void {
    const { policy, parent, warmup } = checkRegistration(group, registration, this.groups);
    const above = parent === undefined ? undefined : this.#group(parent);
    const rated = new RatedGroup({
      name: group,
      parent: above,
      warmup: above && { ...warmup, startedAt: undefined },
      ...this.#sourceOf(group, policy, above),
    });
    if (this.#extent) rated.policy?.check(this.#extent);
    this.#groups = [...this.#groups, rated];
    this.#known.add(group);
    if (!above || Number.isNaN(above.rate)) return;
    rated.proposeStart(this.#cuts);
    rated.cause = `registered at ${Math.round(warmup.startShare * 100)} % of "${above.name}"`;
    this.#commit(rated, this.#step);
  }

  /** Names the reason if rates change in the next `advance()`: another run begins. */
  beginRun(): void {
    this.#blame(null, "a new run begins");
  }

  /**
   * Renames a group, with its rate, cuts and followers.
   *
   * @throws {TolariaError} `learning-rate/unknown-group`, `learning-rate/duplicate-group`.
   */
  rename(from: string, to: string): void {
    const group = this.#group(from);
    checkRegistration(to, {}, this.groups);
    group.name = to;
    this.#cuts.rename(from, to);
    this.#note(this.#step, to, group.rate, group.rate, `renamed from "${from}"`, true);
  }

  /**
   * Removes a group and its cuts.
   *
   * @throws {TolariaError} `learning-rate/unknown-group`; `learning-rate/in-use` if another follows it.
   */
  drop(group: string): void {
    const dropped = this.#group(group);
    const dependent = this.#groups.find((other) => other.dependsOn(dropped));
    if (dependent) {
      throw new TolariaError(
        "learning-rate/in-use",
        `Group "${dependent.name}" follows "${group}": drop it first. Cannot drop group "${group}".`,
      );
    }
    this.#groups = this.#groups.filter((other) => other !== dropped);
    this.#cuts.drop(group);
    this.#note(this.#step, group, dropped.rate, Number.NaN, "dropped", true);
  }

  /**
   * Returns the rate in force.
   *
   * @throws {TolariaError} `learning-rate/unknown-group`; `learning-rate/unset` before the first.
   */
  rateOf(group: string): number {
    const { rate } = this.#group(group);
    if (!Number.isNaN(rate)) return rate;
    throw new TolariaError(
      "learning-rate/unset",
      `Group "${group}" has no rate yet: call advance() first.`,
    );
  }

  /** Returns the group that `group` follows, including cuts; undefined if it has a policy. */
  followedBy(group: string): string | undefined {
    return this.#group(group).followed;
  }

  /**
   * Throws if a policy has no rate for a step of a run of this extent. Groups that are registered later
   * are checked too.
   */
  check(extent: TrainingExtent): void {
    this.#policy?.check(extent);
    for (const policy of this.#policies()) policy.check(extent);
    this.#extent = extent;
  }

  /**
   * Sets every group's rate for the update at `clock`. If one fails, none is set.
   *
   * @throws {TolariaError} `learning-rate/non-finite` if a policy gives no finite rate >= 0.
   */
  advance(clock: TrainingClock): void {
    const moment = { ...clock, metrics: this.#metrics };
    this.#cuts.expire(clock.step, (cut) => this.#blame(cut.group, `end of cut: ${cut.reason}`));
    for (const group of this.#groups) group.propose(moment, this.#cuts);
    for (const group of this.#groups) this.#commit(group, clock.step);
    this.#step = clock.step;
  }

  /** Passes an epoch's metrics to every policy, which can react in the next `advance()`. */
  observeEpoch(clock: TrainingClock, metrics: EpochMetrics): void {
    this.#metrics = { ...metrics };
    for (const policy of this.#policies()) {
      const reason = policy.observeEpoch?.(clock, this.#metrics);
      if (reason === undefined) continue;
      for (const group of this.#groups) if (group.policy === policy) group.cause = reason;
    }
  }

  /**
   * Multiplies the rate of one group, or of all, from the next `advance()` until `untilStep`.
   *
   * @param factor From 0 to 1; several cuts multiply.
   * @param untilStep First update without the cut; later than the last update.
   */
  cut(group: string | typeof ALL_GROUPS, factor: number, untilStep: number, reason: string): void {
    const named = group === ALL_GROUPS ? null : this.#group(group).name;
    const request = checkCut({ factor, untilStep, reason }, this.#step);
    this.#cuts.add({ group: named, ...request });
    this.#blame(named, `cut by ${factor}: ${reason}`);
  }

  /** Multiplies a group's rate permanently, as the same rate means another step to another optimizer. */
  rescale(group: string, factor: number, reason: string): void {
    this.#cuts.add({ group: this.#group(group).name, ...checkRescale({ factor, reason }) });
    this.#blame(group, `scaled by ${factor}: ${reason}`);
  }

  /** Returns the state of all rates, without the history. */
  state(): AuthorityState {
    const groups = this.#groups.map(groupState);
    return recordState({ step: this.#step, groups, cuts: this.#cuts.all, metrics: this.#metrics });
  }

  /**
   * Restores rates, policies and the set of groups; changes nothing if it fails. A group that
   * had its own policy must be registered with it before.
   *
   * @throws {TolariaError} `state/invalid`.
   */
  restore(state: AuthorityState): void {
    const parsed = parseAuthorityState(state);
    const before = this.#groups;
    this.#groups = restoredGroups(parsed.groups, before, (name, parent) =>
      this.#sourceOf(name, undefined, parent),
    );
    this.#cuts.all = parsed.cuts;
    this.#metrics = metricsFromJson(parsed.metrics);
    for (const { name, rate } of this.#groups) {
      const from = before.find((group) => group.name === name)?.rate ?? Number.NaN;
      if (!Object.is(from, rate)) this.#note(this.#step, name, from, rate, "restored", true);
    }
    this.#step = parsed.step;
  }

  #sourceOf(
    group: string,
    own: LearningRatePolicy | undefined,
    parent: RatedGroup | undefined,
  ): Pick<RatedGroupParts, "source" | "policy"> {
    if (own) return { source: "own", policy: own };
    const policy = this.#policy?.forGroup?.(group) ?? (parent ? undefined : this.#policy);
    if (policy) return { source: "run", policy };
    if (parent) return { source: "parent", policy: undefined };
    throw new TolariaError(
      "learning-rate/no-policy",
      `The run has no policy and no parent is named: give a "policy". Cannot register group "${group}".`,
    );
  }

  /** Iterates over the distinct policies. */
  #policies(): Set<LearningRatePolicy> {
    return new Set(this.#groups.flatMap(({ policy }) => policy ?? []));
  }

  #commit(group: RatedGroup, step: number): void {
    const { rate: from, proposed: to, cause } = group;
    if (from !== to) {
      const first = Number.isNaN(from);
      const reason = cause ?? (first ? "registered" : group.course);
      this.#note(step, group.name, from, to, reason, first || cause !== undefined);
    }
    group.cause = undefined;
    group.commit(step);
  }

  #note(
    step: number,
    group: string,
    from: number,
    to: number,
    reason: string,
    notify: boolean,
  ): void {
    this.#history.add(step, group, from, to, reason);
    if (!notify) return;
    this.#onChange({ step, group, from: rateOrNone(from), to: rateOrNone(to), reason });
  }

  #blame(name: string | null, cause: string): void {
    for (const group of this.#groups) {
      if (name === null || group.name === name) group.cause = cause;
    }
  }

  #group(name: string): RatedGroup {
    for (const group of this.#groups) if (group.name === name) return group;
    throw new TolariaError(
      "learning-rate/unknown-group",
      errorMessage(unknownName("group", name, this.groups), "read the learning rate"),
    );
  }
}
