import {
  disposeContents,
  type GroupContents,
  type ParameterGroup,
} from "../arena/parameter_group.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { Clock } from "../ports/clock.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";
import type { RebuildRateLimiter } from "./rebuild_rate_limiter.ts";

/** Description of a change before its commit. */
export type PlannedChange = Omit<OptimizerChange, "commitMs" | "step">;

/** One group's part of a change, built and checked. */
export interface PreparedPart {
  readonly group: ParameterGroup;
  /** Contents of the group when this was built. */
  readonly base: GroupContents;
  /** New contents; owned by the change until its commit. */
  readonly next: GroupContents;
  readonly change: PlannedChange;
}

/** Dependencies of a change. */
export interface ChangeScope {
  readonly rates: Pick<LearningRateAuthority, "followedBy" | "rescale" | "state" | "restore">;
  readonly clock: Clock;
  readonly limiter: RebuildRateLimiter;
  readonly progress: { readonly step: number };
  /** Called for each change after it was committed. */
  readonly onCommit: (change: OptimizerChange) => void;
}

/**
 * A change of one or several groups that is built and checked but not committed.
 *
 * `commit()` swaps pointers and sets rates; it creates no tensors and changes no values.
 * If any part fails, every bit stays as before. Call exactly one of `commit()` and `abort()`,
 * before the next update of the groups.
 */
export class PreparedChange {
  readonly #parts: readonly PreparedPart[];
  readonly #scope: ChangeScope;
  #settled: "committed" | "aborted" | undefined;

  /**
   * Takes ownership of the built parts.
   *
   * @param parts Parts of the change. Parts that are added later, before it is settled, belong to it too.
   */
  constructor(parts: readonly PreparedPart[], scope: ChangeScope) {
    this.#parts = parts;
    this.#scope = scope;
  }

  /** Planned changes by group. */
  get changes(): readonly PlannedChange[] {
    return this.#parts.map(({ change }) => change);
  }

  /** Whether a group was updated since, so that the change cannot be committed. */
  get stale(): boolean {
    return this.#parts.some(({ group, base }) => group.contents !== base);
  }

  /**
   * Commits the change.
   *
   * @throws {TolariaError} `optimizer/stale`, `optimizer/rate-limited`, `optimizer/failed`; nothing changes then, and
   * the change is aborted.
   */
  commit(): readonly OptimizerChange[] {
    const { clock, progress, limiter, onCommit } = this.#scope;
    this.#checkOpen();
    const startedMs = clock.monotonicMs();
    const replaced = this.#exchange();
    this.#settled = "committed";
    for (const contents of replaced) disposeContents(contents);
    limiter.note(progress.step);
    const commitMs = clock.monotonicMs() - startedMs;
    const changes = this.changes.map((change) => ({ ...change, step: progress.step, commitMs }));
    for (const change of changes) onCommit(change);
    return changes;
  }

  /** Disposes what was built; the groups are unchanged. */
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
      this.#scope.limiter.check(this.#scope.progress.step);
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

  /** Factor on a group's rate that comes from a changed group that it follows. */
  #inheritedFactor(group: string): number {
    const followed = this.#scope.rates.followedBy(group);
    if (followed === undefined) return 1;
    const parent = this.#parts.find(({ change }) => change.group === followed);
    return parent?.change.rateFactor ?? this.#inheritedFactor(followed);
  }

  /** Exchanges the contents of all groups or of none. Returns the old contents. */
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
