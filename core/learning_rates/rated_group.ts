import { TolariaError } from "../errors/mod.ts";
import type { LearningRatePolicy, TrainingMoment } from "../ports/learning_rate_policy.ts";
import type { RateCuts } from "./rate_cuts.ts";

/** How a new group comes up to its rate. */
export interface GroupWarmup {
  /** Updates that it takes. */
  readonly steps: number;
  /** Share of the parent's rate that it starts at. */
  readonly startShare: number;
  /** Update at which it began; undefined before the first. */
  startedAt: number | undefined;
}

/** Who chooses the rate of a group: a policy of its own, the run's, or the parent's rate is followed. */
export type RateSource = "own" | "run" | "parent";

/** What a group is made of. */
export interface RatedGroupParts {
  readonly name: string;
  readonly source: RateSource;
  /** Undefined if the parent's rate is followed. */
  readonly policy: LearningRatePolicy | undefined;
  readonly parent: RatedGroup | undefined;
  readonly warmup: GroupWarmup | undefined;
}

/**
 * One group's rate, and what it follows from.
 *
 *     base = policy's rate, or the parent's base
 *     warming up, k of w updates done, from share s:  base <- s parent + (base - s parent) k / w
 *     rate = base cuts
 *
 * NaN stands for a rate that has not been set.
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
  /** Why the next change happens, where it is not the policy's own course. */
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

  /** Whether its rate still depends on `group`. */
  dependsOn(group: RatedGroup): boolean {
    return this.parent === group;
  }

  /** Name of the group whose rate it follows; undefined if it has a policy. */
  get followed(): string | undefined {
    return this.policy ? undefined : this.parent?.name;
  }

  /** Why its rate moves when nothing but time does. */
  get course(): string {
    if (this.warmup) return "warmup";
    return this.policy ? this.policy.name : `follows "${this.parent?.name}"`;
  }

  /** The rate that a commit sets. */
  get proposed(): number {
    return this.#nextRate;
  }

  /**
   * Works the rate for `moment` out, and sets nothing yet. The parent's must have been worked out before.
   *
   * @throws {TolariaError} `learning-rate/non-finite` if the policy gives no finite rate >= 0.
   */
  propose(moment: TrainingMoment, cuts: RateCuts): void {
    const own = this.policy
      ? this.#checked(this.policy, moment)
      : (this.parent as RatedGroup).#nextBase;
    this.#nextBase = this.warmup ? this.#warmed(own, this.warmup, moment.step) : own;
    this.#applyCuts(cuts);
  }

  /** Works out what a group starts at whose parent has a rate already. */
  proposeStart(cuts: RateCuts): void {
    this.#nextBase = (this.warmup?.startShare ?? 1) * (this.parent as RatedGroup).base;
    this.#applyCuts(cuts);
  }

  /** Sets what was proposed for `step`. */
  commit(step: number): void {
    this.base = this.#nextBase;
    this.rate = this.#nextRate;
    const { warmup } = this;
    if (warmup?.startedAt === undefined || step < warmup.startedAt + warmup.steps) return;
    this.warmup = undefined;
    if (this.policy) this.parent = undefined;
  }

  #applyCuts(cuts: RateCuts): void {
    // Who follows a parent is cut with it.
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
