import type { PreparedRestore, StatePart, StateParticipant } from "../ports/training_state.ts";

/** A restore that waits for nothing. */
export interface SliceRestore extends PreparedRestore {
  commit(): void;
  confirm(): void;
  abort(): void;
}

/** A participant of the engine's own: it waits for nothing. */
export interface StateSlice extends StateParticipant {
  prepare(part: StatePart): SliceRestore;
}
