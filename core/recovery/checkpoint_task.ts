import type { CheckpointInfo, CheckpointWrite } from "../ports/checkpoint_store.ts";
import type { TaskPause } from "../ports/epoch_task.ts";
import type { TrainingState } from "../ports/training_state.ts";

/** What a checkpoint task works with. */
export interface CheckpointTaskParts {
  /** Takes the state, and holds it. */
  readonly capture: () => TrainingState;
  /** Has its numbers come from a device that hands none over at once. Resolves to whether to write it. @default at once */
  readonly prepare?: (state: TrainingState) => Promise<boolean>;
  /** Lets it go. */
  readonly release: (state: TrainingState) => void;
  /** Begins to write it. */
  readonly write: (state: TrainingState) => CheckpointWrite;
  /** Told of the checkpoint when it exists. */
  readonly onWritten: (info: CheckpointInfo) => void;
  /** Told when the task is over, however it ended. */
  readonly onEnd: () => void;
}

/** Writes one checkpoint in slices between the steps. Fails if the store does. */
export class CheckpointTask implements Iterator<TaskPause> {
  readonly #parts: CheckpointTaskParts;
  #state: TrainingState | undefined;
  #write: CheckpointWrite | undefined;
  #ready: boolean | undefined;
  #handedOver = false;
  #outcome: { readonly info: CheckpointInfo } | { readonly error: unknown } | undefined;
  #over = false;

  constructor(parts: CheckpointTaskParts) {
    this.#parts = parts;
  }

  /** Captures the state to write, if it has none yet. */
  capture(): void {
    if (this.#over || this.#state) return;
    const { capture, prepare } = this.#parts;
    this.#state = capture();
    this.#ready = !prepare || undefined;
    prepare?.(this.#state).then(
      (ready) => {
        this.#ready = ready;
      },
      (error) => {
        this.#outcome = { error };
      },
    );
  }

  next(): IteratorResult<TaskPause, void> {
    if (this.#over) return { done: true, value: undefined };
    this.capture();
    if (this.#ready === undefined && !this.#outcome) return { done: false, value: "waiting" };
    if (!this.#ready && !this.#outcome) {
      this.#end();
      return { done: true, value: undefined };
    }
    if (!this.#outcome) this.#write ??= this.#begin();
    if (this.#write) this.#handedOver ||= this.#write.advance();
    const outcome = this.#outcome;
    if (!outcome) return { done: false, value: this.#handedOver ? "waiting" : undefined };
    this.#end();
    if ("error" in outcome) throw outcome.error;
    this.#parts.onWritten(outcome.info);
    return { done: true, value: undefined };
  }

  /** Gives it up; what is being written is finished by itself. */
  return(): IteratorResult<TaskPause, void> {
    // A write that has begun reads the state until it is over.
    if (!this.#write) this.#end();
    else void this.#write.done.catch(() => {}).finally(() => this.#end());
    return { done: true, value: undefined };
  }

  #begin(): CheckpointWrite {
    const write = this.#parts.write(this.#state as TrainingState);
    write.done.then(
      (info) => {
        this.#outcome = { info };
      },
      (error) => {
        this.#outcome = { error };
      },
    );
    return write;
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#state) this.#parts.release(this.#state);
    this.#state = undefined;
    this.#parts.onEnd();
  }
}
