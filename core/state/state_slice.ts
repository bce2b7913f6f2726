import type { PreparedRestore, StatePart, StateParticipant } from "../ports/training_state.ts";

/** A restore that waits for nothing. */
export interface SectionRestore extends PreparedRestore {
  commit(): void;
  confirm(): void;
  abort(): void;
}

/** A participant of the engine's own: it waits for nothing. */
export interface Section extends StateParticipant {
  prepare(part: StatePart): SectionRestore;
}
