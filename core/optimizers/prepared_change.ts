import {
  disposeContents,
  type GroupContents,
  type ParameterGroup,
} from "../arena/parameter_group.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { Clock } from "../ports/clock.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";
import type { StormGuard } from "./rebuild_rate_limiter.ts";

/** A change as far as it is known before it is made. */
export type PlannedChange = Omit<OptimizerChange, "commitMs" | "step">;

/** One group's part of a change, built and checked off to the side. */
export interface PreparedPart {
  readonly group: ParameterGroup;
  /** What the group was when this was built. */
  readonly base: GroupContents;
  /** What it is to become; owned by the change until it is committed. */
  readonly next: GroupContents;
  readonly change: PlannedChange;
}

/** What a change takes effect on. */
export interface ChangeScope {
  readonly rates: Pick<LearningRateAuthority, "followedBy" | "rescale" | "state" | "restore">;
  readonly clock: Clock;
  readonly storm: StormGuard;
  readonly progress: { readonly step: number };
  /** Called for each change after it was committed. */
  readonly onCommit: (change: OptimizerChange) => void;
}

/**
 * A change of one or several groups that is built and checked, and not yet made.
 *
 * `commit()` exchanges pointers and asks the authority for rates; it creates no tensor and touches no number.
 * Where anything of it fails, all is as it was, bit for bit. Exactly one of `commit()` and `abort()` is to be
 * called, before the next update of the groups.
 */
export class PreparedChange {
  readonly #parts: readonly PreparedPart[];
  readonly #scope: ChangeScope;
  #settled: "committed" | "aborted" | undefined;

  /**
   * Takes over what was built.
   *
   * @param parts Its parts; a part that is added before it is settled belongs to it too.
   */
  constructor(parts: readonly PreparedPart[], scope: ChangeScope) {
    this.#parts = parts;
    this.#scope = scope;
  }

  /** What it is going to do, group by group. */
  get changes(): readonly PlannedChange[] {
    return this.#parts.map(({ change }) => change);
  }

  /** Whether a group has moved on since it was built, so that it cannot be committed any more. */
  get stale(): boolean {
    return this.#parts.some(({ group, base }) => group.contents !== base);
  }

  /**
   * Makes the change.
   *
   * @throws {TolariaError} `optimizer/stale`, `optimizer/storm`, `optimizer/failed`; all is as it was then, and
   * the change is aborted.
   */
  commit(): readonly OptimizerChange[] {
    const { clock, progress, storm, onCommit } = this.#scope;
    this.#checkOpen();
    const startedMs = clock.monotonicMs();
    const replaced = this.#exchange();
    this.#settled = "committed";
    for (const contents of replaced) disposeContents(contents);
    storm.note(progress.step);
    const commitMs = clock.monotonicMs() - startedMs;
    const changes = this.changes.map((change) => ({ ...change, step: progress.step, commitMs }));
    for (const change of changes) onCommit(change);
    return changes;
  }

  /** Gives back what was built; the groups stay as they are. */
  abort(): void {
    if (this.#settled) return;
    this.#settled = "aborted";
    for (const { next } of this.#parts) disposeContents(next);
  }

  #checkOpen(): void {
    if (this.#settled) {
      throw new TolariaError(
        "optimizer/refused",
        `The change is ${this.#settled} already. Cannot commit it.`,
      );
    }
    try {
      this.#scope.storm.check(this.#scope.progress.step);
    } catch (error) {
      this.abort();
      throw error;
    }
    if (!this.stale) return;
    this.abort();
    throw new TolariaError(
      "optimizer/stale",
      "A group was updated after the change was prepared: prepare it again. Cannot commit it.",
    );
  }

  /** What the rate of a group is multiplied by already because it follows another that is changed, too. */
  #inheritedFactor(group: string): number {
    const followed = this.#scope.rates.followedBy(group);
    if (followed === undefined) return 1;
    const parent = this.#parts.find(({ change }) => change.group === followed);
    return parent?.change.rateFactor ?? this.#inheritedFactor(followed);
  }

  /** Exchanges the contents of every group, or of none. Returns what was there before. */
  #exchange(): readonly GroupContents[] {
    const { rates } = this.#scope;
    const held = rates.state();
    const done: PreparedPart[] = [];
    try {
      for (const part of this.#parts) {
        const { group, next, change } = part;
        done.push(part);
        group.exchange(next);
        const factor = change.rateFactor / this.#inheritedFactor(change.group);
        if (factor !== 1) {
          const reason = `${change.kind} from ${change.from} to ${change.to}`;
          rates.rescale(change.group, factor, reason);
        }
      }
      return done.map(({ base }) => base);
    } catch (error) {
      for (const { group, base } of done) if (group.contents !== base) group.exchange(base);
      rates.restore(held);
      this.abort();
      throw new TolariaError(
        "optimizer/failed",
        errorMessage(messageOf(error), "commit the change; the optimizers are unchanged"),
        { cause: error },
      );
    }
  }
}
