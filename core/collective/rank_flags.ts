import type { RankRow } from "./rank_table.ts";

/** What a rank may ask of all others. */
export const RANK_FLAGS = [
  "stop-interrupted",
  "stop-ended",
  "stop-halted",
  "save",
  "conserve-boundary",
  "conserve-breaker",
  "conserve-integrity",
  "conserve-emergency",
] as const;

/** Something that a rank asks of all, which is in force on all of them in the same step. */
export type RankFlag = (typeof RANK_FLAGS)[number];

/** Called when a flag is in force, with the ranks that raised it. */
export type FlagListener = (ranks: readonly number[]) => void;

/** Called when ranks raised an emergency of a kind, with the numbers of those. */
export type EmergencyCodeListener = (code: number, ranks: readonly number[]) => void;

/** Flags and emergencies that this process raises for the whole group: they go out with the next vector. */
export class RankFlags {
  readonly #raised = new Set<RankFlag>();
  readonly #emergencies: number[] = [];
  readonly #listeners = new Map<RankFlag, Set<FlagListener>>();
  #onEmergency: EmergencyCodeListener = () => {};
  #sent: { readonly flags: number; readonly emergency: number } | undefined;

  /** Asks something of all ranks, this one included. */
  raise(flag: RankFlag): void {
    this.#raised.add(flag);
  }

  /** Raises an emergency on all ranks, this one included. */
  raiseEmergency(code: number): void {
    this.#emergencies.push(code);
  }

  /** Calls `listener` when `flag` is in force, until the returned function is called. */
  on(flag: RankFlag, listener: FlagListener): () => void {
    const listeners = this.#listeners.get(flag) ?? new Set();
    this.#listeners.set(flag, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Calls `listener` for each kind of emergency that ranks raise. */
  onEmergency(listener: EmergencyCodeListener): () => void {
    this.#onEmergency = listener;
    return () => {
      this.#onEmergency = () => {};
    };
  }

  /** What goes into this process's row: the same again if the last one did not arrive. */
  get own(): Pick<RankRow, "flags" | "emergency"> {
    const flags = RANK_FLAGS.reduce(
      (bits, flag, at) => (this.#raised.has(flag) ? bits | (1 << at) : bits),
      0,
    );
    this.#sent = { flags, emergency: this.#emergencies[0] ?? 0 };
    return this.#sent;
  }

  /** Puts what all ranks said into force, in an order that is the same on all of them. */
  settle(rows: readonly RankRow[]): void {
    for (const flag of RANK_FLAGS.filter((_, at) => (this.#sent?.flags ?? 0) & (1 << at))) {
      this.#raised.delete(flag);
    }
    if (this.#sent?.emergency) this.#emergencies.shift();
    this.#sent = undefined;
    const codes = new Set(rows.flatMap(({ emergency }) => (emergency ? [emergency] : [])));
    for (const code of [...codes].sort((a, b) => a - b)) {
      this.#onEmergency(
        code,
        ranksWhere(rows, (row) => row.emergency === code),
      );
    }
    RANK_FLAGS.forEach((flag, at) => {
      const ranks = ranksWhere(rows, ({ flags }) => (flags & (1 << at)) !== 0);
      if (ranks.length === 0) return;
      for (const listener of [...(this.#listeners.get(flag) ?? [])]) listener(ranks);
    });
  }
}

function ranksWhere(rows: readonly RankRow[], test: (row: RankRow) => boolean): readonly number[] {
  return rows.flatMap((row, rank) => (test(row) ? [rank] : []));
}
