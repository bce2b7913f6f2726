import { TolariaError } from "../errors/mod.ts";
import type { CollectiveOutcome, LateRank } from "../ports/collective.ts";

/** An outcome that is not `done`. */
export type FailedOutcome = Exclude<CollectiveOutcome, { readonly kind: "done" }>;

/** What the ranks of a group could not do together. Nothing of the run has changed by it. */
export class CollectiveFailure extends TolariaError {
  /** How the wait ended. */
  readonly outcome: FailedOutcome;

  constructor(outcome: FailedOutcome, doing: string) {
    super(
      outcome.kind === "unequal" ? "collective/desync" : "collective/lost",
      `${describeOutcome(outcome)} Cannot ${doing}.`,
    );
    this.outcome = outcome;
  }
}

/** Fails if ranks are late, lost or with something else. @throws {CollectiveFailure} */
export function checkDone(outcome: CollectiveOutcome, doing: string): void {
  if (outcome.kind !== "done") throw new CollectiveFailure(outcome, doing);
}

/** What went wrong, as a sentence. */
export function describeOutcome(outcome: FailedOutcome): string {
  switch (outcome.kind) {
    case "lost":
      return `${ranks(outcome.ranks)} ended.`;
    case "late":
      return `${outcome.ranks.map(where).join("; ")}, and did not come within the deadline.`;
    case "unequal":
      return describeOdd(outcome.lengths, (length) => `comes with ${length} numbers`);
  }
}

function where({ rank, host, pid, step, phase }: LateRank): string {
  return `Rank ${rank} (process ${pid} on ${host}) was last at step ${step}, in ${nameOf(phase)}`;
}

/** What a rank reports of itself. */
export const COLLECTIVE_PHASES = ["idle", "forward", "sum", "validation", "boundary"] as const;

/** What a rank reports of itself: what it is at. */
export type CollectivePhase = (typeof COLLECTIVE_PHASES)[number];

/** Number of a phase, as a rank reports it. */
export function phaseNumber(phase: CollectivePhase): number {
  return COLLECTIVE_PHASES.indexOf(phase);
}

function nameOf(phase: number): string {
  return COLLECTIVE_PHASES[phase] ?? `phase ${phase}`;
}

function ranks(numbers: readonly number[]): string {
  return `Rank${numbers.length > 1 ? "s" : ""} ${numbers.join(", ")}`;
}

/**
 * Says which ranks have another value than most; of two that are as frequent, the one of the lower rank is taken for
 * that of most.
 */
export function describeOdd<T>(values: readonly T[], describeValue: (value: T) => string): string {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const common = values.find((value) => counts.get(value) === most) as T;
  const odd = values.flatMap((value, rank) =>
    value === common ? [] : [`rank ${rank} ${describeValue(value)}`],
  );
  const others = values.length - odd.length;
  const text = `${odd.join(", ")}, but ${others === 1 ? "the other" : `the ${others} others`} ${describeValue(common)}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
