import { isRunning, type Participant, processStart, TolariaError } from "../../../core/mod.ts";
import { NAME_BYTES, SLOT, SLOTS } from "./layout.ts";
import { fromBytes, toBytes } from "./text.ts";

/** A heart that has not beaten for so long has stopped, ms; of one that looks less often, three times as long as it does not look. */
const PULSE_MS = 5_000;

/** The slot of one participant. */
export class Slot {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #words: Int32Array<ArrayBuffer>;
  readonly #longs: BigInt64Array<ArrayBuffer>;

  constructor(segment: Uint8Array<ArrayBuffer>, index: number) {
    const at = SLOTS.at + index * SLOTS.bytes;
    this.#bytes = segment.subarray(at, at + SLOTS.bytes);
    this.#words = new Int32Array(segment.buffer, segment.byteOffset + at, SLOTS.bytes / 4);
    this.#longs = new BigInt64Array(segment.buffer, segment.byteOffset + at, SLOTS.bytes / 8);
  }

  /** Takes the slot for a process, where it is free. */
  claim(pid: number, name: string, nowNs: bigint): boolean {
    if (Atomics.compareExchange(this.#words, SLOT.pid / 4, 0, pid) !== 0) return false;
    const text = toBytes(name, NAME_BYTES);
    this.#bytes.set(text, SLOT.name);
    Atomics.store(this.#words, SLOT.nameBytes / 4, text.length);
    Atomics.store(this.#words, SLOT.acknowledged / 4, 0);
    Atomics.store(this.#longs, SLOT.start / 8, processStart(pid) ?? 0n);
    this.heartbeat(0, nowNs);
    return true;
  }

  heartbeat(pollEveryMs: number, nowNs: bigint): void {
    Atomics.store(this.#words, SLOT.pollEveryMs / 4, Math.ceil(pollEveryMs));
    Atomics.store(this.#longs, SLOT.heartbeatNs / 8, nowNs);
  }

  acknowledge(number: number, nowNs: bigint): void {
    Atomics.store(this.#longs, SLOT.acknowledgedNs / 8, nowNs);
    Atomics.store(this.#words, SLOT.acknowledged / 4, number);
  }

  /** Who has the slot; undefined where nobody does. */
  read(nowNs: bigint): Participant | undefined {
    const pid = Atomics.load(this.#words, SLOT.pid / 4);
    if (pid === 0) return undefined;
    const [start, heartbeatNs, acknowledgedNs] = [
      Atomics.load(this.#longs, SLOT.start / 8),
      Atomics.load(this.#longs, SLOT.heartbeatNs / 8),
      Atomics.load(this.#longs, SLOT.acknowledgedNs / 8),
    ];
    const pollEveryMs = Atomics.load(this.#words, SLOT.pollEveryMs / 4);
    const length = Atomics.load(this.#words, SLOT.nameBytes / 4);
    const pulseNs = BigInt(Math.max(PULSE_MS, 3 * pollEveryMs)) * 1_000_000n;
    // One that has just taken the slot has no heartbeat yet, nor a name.
    const beats = heartbeatNs === 0n || nowNs - heartbeatNs <= pulseNs;
    const exists = heartbeatNs === 0n ? processStart(pid) !== undefined : isRunning(pid, start);
    return {
      name: fromBytes(this.#bytes.subarray(SLOT.name, SLOT.name + Math.min(length, NAME_BYTES))),
      pid,
      acknowledged: Atomics.load(this.#words, SLOT.acknowledged / 4),
      acknowledgedMs: toMs(acknowledgedNs),
      heartbeatMs: toMs(heartbeatNs),
      pollEveryMs,
      exists,
      alive: exists && beats,
    };
  }

  /** Number of the last signal that was acknowledged. One atomic load. */
  get acknowledged(): number {
    return Atomics.load(this.#words, SLOT.acknowledged / 4);
  }

  /** Makes the slot free, where it is still that process's. */
  release(pid: number): void {
    if (Atomics.load(this.#words, SLOT.pid / 4) !== pid) return;
    Atomics.store(this.#words, SLOT.nameBytes / 4, 0);
    Atomics.store(this.#longs, SLOT.heartbeatNs / 8, 0n);
    Atomics.compareExchange(this.#words, SLOT.pid / 4, pid, 0);
  }
}

/** Takes a free slot. */
export function claimSlot(slots: readonly Slot[], pid: number, name: string, nowNs: bigint): Slot {
  const slot = slots.find((free) => free.claim(pid, name, nowNs));
  if (slot) return slot;
  throw new TolariaError(
    "signal/unavailable",
    `All ${SLOTS.count} slots are taken. Cannot join the run.`,
  );
}

/** Every slot of a segment. */
export function slotsOf(segment: Uint8Array<ArrayBuffer>): Slot[] {
  return Array.from({ length: SLOTS.count }, (_, index) => new Slot(segment, index));
}

/** Milliseconds, with fractions. */
export function toMs(ns: bigint): number {
  return Number(ns) / 1e6;
}
