import { CollectiveFailure } from "../collective/failure.ts";
import type { Ranks } from "../collective/talk.ts";
import { messageOf } from "../errors/mod.ts";
import type { CheckpointStore } from "../ports/checkpoint_store.ts";
import type { Clock } from "../ports/clock.ts";
import type { RecoveryTier, RollbackOutcome, RollbackRequest } from "../ports/recovery.ts";
import type { SnapshotStore } from "../ports/snapshot_store.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import type { DeadlineFlag } from "./deadline_flag.ts";
import { allHave, commonStep, votesOf } from "./rank_votes.ts";
import { restoreState } from "./restore.ts";
import { type CurrentJob, restoreCheckpoint } from "./restore_checkpoint.ts";

/** What the tiers work with. */
export interface RollbackTiersParts {
  readonly participants: readonly StateParticipant[];
  readonly snapshots: SnapshotStore;
  readonly checkpoints: CheckpointStore;
  readonly clock: Clock;
  readonly flag: DeadlineFlag;
  readonly ranks: Ranks;
  readonly job: CurrentJob;
  /** Where training stands. */
  readonly progress: { readonly step: number };
  /** Runs whose checkpoints may be gone back to. */
  readonly lineage: () => readonly string[];
  /** Told of a checkpoint that was passed over. */
  readonly onDamaged: (message: string) => void;
  /** Ends the run: nothing is left to go back to. */
  readonly emergency: (reason: string) => void;
}

/** Goes back to a state: in memory, else to a checkpoint, else not at all, which is an emergency. */
export class RollbackTiers {
  readonly #parts: RollbackTiersParts;

  constructor(parts: RollbackTiersParts) {
    this.#parts = parts;
  }

  /** Whether there can be anything to go back to. */
  get any(): boolean {
    const { snapshots, checkpoints } = this.#parts;
    return snapshots.everySteps > 0 || checkpoints.everyEpochs > 0;
  }

  /**
   * Goes back; all ranks to the same state, or none of them.
   *
   * @throws {CollectiveFailure} If ranks are late or lost meanwhile; nothing else.
   */
  async run({
    atOrBefore,
    reason,
    tier = "fast",
  }: Omit<RollbackRequest, "span">): Promise<RollbackOutcome> {
    const { clock, progress, emergency } = this.#parts;
    const startedMs = clock.monotonicMs();
    const fromStep = progress.step;
    const failures: { tier: RecoveryTier; reason: string }[] = [];
    const outcome = (last: RecoveryTier): RollbackOutcome => ({
      recovered: last !== "emergency",
      tier: last,
      fromStep,
      step: progress.step,
      durationMs: clock.monotonicMs() - startedMs,
      reason,
      failures,
    });
    for (const next of tier === "fast" ? (["fast", "full"] as const) : (["full"] as const)) {
      try {
        if (next === "fast") await this.#fast(atOrBefore);
        else await this.#full(atOrBefore);
        return outcome(next);
      } catch (error) {
        if (error instanceof CollectiveFailure) throw error;
        failures.push({ tier: next, reason: messageOf(error) });
      }
    }
    emergency(
      `no state to go back to after ${reason}: ${failures.map((one) => one.reason).join("; ")}`,
    );
    return outcome("emergency");
  }

  async #fast(atOrBefore: number): Promise<void> {
    const { snapshots, ranks } = this.#parts;
    const step = commonStep(ranks, snapshots.nearest(atOrBefore)?.step);
    const state = step === undefined ? undefined : snapshots.nearest(step);
    const held = state?.step === step ? state : undefined;
    if (!allHave(ranks, held !== undefined) || !held) {
      throw new Error(`no snapshot at or before step ${atOrBefore}`);
    }
    await restoreState(held, { ...this.#parts, ...votesOf(ranks) });
    snapshots.forgetAfter(held.step);
  }

  async #full(atOrBefore: number): Promise<void> {
    const { checkpoints, lineage, onDamaged } = this.#parts;
    const loaded = await checkpoints.load({
      atOrBefore,
      runIds: lineage(),
      onDamaged: ({ id }, reason) => onDamaged(`checkpoint ${id} was skipped: ${reason}`),
    });
    const { state } = await restoreCheckpoint(loaded, {
      ...this.#parts,
      ...votesOf(this.#parts.ranks),
    });
    this.#parts.snapshots.forgetAfter(state.step);
  }
}
