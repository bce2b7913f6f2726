import { disposeState, type SnapshotStore, type TrainingState } from "../../../core/mod.ts";
import type { SnapshotsOptions } from "./snapshots.ts";

/** LRU cache of states, bounded by count and bytes. */
export class RecentStates implements SnapshotStore {
  readonly name = "recent";
  readonly everySteps: number;
  readonly #maxCount: number;
  readonly #maxBytes: number;
  /** States by step, least recently used first. */
  readonly #states = new Map<number, TrainingState>();
  #bytes = 0;

  constructor({ count, bytes, everySteps }: Required<SnapshotsOptions>) {
    this.everySteps = everySteps;
    this.#maxCount = count;
    this.#maxBytes = bytes;
  }

  get count(): number {
    return this.#states.size;
  }

  get tensors(): number {
    let tensors = 0;
    for (const { parts } of this.#states.values()) {
      for (const part of parts.values()) {
        tensors += part.tensors.length + (part.derived?.length ?? 0);
      }
    }
    return tensors;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(state: TrainingState): string | undefined {
    if (state.bytes > this.#maxBytes) {
      return `a state must have at most ${this.#maxBytes} bytes to be kept: that of step ${state.step} has ${state.bytes}`;
    }
    this.#drop(state.step);
    this.#states.set(state.step, state);
    this.#bytes += state.bytes;
    while (this.#states.size > this.#maxCount || this.#bytes > this.#maxBytes) {
      this.#drop(this.#states.keys().next().value as number);
    }
    return undefined;
  }

  nearest(step: number): TrainingState | undefined {
    const steps = [...this.#states.keys()].filter((taken) => taken <= step);
    if (steps.length === 0) return undefined;
    const found = Math.max(...steps);
    const state = this.#states.get(found) as TrainingState;
    this.#states.delete(found);
    this.#states.set(found, state);
    return state;
  }

  forgetAfter(step: number): void {
    for (const taken of [...this.#states.keys()]) if (taken > step) this.#drop(taken);
  }

  dispose(): void {
    for (const taken of [...this.#states.keys()]) this.#drop(taken);
  }

  #drop(step: number): void {
    const state = this.#states.get(step);
    if (!state) return;
    this.#states.delete(step);
    this.#bytes -= state.bytes;
    disposeState(state);
  }
}
