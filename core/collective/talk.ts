import type { Collective } from "../ports/collective.ts";
import { checkDone } from "./failure.ts";

/** The ranks of a run, as far as what they tell each other needs it. */
export interface Ranks {
  readonly collective: Collective;
  /** Whether there are ranks that this process does not play. */
  readonly shared: boolean;
  /** How long a wait may take now, ms. */
  readonly deadlineMs: number;
}

/** How long ranks wait for each other outside of steps, ms. */
const WAIT_MS = 60_000;

/** The ranks of a group. */
export function ranksOf(collective: Collective): Ranks {
  return {
    collective,
    get shared() {
      return collective.ranks.length < collective.size;
    },
    deadlineMs: WAIT_MS,
  };
}

/** Whether this process plays rank 0, which alone writes files and speaks. */
export function isFirst(collective: Pick<Collective, "ranks">): boolean {
  return collective.ranks[0] === 0;
}

/**
 * Hands the bytes of one rank to all.
 *
 * @param bytes Only looked at where that rank is played.
 * @param options.patienceMs Waits so much longer, for what takes its time on that rank.
 * @throws {CollectiveFailure} If ranks are late or lost.
 */
export function tellAll(
  { collective, deadlineMs }: Ranks,
  bytes: Uint8Array | undefined,
  doing: string,
  { root = 0, patienceMs = 0 }: { readonly root?: number; readonly patienceMs?: number } = {},
): Uint8Array {
  const told = collective.broadcast(bytes, root, deadlineMs + patienceMs);
  checkDone(told.outcome, doing);
  return told.bytes;
}

/** The same of anything that JSON can say. */
export function tellAllJson<T>(
  ranks: Ranks,
  value: T | undefined,
  doing: string,
  options?: { readonly root?: number; readonly patienceMs?: number },
): T {
  const bytes = value === undefined ? undefined : new TextEncoder().encode(JSON.stringify(value));
  return JSON.parse(new TextDecoder().decode(tellAll(ranks, bytes, doing, options))) as T;
}

/**
 * The largest of each vote over all ranks.
 *
 * @throws {CollectiveFailure} If ranks are late or lost.
 */
export function largest(
  { collective, deadlineMs }: Ranks,
  votes: readonly bigint[],
  doing: string,
): readonly bigint[] {
  const all = BigInt64Array.from(votes);
  checkDone(collective.agree(all, deadlineMs), doing);
  return [...all];
}

/** Whether all ranks say yes. @throws {CollectiveFailure} If ranks are late or lost. */
export function allAgree(ranks: Ranks, yes: boolean, doing: string): boolean {
  return largest(ranks, [yes ? 0n : 1n], doing)[0] === 0n;
}

/**
 * What each rank says, as whole numbers from 0.
 *
 * @param own Of the ranks that this process plays, which say the same.
 * @throws {CollectiveFailure} If ranks are late or lost.
 */
export function gather(ranks: Ranks, own: readonly bigint[], doing: string): readonly bigint[][] {
  const { size, ranks: played } = ranks.collective;
  const votes = Array.from({ length: size }, (_, rank) =>
    played.includes(rank) ? own : own.map(() => -1n),
  );
  const all = largest(ranks, votes.flat(), doing);
  return Array.from({ length: size }, (_, rank) =>
    all.slice(rank * own.length, (rank + 1) * own.length),
  );
}
