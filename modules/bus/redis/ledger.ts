import type { BusCounts, BusPriority } from "../../../core/mod.ts";
import { noDrops, type Parcel, Tally } from "../_shared/mod.ts";
import type { Settled } from "./messages.ts";

const OTHERS: readonly BusPriority[] = ["low", "normal", "high"];

/** The training's side of the accounts: what was handed to the worker, and what became of it. */
export class Ledger {
  readonly #most: number;
  readonly #tally = new Tally();
  /** Handed over, and not heard of again. */
  readonly #outstanding: Record<BusPriority, number> = noDrops();
  /** CRITICAL messages that would be lost with the worker: neither on disk nor delivered. */
  readonly #unsafe = new Map<string, Parcel>();

  /** @param capacity Of the worker, which may be behind by as much again. */
  constructor(capacity: number) {
    this.#most = 2 * capacity;
  }

  get counts(): BusCounts {
    return this.#tally.read();
  }

  /** CRITICAL messages that a new worker has to be given, oldest first. */
  get unsafe(): readonly Parcel[] {
    return [...this.#unsafe.values()];
  }

  /** Enters a message that is to be handed over. Where there is no room for it, it is given up, and this is false. */
  enter(parcel: Parcel): boolean {
    const { priority, eventId } = parcel;
    const critical = priority === "critical";
    const held = critical
      ? this.#outstanding.critical
      : OTHERS.reduce((sum, one) => sum + this.#outstanding[one], 0);
    if (held >= this.#most) {
      this.reject(parcel);
      return false;
    }
    this.#tally.published += 1;
    this.#outstanding[priority] += 1;
    if (critical) this.#unsafe.set(eventId, parcel);
    return true;
  }

  /** Enters a message that is given up at once. */
  reject({ priority }: Parcel): void {
    this.#tally.published += 1;
    this.#tally.dropped[priority] += 1;
  }

  /** Enters messages that another process had published and died over. */
  recover(count: number): void {
    this.#tally.published += count;
    this.#outstanding.critical += count;
  }

  /** Enters what the worker says. Returns how many messages were dropped. */
  settle(settled: Settled): number {
    const { delivered, dropped, safe, repeated, expired, refused } = settled;
    let drops = 0;
    for (const priority of [...OTHERS, "critical"] as const) {
      this.#tally.delivered += delivered[priority];
      this.#tally.dropped[priority] += dropped[priority];
      this.#outstanding[priority] -= delivered[priority] + dropped[priority];
      drops += dropped[priority];
    }
    for (const eventId of safe) this.#unsafe.delete(eventId);
    this.#tally.repeated += repeated;
    this.#tally.expired += expired;
    this.#tally.refused += refused;
    return drops;
  }

  /** Enters a message of another. */
  receive(): void {
    this.#tally.received += 1;
  }

  /** Gives up what the worker held and cannot have written down. Returns how many. */
  loseOthers(): number {
    let lost = 0;
    for (const priority of OTHERS) {
      lost += this.#outstanding[priority];
      this.#tally.dropped[priority] += this.#outstanding[priority];
      this.#outstanding[priority] = 0;
    }
    return lost;
  }

  /** Gives up what nobody has written down, at the end. Returns how many. */
  loseUnsafe(): number {
    const lost = this.#unsafe.size;
    this.#tally.dropped.critical += lost;
    this.#outstanding.critical -= lost;
    this.#unsafe.clear();
    return lost;
  }
}
