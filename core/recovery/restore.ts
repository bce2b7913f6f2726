import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  PreparedRestore,
  StatePart,
  StateParticipant,
  TrainingState,
} from "../ports/training_state.ts";
import type { DeadlineFlag } from "./deadline_flag.ts";

/** The phases of a restore with the time of each, ms. */
export const RESTORE_PHASES = [
  { name: "prepare", budgetMs: 150 },
  { name: "commit", budgetMs: 250 },
  { name: "confirm", budgetMs: 100 },
] as const;

/** Those that restore before all others, in this order. */
const FIRST = ["tamiyo", "kasmina", "tolaria"];

/** Participants in the order in which they restore: Tamiyo, Kasmina, Tolaria, then the others by name. */
export function inOrder(participants: readonly StateParticipant[]): readonly StateParticipant[] {
  const place = ({ name }: StateParticipant) =>
    (FIRST.indexOf(name) + FIRST.length + 1) % (FIRST.length + 1);
  const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...participants].sort((a, b) => place(a) - place(b) || byName(a.name, b.name));
}

/** What a restore works with. */
export interface RestoreScope {
  readonly participants: readonly StateParticipant[];
  readonly clock: Clock;
  readonly flag: DeadlineFlag;
  /** How many times the usual budgets it may take: a restore from a file has more to build. @default 1 */
  readonly patience?: number;
  /**
   * Asks whether all ranks have come through a phase.
   *
   * @throws {CollectiveFailure} If ranks are late or lost meanwhile.
   */
  readonly vote?: (phase: string, yes: boolean) => boolean;
}

/** A participant's restore on its way. */
interface Vote {
  readonly name: string;
  readonly prepared: PreparedRestore;
}

/**
 * Takes every participant back to `state`, or none: prepare, commit, confirm, each within its time.
 *
 * @throws {TolariaError} `rollback/refused` if one votes 'no' or fails, `rollback/late` if a phase takes too long;
 * nothing has changed then.
 */
export async function restoreState(state: TrainingState, scope: RestoreScope): Promise<void> {
  const restore = new Restore(scope);
  try {
    await restore.phase(0, async () => {
      for (const participant of inOrder(scope.participants)) {
        await restore.prepare(participant, partOf(state, participant));
      }
    });
    for (const [index, phase] of (["commit", "confirm"] as const).entries()) {
      await restore.phase(index + 1, async () => {
        for (const vote of restore.votes) await restore.go(vote, phase);
      });
    }
    restore.complete();
  } catch (error) {
    await restore.abort();
    throw error;
  }
}

function partOf(state: TrainingState, { name }: StateParticipant): StatePart {
  const part = state.parts.get(name);
  if (part) return part;
  throw new TolariaError(
    "rollback/refused",
    `The state of step ${state.step} holds nothing for "${name}". Cannot restore it.`,
  );
}

/** One restore: what has voted 'yes' so far, and how much time is left. */
class Restore {
  readonly votes: Vote[] = [];
  readonly #scope: RestoreScope;
  #phase = 0;
  #deadlineMs = 0;

  constructor(scope: RestoreScope) {
    this.#scope = scope;
  }

  /** Goes through a phase; with other ranks, all of them or none. */
  async phase(phase: number, work: () => Promise<void>): Promise<void> {
    const { vote } = this.#scope;
    const { name } = RESTORE_PHASES[phase] as (typeof RESTORE_PHASES)[number];
    if (!vote) {
      this.begin(phase);
      return await work();
    }
    let fault: { readonly error: unknown } | undefined;
    try {
      this.begin(phase);
      await work();
    } catch (error) {
      fault = { error };
    }
    const all = vote(name, !fault);
    if (fault) throw fault.error;
    if (all) return;
    throw new TolariaError(
      "rollback/refused",
      `Another rank could not ${name} it. Cannot restore; nothing was changed.`,
    );
  }

  begin(phase: number): void {
    const { clock, flag, patience = 1 } = this.#scope;
    const budgetMs = this.#budgetOf(phase) * patience;
    this.#phase = phase;
    this.#deadlineMs = clock.monotonicMs() + budgetMs;
    const wallMs = clock.wallMs();
    if (phase === 0) flag.arm(wallMs, wallMs + budgetMs);
    else if (!flag.extend(phase, wallMs, wallMs + budgetMs)) throw this.#late();
  }

  async prepare(participant: StateParticipant, part: StatePart): Promise<void> {
    const { name } = participant;
    const asked = this.#attempt(name, () => participant.prepare(part));
    // What comes too late is given back when it comes.
    const prepared =
      asked instanceof Promise ? await this.#inTime(name, asked, (late) => late.abort()) : asked;
    this.votes.push({ name, prepared });
    this.#checkTime();
  }

  async go({ name, prepared }: Vote, phase: "commit" | "confirm"): Promise<void> {
    const done = this.#attempt(name, () => prepared[phase]());
    if (done instanceof Promise) await this.#inTime(name, done, () => {});
    this.#checkTime();
  }

  complete(): void {
    if (!this.#scope.flag.complete()) throw this.#late();
    for (const { prepared } of this.votes) prepared.settle();
  }

  /** Takes back what was done, the last first. */
  async abort(): Promise<void> {
    this.#scope.flag.expire();
    for (const { prepared } of this.votes.reverse()) await prepared.abort();
  }

  #attempt<T>(name: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#refused(name, error);
    }
  }

  /** What is waited for, or an error when the phase is over; `onLate` is given what comes after that. */
  async #inTime<T>(name: string, asked: Promise<T>, onLate: (value: T) => void): Promise<T> {
    const leftMs = Math.max(0, this.#deadlineMs - this.#scope.clock.monotonicMs());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#scope.flag.expire();
        asked.then(onLate, () => {});
        reject(this.#late());
      }, leftMs);
    });
    const answer = asked.catch((error) => {
      throw this.#refused(name, error);
    });
    try {
      return await Promise.race([answer, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }

  #checkTime(): void {
    const { clock, flag } = this.#scope;
    if (clock.monotonicMs() > this.#deadlineMs) flag.expire();
    if (!flag.armed) throw this.#late();
  }

  #budgetOf(phase: number): number {
    return (RESTORE_PHASES[phase] as (typeof RESTORE_PHASES)[number]).budgetMs;
  }

  #late(): TolariaError {
    const { name, budgetMs } = RESTORE_PHASES[this.#phase] as (typeof RESTORE_PHASES)[number];
    const ms = budgetMs * (this.#scope.patience ?? 1);
    return new TolariaError(
      "rollback/late",
      `Phase "${name}" took longer than ${ms} ms. Cannot restore; nothing was changed.`,
    );
  }

  #refused(name: string, error: unknown): TolariaError {
    const { name: phase } = RESTORE_PHASES[this.#phase] as (typeof RESTORE_PHASES)[number];
    return new TolariaError(
      "rollback/refused",
      errorMessage(messageOf(error), `${phase} the restore of "${name}"`),
      { cause: error },
    );
  }
}
