import { tf } from "../../deps.ts";
import type { LedgerBalance, LedgerEntry } from "../ports/reports/memory_report.ts";
import type { TensorOwner } from "./tensor_usage.ts";

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
      const usage = owner.usage();
      tensors -= usage.tensors;
      bytes -= usage.bytes;
      return { owner: owner.name, ...usage };
    });
    return {
      entries,
      total: { tensors: numTensors, bytes: numBytes },
      unexplained: { tensors, bytes },
    };
  }
}
