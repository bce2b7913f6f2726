import { hostname } from "node:os";
import {
  addAsTree,
  type Broadcast,
  type Collective,
  type CollectiveOutcome,
  type Membership,
} from "../../../core/mod.ts";

const DONE: CollectiveOutcome = { kind: "done" };

/** Ranks that one process plays by turns. Some can be lost, to see what becomes of a run. */
export class InProcessCollective implements Collective {
  /** Name in spans and reports. */
  readonly name: string = "in-process";
  /** It can. */
  readonly canShrink: boolean = true;
  #size: number;
  #incarnation = 0;
  readonly #lost = new Set<number>();
  readonly #late = new Set<number>();
  #reported = { step: 0, phase: 0 };

  /**
   * Makes a group.
   *
   * @param size Ranks, at least 1.
   */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(
        `"size" must be a whole number of at least 1, but is ${size}. Cannot make a group.`,
      );
    }
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get ranks(): readonly number[] {
    return Array.from({ length: this.#size }, (_, rank) => rank);
  }

  get incarnation(): number {
    return this.#incarnation;
  }

  async start(): Promise<void> {}

  sum(vectors: readonly Float32Array[]): CollectiveOutcome {
    if (vectors.length !== this.#size) {
      throw new RangeError(
        `"vectors" must hold one for each of ${this.#size} ranks, but holds ${vectors.length}. Cannot sum.`,
      );
    }
    const broken = this.#broken();
    if (broken) return broken;
    const lengths = vectors.map(({ length }) => length);
    if (lengths.some((length) => length !== lengths[0])) return { kind: "unequal", lengths };
    addAsTree(vectors);
    const [sum, ...others] = vectors;
    for (const other of others) other.set(sum as Float32Array);
    return DONE;
  }

  broadcast(bytes: Uint8Array = new Uint8Array()): Broadcast {
    return { outcome: this.#broken() ?? DONE, bytes };
  }

  agree(_votes: BigInt64Array): CollectiveOutcome {
    return this.#broken() ?? DONE;
  }

  report(step: number, phase: number): void {
    this.#reported = { step, phase };
  }

  /** Has `rank` gone from the next call on. @throws {RangeError} If there is no such rank. */
  lose(rank: number): void {
    this.#check(rank);
    this.#lost.add(rank);
  }

  /** Has the others wait for `rank` in vain from the next call on. @throws {RangeError} If there is no such rank. */
  delay(rank: number): void {
    this.#check(rank);
    this.#late.add(rank);
  }

  async shrink(): Promise<Membership> {
    const lost = [...new Set([...this.#lost, ...this.#late])].sort((a, b) => a - b);
    this.#size -= lost.length;
    this.#incarnation += 1;
    this.#lost.clear();
    this.#late.clear();
    const { size, ranks, incarnation } = this;
    return { size, ranks, incarnation, lost };
  }

  async dispose(): Promise<void> {}

  #check(rank: number): void {
    const left = this.#size - new Set([...this.#lost, ...this.#late]).size;
    if (this.ranks.includes(rank) && left > 1) return;
    throw new RangeError(
      `"rank" must be one of ${this.#size} ranks, and not the last that is left, but is ${rank}. Cannot take it away.`,
    );
  }

  #broken(): CollectiveOutcome | undefined {
    if (this.#lost.size > 0) return { kind: "lost", ranks: [...this.#lost].sort((a, b) => a - b) };
    if (this.#late.size === 0) return undefined;
    const here = { host: hostname(), pid: process.pid, ...this.#reported };
    const ranks = [...this.#late].sort((a, b) => a - b).map((rank) => ({ rank, ...here }));
    return { kind: "late", ranks };
  }
}
