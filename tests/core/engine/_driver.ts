import type { DrivenBatch, StateParticipant } from "../../../core/mod.ts";
import { plainState, RandomStream } from "../../../core/mod.ts";
import { adamw, constant, driven, type Modules } from "../../../modules/mod.ts";
import { spiral, type TrainerChanges, trainerOf } from "../../_support/training/training.ts";

/** Columns of {@link spiral}. */
export const COLUMNS = {
  inputs: [{ name: "point", shape: [2], dtype: "float32" }],
  targets: [{ name: "arm", shape: [], dtype: "int32", classes: 3 }],
} as const;

/** Examples `from` to `from + size` of a spiral of 20. */
export function batchOf(size = 4, from = 0): DrivenBatch {
  const { inputs, targets } = spiral(20);
  return {
    inputs: [inputs.point.values.slice(from * 2, (from + size) * 2)],
    targets: [targets.arm.values.slice(from, from + size)],
  };
}

/** A trainer of a small network whose batches are handed in. */
export function drivenTrainer(modules?: readonly Modules[], changes: TrainerChanges = {}) {
  return trainerOf({
    data: driven(COLUMNS),
    ...(modules && { modules: [adamw(), constant(0.01), ...modules] }),
    ...changes,
  });
}

/** Draws batches by a stream of its own, which is its state. */
export class Driver {
  readonly #random = new RandomStream(3, "driver");
  /** Batches drawn. */
  drawn = 0;

  get participant(): StateParticipant {
    return plainState({
      read: () => ({ random: [...this.#random.state()], drawn: this.drawn }),
      write: ({ random, drawn }) => {
        this.#random.restore(random);
        this.drawn = drawn;
      },
    });
  }

  batch(size = 4): DrivenBatch {
    this.drawn += 1;
    const points = Float32Array.from({ length: 2 * size }, () => this.#random.next());
    return {
      inputs: [points],
      targets: [Int32Array.from({ length: size }, () => this.#random.below(3))],
    };
  }
}

/** A batch that no number comes of. */
export function spoiltBatch(): DrivenBatch {
  const { targets } = batchOf();
  return { inputs: [new Float32Array(8).fill(Number.NaN)], targets };
}
