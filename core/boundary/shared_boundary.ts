import { isFirst, largest, type Ranks, tellAll } from "../collective/talk.ts";
import type { Decision } from "../ports/tamiyo.ts";

/** What all ranks must do alike in a boundary: rank 0 decides, and all commit the same. */
export class SharedBoundary {
  readonly #ranks: Ranks;

  constructor(ranks: Ranks) {
    this.#ranks = ranks;
  }

  /** Whether there are other ranks to agree with. */
  get shared(): boolean {
    return this.#ranks.shared;
  }

  /** Whether this process decides: asks the controller, and looks at clocks. */
  get decides(): boolean {
    return isFirst(this.#ranks.collective);
  }

  /**
   * Hands rank 0's answer to all. What went wrong with its controller stays its own.
   *
   * @param decision Rank 0's; only looked at there.
   * @throws {CollectiveFailure} If ranks are late or lost.
   */
  share(decision: Decision | undefined): Decision | undefined {
    if (!this.shared) return decision;
    const answer = decision?.kind === "command" ? decision.bytes : new Uint8Array();
    const told = tellAll(this.#ranks, this.decides ? answer : undefined, "hand out a command");
    if (this.decides) return decision;
    return told.length > 0 ? { kind: "command", bytes: told } : undefined;
  }

  /**
   * The largest of each state over all ranks.
   *
   * @throws {CollectiveFailure} If ranks are late or lost.
   */
  vote(states: readonly number[]): readonly number[] {
    if (states.length === 0) return [];
    return largest(this.#ranks, states.map(BigInt), "commit commands").map(Number);
  }

  /**
   * Hands what rank 0 has to all.
   *
   * @throws {CollectiveFailure} If ranks are late or lost.
   */
  list(own: readonly Uint8Array[]): readonly Uint8Array[] {
    if (!this.shared) return own;
    return unpack(tellAll(this.#ranks, this.decides ? pack(own) : undefined, "hand out commands"));
  }
}

/** Byte strings as one, each behind its length. */
function pack(list: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(list.reduce((sum, one) => sum + 4 + one.length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const one of list) {
    view.setUint32(at, one.length);
    all.set(one, at + 4);
    at += 4 + one.length;
  }
  return all;
}

function unpack(all: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const list: Uint8Array[] = [];
  for (let at = 0; at < all.length; ) {
    const length = view.getUint32(at);
    list.push(all.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return list;
}
