import type { DamageResult } from "./damage.ts";
import type { Line } from "./training_process.ts";

/** What a chaos run came to. */
export interface ChaosResult {
  /** Processes that were killed. */
  readonly kills: number;
  /** Checkpoints that processes said exist. */
  readonly checkpoints_committed: number;
  /** Of them, those that were there no more, and whole checkpoints that were not loaded from a damaged store. */
  readonly checkpoints_lost: number;
  /** Loads that gave something else than what was written. */
  readonly corrupt_loads: number;
  /** Resumed trainings whose every step gave the weights that it gives without a kill. */
  readonly exact_resumes: number;
  /** Resumed trainings that took a step. */
  readonly resumes: number;
  /** Processes that ran on a disk that was full. */
  readonly full_disks: number;
  /** Stores that were damaged. */
  readonly damaged_stores: number;
  /** What was wrong, in words. */
  readonly faults: readonly string[];
}

/** Counts what happens in a chaos run, and holds it against an undisturbed one. */
export class Tally {
  readonly #reference: ReadonlyMap<number, string>;
  readonly #faults: string[] = [];
  #kills = 0;
  #committed = 0;
  #lost = 0;
  #corrupt = 0;
  #resumes = 0;
  #exact = 0;
  #fullDisks = 0;
  #damaged = 0;

  /** @param reference What the weights are after each step of a run that nobody kills. */
  constructor(reference: ReadonlyMap<number, string>) {
    this.#reference = reference;
  }

  get kills(): number {
    return this.#kills;
  }

  /** Takes note of what a process said before its end. */
  process(lines: readonly Line[], killed: boolean, fullDisk: boolean): void {
    if (killed) this.#kills += 1;
    if (fullDisk) this.#fullDisks += 1;
    this.#committed += lines.filter(({ kind }) => kind === "committed").length;
    const steps = lines.filter((line) => line.kind === "step");
    const wrong = steps.find(({ step, hash }) => this.#reference.get(step) !== hash);
    if (wrong) this.fault(`the weights after step ${wrong.step} are others than without a kill`);
    if (steps.length === 0 || !lines.some((line) => line.kind === "begun" && line.resumed)) return;
    this.#resumes += 1;
    if (!wrong) this.#exact += 1;
  }

  /** Takes note of a checkpoint that existed and does not any more. */
  lost(what: string): void {
    this.#lost += 1;
    this.fault(what);
  }

  /** Takes note of what became of damaged copies. */
  damage({ tried, corruptLoads, lost }: DamageResult): void {
    this.#damaged += tried;
    this.#corrupt += corruptLoads.length;
    for (const what of corruptLoads) this.fault(`something else was loaded where one ${what}`);
    for (const what of lost) this.lost(`something was lost where one ${what}`);
  }

  /** Takes note of what should not have been. */
  fault(what: string): void {
    this.#faults.push(what);
  }

  result(): ChaosResult {
    return {
      kills: this.#kills,
      checkpoints_committed: this.#committed,
      checkpoints_lost: this.#lost,
      corrupt_loads: this.#corrupt,
      exact_resumes: this.#exact,
      resumes: this.#resumes,
      full_disks: this.#fullDisks,
      damaged_stores: this.#damaged,
      faults: this.#faults,
    };
  }
}
