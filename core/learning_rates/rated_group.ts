import { TolariaError } from "../errors/mod.ts";
import type { LearningRatePolicy, TrainingMoment } from "../ports/learning_rate_policy.ts";
import type { RateCuts } from "./rate_cuts.ts";

/** Warmup of a new group. */
export interface GroupWarmup {
  /** Length in updates. */
  readonly steps: number;
  /** Share of the parent's rate at the start. */
  readonly startShare: number;
  /** Update at which the warmup started; undefined before the first. */
  startedAt: number | undefined;
}

/** Source of a group's rate: its own policy, the run's policy or the parent's rate. */
export type RateSource = "own" | "run" | "parent";

/** Parts of a group. */
export interface RatedGroupParts {
  readonly name: string;
  readonly source: RateSource;
  /** Undefined if the group follows its parent. */
  readonly policy: LearningRatePolicy | undefined;
  readonly parent: RatedGroup | undefined;
  readonly warmup: GroupWarmup | undefined;
}

/**
 * The rate of one group, with its source.
 *
 *     base = policy's rate, or the parent's base
 *     warming up, k of w updates done, from share s:  base <- s parent + (base - s parent) k / w
 *     rate = base cuts
 *
 * NaN means that no rate was set.
 */
export class RatedGroup {
  name: string;
  readonly source: RateSource;
  readonly policy: LearningRatePolicy | undefined;
  parent: RatedGroup | undefined;
  warmup: GroupWarmup | undefined;
  /** Rate without cuts. */
  base: number = Number.NaN;
  /** Rate in force. */
  rate: number = Number.NaN;
  /** Cause of the next change, unless the policy's schedule causes it. */
  cause: string | undefined;
  #nextBase = Number.NaN;
  #nextRate = Number.NaN;
  #cut = 1;

  constructor(parts: RatedGroupParts) {
    this.name = parts.name;
    this.source = parts.source;
    this.policy = parts.policy;
    this.parent = parts.parent;
    this.warmup = parts.warmup;
  }

  /** Whether the rate still depends on `group`. */
  dependsOn(group: RatedGroup): boolean {
    return this.parent === group;
  }

  /** Name of the group that this one follows; undefined if it has a policy. */
  get followed(): string | undefined {
    return this.policy ? undefined : this.parent?.name;
  }

  /** Cause of scheduled changes. */
  get course(): string {
    if (this.warmup) return "warmup";
    return this.policy ? this.policy.name : `follows "${this.parent?.name}"`;
  }

  /** Rate that a commit will set. */
  get proposed(): number {
    return this.#nextRate;
  }

  /**
   * Computes the rate for `moment` without setting it. The parent's rate must be computed before.
   *
   * @throws {TolariaError} `learning-rate/non-finite` if the policy returns no finite rate >= 0.
   */
  propose(moment: TrainingMoment, cuts: RateCuts): void {
    const own = this.policy
      ? this.#checked(this.policy, moment)
      : (this.parent as RatedGroup).#nextBase;
    this.#nextBase = this.warmup ? this.#warmed(own, this.warmup, moment.step) : own;
    this.#applyCuts(cuts);
  }

  /** Computes the first rate of a group whose parent already has a rate. */
  proposeStart(cuts: RateCuts): void {
    this.#nextBase = (this.warmup?.startShare ?? 1) * (this.parent as RatedGroup).base;
    this.#applyCuts(cuts);
  }

  /** Sets the proposed rate for `step`. */
  commit(step: number): void {
    this.base = this.#nextBase;
    this.rate = this.#nextRate;
    const { warmup } = this;
    if (warmup?.startedAt === undefined || step < warmup.startedAt + warmup.steps) return;
    this.warmup = undefined;
    if (this.policy) this.parent = undefined;
  }

  #applyCuts(cuts: RateCuts): void {
    // Groups that follow a parent are cut with it.
    const inherited = this.policy ? 1 : (this.parent as RatedGroup).#cut;
    this.#cut = inherited * cuts.factorOf(this.name);
    this.#nextRate = this.#nextBase * this.#cut * cuts.factorOf(null);
  }

  #warmed(own: number, warmup: GroupWarmup, step: number): number {
    warmup.startedAt ??= step;
    const done = Math.max(0, step - warmup.startedAt) / warmup.steps;
    if (done >= 1) return own;
    const start = warmup.startShare * (this.parent as RatedGroup).#nextBase;
    return start + (own - start) * done;
  }

  #checked(policy: LearningRatePolicy, moment: TrainingMoment): number {
    const rate = policy.rate(moment);
    if (rate >= 0 && rate < Number.POSITIVE_INFINITY) return rate;
    throw new TolariaError(
      "learning-rate/non-finite",
      `Policy "${policy.name}" returned ${rate} for group "${this.name}" at step ${moment.step}: a rate must be finite and >= 0.`,
    );
  }
}
