import { usageOf } from "../memory/tensor_usage.ts";
import type { TensorUsage } from "../ports/reports/memory_report.ts";
import type { TrainingState } from "../ports/training_state.ts";
import { disposeState, stateTensors } from "../state/training_state.ts";

/** States that are held until they are written, which the ledger has to know of. */
export class HeldStates {
  readonly #states = new Map<TrainingState, TensorUsage>();

  /** Holds a state from now on. */
  hold(state: TrainingState): TrainingState {
    this.#states.set(state, usageOf(stateTensors(state)));
    return state;
  }

  /** Lets a state go, with its tensors. */
  release(state: TrainingState): void {
    if (this.#states.delete(state)) disposeState(state);
  }

  /** What is held now. Is asked after each step. */
  usage(): TensorUsage {
    let [tensors, bytes] = [0, 0];
    for (const held of this.#states.values()) {
      tensors += held.tensors;
      bytes += held.bytes;
    }
    return { tensors, bytes };
  }
}
