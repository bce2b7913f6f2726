import { tf } from "../../deps.ts";
import type { Holding, TensorOwner } from "./tensor_usage.ts";

/** What an owner holds. */
export interface LedgerEntry extends Holding {
  /** The owner's name. */
  readonly owner: string;
}

/** Every tensor of the process by its owner, at one moment. */
export interface LedgerBalance {
  /** What each owner holds. */
  readonly entries: readonly LedgerEntry[];
  /** All that there is. */
  readonly total: Holding;
  /** What no owner holds. */
  readonly unexplained: Holding;
}

/** Counts tensors and bytes by owner. */
export class Ledger {
  readonly #owners: readonly TensorOwner[];

  constructor(owners: readonly TensorOwner[]) {
    this.#owners = owners;
  }

  /** What each owner holds now. Between two steps, when nothing is in flight. */
  balance(): LedgerBalance {
    const { numTensors, numBytes } = tf.memory();
    let [tensors, bytes] = [numTensors, numBytes];
    const entries = this.#owners.map((owner): LedgerEntry => {
      const holding = owner.holding();
      tensors -= holding.tensors;
      bytes -= holding.bytes;
      return { owner: owner.name, ...holding };
    });
    return {
      entries,
      total: { tensors: numTensors, bytes: numBytes },
      unexplained: { tensors, bytes },
    };
  }
}
