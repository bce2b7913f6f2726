import type { TakenStep } from "../events/run_part.ts";
import { readTogether } from "../late_reads/read_together.ts";
import type { Clock } from "../ports/clock.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import type { DeadlineFlag } from "../recovery/deadline_flag.ts";
import { restoreState } from "../recovery/restore.ts";
import { captureState, disposeState } from "../state/training_state.ts";
import type { UnreadStep } from "./unread_step.ts";

/** How many times its usual time it may take to put a window back: nobody waits for it. */
const PATIENCE = 10;

/** What a window of steps works with. */
export interface StepWindowParts {
  readonly backend: Pick<ComputeBackend, "lateReads">;
  readonly clock: Clock;
  readonly flag: DeadlineFlag;
  /** Everyone who owns a part of the state. */
  readonly participants: readonly StateParticipant[];
  /** Where training stands. */
  readonly progress: { step: number; readonly epoch: number };
}

/** How the loop takes the steps of a window. */
export interface WindowSteps<Batches> {
  /** Steps that may be taken before everything has to be known of them, the first one included. */
  room(): number;
  /** Takes a step, and waits for its numbers. Returns the error that ends the run, if training diverged. */
  take(batches: Batches): Promise<StepOutcome | Error>;
  /** Takes a step of which nothing is read, as if all of its numbers were finite. */
  takeUnread(batches: Batches): UnreadStep;
  /** Batches of the next step; undefined if there is none, or something has to be settled before. */
  next(): Promise<Batches | undefined>;
  /** Puts the data back to the first of the steps. */
  rewind(): void;
  /** Shows a step to everyone who looks at steps. Returns whether there is an alarm about it. */
  show(step: TakenStep): boolean;
  /** Settles the alarm. Returns whether training moved. */
  settle(): Promise<boolean>;
}

/**
 * Takes steps whose numbers are read together, on a backend that hands none over at once.
 *
 * Steps of a window are taken as if their losses and gradients were finite. If one turns out not to be, training is put
 * back to where the window began, and its steps are taken again, each with its numbers: so a run has the same bits as
 * one that waits in each step. The watchdog judges the steps in their order when they are read; what training goes back
 * to because of an alarm lies before the window, as no state is kept within one.
 */
export class StepWindow {
  readonly #parts: StepWindowParts;
  /** Steps before this one are waited for. */
  #carefulUntil = 0;

  constructor(parts: StepWindowParts) {
    this.#parts = parts;
  }

  /**
   * Takes one or several steps.
   *
   * @param first Batches of the first one.
   * @returns What the last one did; undefined if training was put back, or went back, instead.
   */
  async take<Batches>(
    first: Batches,
    steps: WindowSteps<Batches>,
  ): Promise<TakenStep | Error | undefined> {
    const { backend, clock, progress } = this.#parts;
    const { step: from } = progress;
    const startedMs = clock.monotonicMs();
    const careful = from < this.#carefulUntil;
    const size = careful ? 1 : Math.min(backend.lateReads?.everySteps ?? 1, steps.room());
    const alone = size < 2 ? await steps.take(first) : undefined;
    if (alone instanceof Error) return alone;
    const outcomes = alone ? [alone] : await this.#takeUnread(first, size, steps);
    if (!outcomes) return undefined;
    const stepMs = (clock.monotonicMs() - startedMs) / outcomes.length;
    for (const [at, outcome] of outcomes.slice(0, -1).entries()) {
      progress.step = from + at + 1;
      const alarmed = steps.show({ ...outcome, stepMs });
      progress.step = from + outcomes.length;
      if (alarmed && (await steps.settle())) return undefined;
    }
    return { ...(outcomes.at(-1) as StepOutcome), stepMs };
  }

  /** Takes the steps of a window; undefined if they have to be taken one by one. */
  async #takeUnread<Batches>(
    first: Batches,
    size: number,
    steps: WindowSteps<Batches>,
  ): Promise<readonly StepOutcome[] | undefined> {
    const { participants, progress, clock, flag } = this.#parts;
    const begin = captureState(participants, progress);
    try {
      const outcomes = await readWindow(first, size, steps);
      if (outcomes) return outcomes;
      this.#carefulUntil = progress.step + 1;
      await restoreState(begin, { participants, clock, flag, patience: PATIENCE });
      steps.rewind();
      return undefined;
    } finally {
      disposeState(begin);
    }
  }
}

/** Takes steps and reads them; undefined if one of them was not what it was taken for. */
async function readWindow<Batches>(
  first: Batches,
  size: number,
  steps: WindowSteps<Batches>,
): Promise<readonly StepOutcome[] | undefined> {
  const unread: UnreadStep[] = [];
  try {
    for (let batches: Batches | undefined = first; batches !== undefined; ) {
      unread.push(steps.takeUnread(batches));
      batches = unread.length < size ? await steps.next() : undefined;
    }
    const numbers = await readTogether(unread.map((step) => step.numbers));
    const plain = unread.every((step, at) => step.isPlain(numbers[at] as Float32Array));
    return plain ? unread.map((step, at) => step.conclude(numbers[at] as Float32Array)) : undefined;
  } catch (error) {
    // Of the first step it is the loop's; a later one fails again when those before it have been seen.
    if (unread.length === 0) throw error;
    return undefined;
  } finally {
    for (const { numbers } of unread) numbers.dispose();
  }
}
