import { z } from "../../deps.ts";
import { count } from "../state/schemas.ts";
import type { BatchWindow } from "./batch_history.ts";
import { Quarantine } from "./quarantine.ts";

/** What {@link RecoveryMemory} remembers, as plain JSON. */
export interface RecoveryMemoryState {
  readonly quarantine: readonly BatchWindow[];
  readonly tries: number;
  readonly clearAt: number;
}

/** Rules of {@link RecoveryMemoryState}. */
export const RecoveryMemorySchema: z.ZodType<RecoveryMemoryState> = z.strictObject({
  quarantine: z.array(z.strictObject({ epoch: count, from: count, to: count })),
  tries: count,
  clearAt: count,
});

/**
 * What training has learned by going back, and must not forget by going back: which batches to leave out, and how often
 * it has tried.
 */
export class RecoveryMemory {
  readonly quarantine: Quarantine = new Quarantine();
  /** How often training went back on account of the incident that it is not clear of yet. */
  tries = 0;
  /** Updates done when it is clear of it, if no other alarm comes. */
  clearAt = 0;

  /** All that it knows. */
  state(): RecoveryMemoryState {
    const { quarantine, tries, clearAt } = this;
    return { quarantine: quarantine.windows, tries, clearAt };
  }

  /** Learns what a state knows, and forgets nothing: a process that is new knows just that then. */
  learn({ quarantine, tries, clearAt }: RecoveryMemoryState): void {
    this.quarantine.merge(quarantine);
    this.tries = Math.max(this.tries, tries);
    this.clearAt = Math.max(this.clearAt, clearAt);
  }
}
