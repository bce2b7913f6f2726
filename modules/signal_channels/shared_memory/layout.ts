/**
 * Where things lie in a segment, in bytes from its begin. docs/emergencies.md explains it for other programs: a change that they
 * can see takes another {@link LAYOUT_VERSION}. All numbers are little-endian.
 */

import { DEADLINE_FLAG_BYTES } from "../../../core/mod.ts";

/** `TLRA`. */
export const MAGIC = 0x4152_4c54;

/** Version of the layout. */
export const LAYOUT_VERSION = 1;

/** Size of a segment. */
export const SEGMENT_BYTES: number = 64 * 1024;

/** Words of the header. */
export const HEADER = {
  magic: 0,
  version: 4,
  sizeBytes: 8,
  slots: 12,
  /** Process that made the segment. */
  ownerPid: 16,
  state: 20,
  /** When that process began, in ticks since the machine did, uint64: tells it from one that has its number later. */
  ownerStart: 24,
  /** Milliseconds since 1970, uint64. */
  openedMs: 32,
  runIdBytes: 40,
  runId: 44,
  /** A byte that is written through the file to wake whoever watches it. */
  bell: 128,
} as const;

/** Longest run id, bytes. */
export const RUN_ID_BYTES: number = HEADER.bell - HEADER.runId;

/** What the state can be. */
export const STATE = { open: 1, closed: 2 } as const;

/** Of a sequenced area: where its words are. */
export const AREA = {
  /** Process that writes, or 0. */
  writer: 0,
  /** Twice the times that it was written; odd while somebody writes. */
  sequence: 4,
  /** CRC-32 of the content. */
  checksum: 8,
  contentBytes: 12,
  content: 16,
} as const;

/** The signal: a sequenced area. */
export const SIGNAL_AREA = { at: 256, bytes: 1024 } as const;

/** Of the content of the signal: its words, and then the bytes of a Leyline `EmergencySignal`. */
export const SIGNAL = {
  level: 0,
  flags: 4,
  pid: 8,
  /** Nanoseconds of the system's monotonic clock, int64. */
  writtenNs: 16,
  message: 24,
} as const;

/** Flags of a signal. */
export const FLAG = { rehearsal: 1 } as const;

/** The deadline of a restore. Zeros where it was never armed, and in segments of before there was one. */
export const RESTORE: { readonly at: 2048; readonly bytes: number } = {
  at: 2048,
  bytes: DEADLINE_FLAG_BYTES,
};

/** The participants. */
export const SLOTS = { at: 4096, bytes: 128, count: 64 } as const;

/** Of a participant's slot. */
export const SLOT = {
  /** 0 where the slot is free. */
  pid: 0,
  acknowledged: 4,
  pollEveryMs: 8,
  nameBytes: 12,
  /** Nanoseconds of the system's monotonic clock, int64, as the next. */
  heartbeatNs: 16,
  acknowledgedNs: 24,
  /** As the header's. */
  start: 32,
  name: 40,
} as const;

/** Longest name of a participant, bytes. */
export const NAME_BYTES = 56;

/** The status: a sequenced area with a Leyline `TelemetryPacket`. */
export const STATUS_AREA = { at: 16_384, bytes: 49_152 } as const;
