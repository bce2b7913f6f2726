import { closeSync, openSync, writeSync } from "node:fs";
import {
  DeadlineFlag,
  machineClock,
  type Participant,
  type RestoreReading,
  type RunSignal,
  type SharedMapping,
  type SignalRequest,
  sharedMemory,
} from "../../../core/mod.ts";
import { EmergencyLevel } from "../../../proto/mod.ts";
import { isHigher, NO_SIGNAL } from "../_local/mod.ts";
import type { JoinedRun } from "./joined_run.ts";
import { AREA, HEADER, RESTORE, SEGMENT_BYTES, SIGNAL_AREA, STATE, STATUS_AREA } from "./layout.ts";
import { type SegmentWatch, watchSegment } from "./segment_watch.ts";
import { SequencedArea } from "./sequenced_area.ts";
import { decodeSignal, encodeSignal } from "./signal_content.ts";
import { claimSlot, type Slot, slotsOf, toMs } from "./slots.ts";

const BELL = new Uint8Array(1);

/** Where the sequence of the signal lies. */
const SEQUENCE = SIGNAL_AREA.at + AREA.sequence;

/** Longest wait in one go, ms. */
const WAIT_MS = 25;

const NOTHING = EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED;

/** What an end of a segment is. */
export interface LineOptions {
  readonly path: string;
  readonly runId: string;
  /** Name of the participant; undefined for one who only looks on and writes. */
  readonly name: string | undefined;
  /** Called by `close()` before this end lets go. */
  readonly onClose?: (line: SegmentLine) => void;
}

/** One end of a segment: that of the run, of a participant, or of somebody who looks on. */
export class SegmentLine implements JoinedRun {
  readonly #options: LineOptions;
  readonly #signal: SequencedArea;
  readonly #status: SequencedArea;
  readonly #slots: readonly Slot[];
  readonly #slot: Slot | undefined;
  readonly #state: Int32Array<ArrayBuffer>;
  readonly #deadline = new DeadlineFlag(() => this.restoreMemory);
  readonly #pid = process.pid;
  /** The file, by which whoever watches it is woken. */
  readonly #bell: number;
  #mapping: SharedMapping | undefined;
  #restoreMemory: Uint8Array;
  #watch: SegmentWatch | undefined;
  #seen = 0;
  #last = NO_SIGNAL;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#mapping = sharedMemory().map(options.path, SEGMENT_BYTES);
    const { bytes } = this.#mapping;
    this.#signal = new SequencedArea(bytes, SIGNAL_AREA, this.#pid);
    this.#status = new SequencedArea(bytes, STATUS_AREA, this.#pid);
    this.#state = new Int32Array(bytes.buffer, bytes.byteOffset + HEADER.state, 1);
    this.#restoreMemory = bytes.subarray(RESTORE.at, RESTORE.at + RESTORE.bytes);
    this.#slots = slotsOf(bytes);
    this.#bell = openSync(options.path, "r+");
    try {
      this.#slot = this.#claim(options.name);
    } catch (error) {
      closeSync(this.#bell);
      this.#mapping.close();
      throw error;
    }
  }

  get runId(): string {
    return this.#options.runId;
  }

  get restoreMemory(): Uint8Array {
    return this.#restoreMemory;
  }

  get restore(): RestoreReading {
    return this.#deadline.read();
  }

  get changed(): boolean {
    return this.#mapping !== undefined && this.#signal.sequence !== this.#seen;
  }

  get ended(): boolean {
    return this.#mapping === undefined || Atomics.load(this.#state, 0) === STATE.closed;
  }

  read(): RunSignal {
    if (!this.#mapping) return NO_SIGNAL;
    const { sequence } = this.#signal;
    const content = this.#signal.read();
    // What is being written now is there when the sequence changes again.
    this.#seen = content ? content.number * 2 : sequence;
    if (content) this.#last = decodeSignal(content);
    return this.#last;
  }

  write(request: SignalRequest): number | undefined {
    return this.#update((now) => isHigher(request, now), request);
  }

  standDown(reason: string, origin: string): number | undefined {
    return this.#update(({ level }) => level !== NOTHING, { level: NOTHING, reason, origin });
  }

  acknowledge(number: number): void {
    if (this.#mapping) this.#slot?.acknowledge(number, this.#nowNs());
  }

  heartbeat(pollEveryMs: number): void {
    if (this.#mapping) this.#slot?.heartbeat(pollEveryMs, this.#nowNs());
  }

  participants(): Participant[] {
    if (!this.#mapping) return [];
    const nowNs = this.#nowNs();
    return this.#slots.map((slot) => slot.read(nowNs)).filter((it) => it !== undefined);
  }

  removeDead(): Participant[] {
    if (!this.#mapping) return [];
    const nowNs = this.#nowNs();
    const dead: Participant[] = [];
    for (const slot of this.#slots) {
      const participant = slot.read(nowNs);
      if (!participant || participant.exists) continue;
      slot.release(participant.pid);
      dead.push(participant);
    }
    return dead;
  }

  writeStatus(packet: Uint8Array): void {
    if (this.#mapping) this.#status.update(() => packet);
  }

  readStatus(): Uint8Array | undefined {
    const content = this.#mapping && this.#status.read();
    return content && content.bytes.length > 0 ? content.bytes : undefined;
  }

  watch(listener: () => void): void {
    this.#watch?.close();
    this.#watch = watchSegment(this.#options.path, () => {
      if (this.changed || this.ended) listener();
    });
  }

  wait(timeoutMs: number): void {
    const untilMs = this.monotonicMs() + timeoutMs;
    for (let leftMs = timeoutMs; leftMs > 0 && !this.changed && !this.ended; ) {
      // A program in another language rings no more than the bell.
      this.#hold(Math.min(leftMs, WAIT_MS));
      leftMs = untilMs - this.monotonicMs();
    }
  }

  monotonicMs(): number {
    return toMs(this.#nowNs());
  }

  /** Says that the run has ended. For the end that is the run's. */
  end(): void {
    if (!this.#mapping) return;
    Atomics.store(this.#state, 0, STATE.closed);
    this.#ring();
  }

  close(): void {
    if (!this.#mapping) return;
    this.#options.onClose?.(this);
    this.#watch?.close();
    this.#slot?.release(this.#pid);
    closeSync(this.#bell);
    const kept = new Uint8Array(new SharedArrayBuffer(RESTORE.bytes));
    kept.set(this.#restoreMemory);
    this.#restoreMemory = kept;
    this.#mapping.close();
    this.#mapping = undefined;
  }

  #update(holds: (now: RunSignal) => boolean, request: SignalRequest): number | undefined {
    if (!this.#mapping) return undefined;
    const { runId } = this.#options;
    const by = { pid: this.#pid, writtenNs: this.#nowNs(), wallMs: machineClock.wallMs(), runId };
    const number = this.#signal.update((before) => {
      const now = before ? decodeSignal(before) : NO_SIGNAL;
      return holds(now) ? encodeSignal(request, by) : undefined;
    });
    if (number !== undefined) this.#ring();
    return number;
  }

  /** Waits for the sequence to change; the sequence that {@link read} has seen may be older. */
  #hold(ms: number): void {
    if (!this.#mapping) return;
    sharedMemory().wait(this.#mapping.bytes, SEQUENCE, this.#seen, ms);
  }

  /** Wakes whoever waits, and by a byte that is written through the file whoever watches it: a mapping is written unseen. */
  #ring(): void {
    if (this.#mapping) sharedMemory().wake(this.#mapping.bytes, SEQUENCE);
    writeSync(this.#bell, BELL, 0, 1, HEADER.bell);
  }

  #claim(name: string | undefined): Slot | undefined {
    if (name === undefined) return undefined;
    return claimSlot(this.#slots, this.#pid, name, this.#nowNs());
  }

  #nowNs(): bigint {
    return sharedMemory().monotonicNs();
  }
}
