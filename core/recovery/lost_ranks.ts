import { CollectiveFailure, describeOutcome } from "../collective/failure.ts";
import { allAgree, largest, type Ranks } from "../collective/talk.ts";
import { errorMessage, TolariaError } from "../errors/mod.ts";
import type { RunEventStream } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { TensorOwner } from "../memory/tensor_usage.ts";
import type { Clock } from "../ports/clock.ts";
import type { RankLoss } from "../ports/reports/rank_loss.ts";
import type { RunReport } from "../ports/reports/run_report.ts";
import type { StateParticipant, TrainingState } from "../ports/training_state.ts";
import { captureState } from "../state/training_state.ts";
import type { DeadlineFlag } from "./deadline_flag.ts";
import { HeldStates } from "./held_states.ts";
import { restoreState } from "./restore.ts";

/** States that are held: ranks are at most one step or one boundary apart. */
const HELD = 3;

/** How many times the usual budgets going back may take: nobody is waiting but the ranks that are left. */
const PATIENCE = 24;

/** Where a state stands, as one number: ranks go back to the smallest of them. */
const EPOCHS = 2 ** 20;

/** What going on without lost ranks works with. */
export interface LostRanksParts {
  readonly ranks: Ranks;
  readonly participants: readonly StateParticipant[];
  readonly clock: Clock;
  readonly flag: DeadlineFlag;
  readonly events: RunEventStream;
  readonly progress: { readonly step: number; readonly epoch: number };
  /** Does what a change of the group asks for. */
  readonly regroup: () => Promise<void>;
}

/**
 * Lets a run go on when ranks are lost: the group shrinks, all that are left go back to the last state that every one
 * of them holds, which is at most one step behind, and take its batch once more.
 */
export class LostRanks implements RunPart {
  readonly name = "lost ranks";
  readonly #parts: LostRanksParts;
  readonly #states = new HeldStates();
  readonly #losses: RankLoss[] = [];
  readonly #stop: () => void;
  #held: TrainingState[] = [];

  constructor(parts: LostRanksParts) {
    this.#parts = parts;
    // What was held before is of another course of the training.
    this.#stop = parts.events.on("rollback/done", () => this.#forget(() => true));
  }

  /** What is held, for the ledger of tensors. */
  get owner(): TensorOwner {
    return { name: "lost ranks", usage: () => this.#states.usage() };
  }

  /** Holds the state before a step, unless it does so already. */
  beforeStep(): void {
    const { progress, participants } = this.#parts;
    if (!this.#canGoOn) return;
    const newest = this.#held.at(-1);
    if (newest && placeOf(newest) === placeOf(progress)) return;
    this.#held.push(this.#states.hold(captureState(participants, progress)));
    if (this.#held.length > HELD) this.#release(this.#held.shift() as TrainingState);
  }

  /**
   * Goes on after a failure of the group.
   *
   * @returns Whether training stands where all that are left stand; if not, the failure is none of the group's ranks.
   * @throws {TolariaError} `collective/lost` if the run cannot go on without them.
   */
  async recover(failure: unknown): Promise<boolean> {
    let cause = failure;
    const startedMs = this.#parts.clock.monotonicMs();
    while (cause instanceof CollectiveFailure && cause.outcome.kind !== "unequal") {
      if (!this.#canGoOn) return false;
      try {
        await this.#goOn(cause, startedMs);
        return true;
      } catch (error) {
        // Another rank was lost meanwhile.
        if (!(error instanceof CollectiveFailure)) throw error;
        cause = error;
      }
    }
    return false;
  }

  report(): Partial<RunReport> {
    return this.#losses.length > 0 ? { lostRanks: [...this.#losses] } : {};
  }

  dispose(): void {
    this.#stop();
    this.#forget(() => true);
  }

  get #canGoOn(): boolean {
    const { collective } = this.#parts.ranks;
    return collective.size > 1 && collective.canShrink;
  }

  async #goOn(cause: CollectiveFailure, startedMs: number): Promise<void> {
    const { ranks, regroup, progress, clock, events } = this.#parts;
    const fromStep = progress.step;
    const before = ranks.collective.size;
    const { lost, size } = await ranks.collective.shrink();
    const doing = `go on with ${size} of ${before} ranks`;
    const newest = this.#held.at(-1);
    const [vote] = largest(ranks, [BigInt(newest ? -placeOf(newest) : 0)], doing);
    const state = this.#held.find((one) => placeOf(one) === Number(-(vote as bigint)));
    if (!allAgree(ranks, state !== undefined, doing)) throw this.#nothingInCommon(cause, doing);
    await restoreState(state as TrainingState, { ...this.#parts, patience: PATIENCE });
    this.#forget((one) => placeOf(one) > placeOf(state as TrainingState));
    await regroup();
    const loss: RankLoss = {
      ranks: lost,
      before,
      size,
      fromStep,
      step: progress.step,
      durationMs: clock.monotonicMs() - startedMs,
      reason: describeOutcome(cause.outcome),
    };
    this.#losses.push(loss);
    events.emit("collective/rank-lost", { loss });
  }

  #nothingInCommon(cause: unknown, doing: string): TolariaError {
    const reason = "the ranks that are left hold no state in common";
    return new TolariaError("collective/lost", errorMessage(reason, doing), { cause });
  }

  #forget(which: (state: TrainingState) => boolean): void {
    for (const state of this.#held.filter(which)) this.#release(state);
    this.#held = this.#held.filter((state) => !which(state));
  }

  #release(state: TrainingState): void {
    this.#states.release(state);
  }
}

function placeOf({ step, epoch }: { readonly step: number; readonly epoch: number }): number {
  return step * EPOCHS + epoch;
}
