import { type BusCounts, type PriorityName, priorityName } from "../../../core/mod.ts";
import { BusCounters, isCritical, noDrops, type OutboundMessage } from "../_shared/mod.ts";
import type { Receipts } from "./messages.ts";

const OTHERS: readonly PriorityName[] = ["low", "normal", "high"];

/** The training thread's accounts: what was handed to the worker, and what happened to it. */
export class Ledger {
  readonly #capacity: number;
  readonly #counters = new BusCounters();
  /** Handed over, without a receipt. */
  readonly #outstanding: Record<PriorityName, number> = noDrops();
  /** CRITICAL messages that would be lost with the worker: neither on disk nor delivered. */
  readonly #unsafe = new Map<string, OutboundMessage>();

  /** @param capacity Capacity of the worker, which may be behind by as much again. */
  constructor(capacity: number) {
    this.#capacity = 2 * capacity;
  }

  get counts(): BusCounts {
    return this.#counters.read();
  }

  /** CRITICAL messages that a new worker has to be given, oldest first. */
  get unsafe(): readonly OutboundMessage[] {
    return [...this.#unsafe.values()];
  }

  /** Enters a message that is to be handed over. Returns false if there is no room and it was dropped. */
  enter(message: OutboundMessage): boolean {
    const critical = isCritical(message);
    const held = critical
      ? this.#outstanding.critical
      : OTHERS.reduce((sum, one) => sum + this.#outstanding[one], 0);
    if (held >= this.#capacity) {
      this.reject(message);
      return false;
    }
    this.#counters.published += 1;
    this.#outstanding[priorityName(message.priority)] += 1;
    if (critical) this.#unsafe.set(message.eventId, message);
    return true;
  }

  /** Enters a message that is dropped at once. */
  reject({ priority }: OutboundMessage): void {
    this.#counters.published += 1;
    this.#counters.dropped[priorityName(priority)] += 1;
  }

  /** Enters messages that a process had published before it died. */
  recover(count: number): void {
    this.#counters.published += count;
    this.#outstanding.critical += count;
  }

  /** Enters the worker's receipts. Returns how many messages were dropped. */
  settle(receipts: Receipts): number {
    const { delivered, dropped, safe, repeated, expired, refused } = receipts;
    let drops = 0;
    for (const priority of [...OTHERS, "critical"] as const) {
      this.#counters.delivered += delivered[priority];
      this.#counters.dropped[priority] += dropped[priority];
      this.#outstanding[priority] -= delivered[priority] + dropped[priority];
      drops += dropped[priority];
    }
    for (const eventId of safe) this.#unsafe.delete(eventId);
    this.#counters.repeated += repeated;
    this.#counters.expired += expired;
    this.#counters.refused += refused;
    return drops;
  }

  /** Enters a message from another bus. */
  receive(): void {
    this.#counters.received += 1;
  }

  /** Drops what the worker held and cannot have saved. Returns how many. */
  loseOthers(): number {
    let lost = 0;
    for (const priority of OTHERS) {
      lost += this.#outstanding[priority];
      this.#counters.dropped[priority] += this.#outstanding[priority];
      this.#outstanding[priority] = 0;
    }
    return lost;
  }

  /** Drops what nobody has saved, at the end. Returns how many. */
  loseUnsafe(): number {
    const lost = this.#unsafe.size;
    this.#counters.dropped.critical += lost;
    this.#outstanding.critical -= lost;
    this.#unsafe.clear();
    return lost;
  }
}
