import type { EmergencyLevel } from "../../proto/mod.ts";

/** What is to be in force for every process of a run. */
export interface SignalRequest {
  /** From MINOR to CRITICAL. */
  readonly level: EmergencyLevel;
  /** Why, for people; what is longer than 512 bytes is cut off. */
  readonly reason: string;
  /** Who says so, for people; what is longer than 64 bytes is cut off. */
  readonly origin: string;
  /** Whether nothing is to be done about it but to acknowledge it. @default false */
  readonly rehearsal?: boolean;
}

/** What is in force. */
export interface RunSignal {
  /** Counts what was written, stand-downs too; 0 if nothing was. */
  readonly number: number;
  /** 0 if nothing is in force; `reason` and `origin` are then those of the stand-down. */
  readonly level: EmergencyLevel;
  /** Why, for people. */
  readonly reason: string;
  /** Who says so, for people. */
  readonly origin: string;
  /** Whether nothing is to be done about it but to acknowledge it. */
  readonly rehearsal: boolean;
  /** Process that wrote it. */
  readonly pid: number;
  /** When it was written, in milliseconds of a clock that all its readers share. */
  readonly monotonicMs: number;
}

/** A process that takes part in a run. */
export interface Participant {
  /** What it calls itself. */
  readonly name: string;
  /** Number of the process. */
  readonly pid: number;
  /** Number of the last signal that it has acknowledged. */
  readonly acknowledged: number;
  /** When it did, on the clock of {@link SignalLine.monotonicMs}. */
  readonly acknowledgedMs: number;
  /** When it last showed that it lives, on the same clock. */
  readonly heartbeatMs: number;
  /** Longest time for which it does not look, as it says itself, ms: its longest step. */
  readonly pollEveryMs: number;
  /** Whether its process is there. */
  readonly exists: boolean;
  /** Whether it is, and its heart beats: one that hangs is not waited for. */
  readonly alive: boolean;
}

/**
 * One end of a run's signal channel.
 *
 * A provider must: (1) never show half of what was written; (2) keep what is in force until a higher level or a stand-down is
 * written; (3) answer `changed` with a single atomic load; (4) do nothing and throw nothing after `close()`; (5) leave nothing behind
 * after the `close()` of the end that `open` returned.
 */
export interface SignalLine {
  /**
   * Where the deadline of a restore stands: bytes that every process of the run sees, zeros at first. After `close()` it is memory of this
   * process alone, with what was in it.
   */
  readonly restoreMemory: Uint8Array;
  /** Whether something was written since the last {@link read}. */
  readonly changed: boolean;
  /** What is in force. */
  read(): RunSignal;
  /**
   * Puts a level in force, where it is higher than the one that is; a rehearsal, where none is.
   *
   * @returns Its number; undefined if something as high is in force already.
   */
  write(request: SignalRequest): number | undefined;
  /** Ends what is in force, with a reason. Returns the number of that; undefined if nothing is. */
  standDown(reason: string, origin: string): number | undefined;
  /** Says that this process has seen the signal of this number. */
  acknowledge(number: number): void;
  /** Says that this process lives, and how long it may not look at most, ms. */
  heartbeat(pollEveryMs: number): void;
  /** Every process that takes part, this one too, dead ones until {@link removeDead}. */
  participants(): Participant[];
  /** Takes those out whose process is gone. Returns who they were. */
  removeDead(): Participant[];
  /** Publishes how the run goes: bytes of a Leyline `TelemetryPacket`. */
  writeStatus(packet: Uint8Array): void;
  /** The clock of all ends, ms. */
  monotonicMs(): number;
  /** Leaves. */
  close(): void;
}

/** Carries emergency signals between the processes of a run. */
export interface SignalChannel {
  /** Name in reports. */
  readonly name: string;
  /** Why it reaches no other process, where it does not. */
  readonly degraded: string | undefined;
  /** Opens the channel of the run that this process does. */
  open(runId: string): SignalLine;
}
