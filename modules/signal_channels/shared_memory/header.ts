import { isRunning, processStart } from "../../../core/mod.ts";
import {
  HEADER,
  LAYOUT_VERSION,
  MAGIC,
  RUN_ID_BYTES,
  SEGMENT_BYTES,
  SLOTS,
  STATE,
} from "./layout.ts";
import { fromBytes, toBytes } from "./text.ts";

/** What the header of a segment says. */
export interface Header {
  readonly version: number;
  readonly sizeBytes: number;
  readonly runId: string;
  readonly ownerPid: number;
  /** Whether the run's process still is. */
  readonly ownerRuns: boolean;
  readonly closed: boolean;
  /** When the run began, in milliseconds since 1970. */
  readonly openedMs: number;
}

/** A whole new segment of this process's. */
export function newSegment(runId: string, wallMs: number): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_BYTES);
  const view = new DataView(bytes.buffer);
  const words = {
    magic: MAGIC,
    version: LAYOUT_VERSION,
    sizeBytes: SEGMENT_BYTES,
    slots: SLOTS.count,
    ownerPid: process.pid,
    state: STATE.open,
  };
  for (const [name, value] of Object.entries(words)) {
    view.setUint32(HEADER[name as keyof typeof words], value, true);
  }
  view.setBigUint64(HEADER.ownerStart, processStart(process.pid) ?? 0n, true);
  view.setBigUint64(HEADER.openedMs, BigInt(Math.round(wallMs)), true);
  const id = toBytes(runId, RUN_ID_BYTES);
  view.setUint32(HEADER.runIdBytes, id.length, true);
  bytes.set(id, HEADER.runId);
  return bytes;
}

/** The header of a segment; undefined where it is none. */
export function readHeader(bytes: Uint8Array): Header | undefined {
  if (bytes.length < HEADER.bell) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  if (word(HEADER.magic) !== MAGIC) return undefined;
  const ownerPid = word(HEADER.ownerPid);
  const idBytes = Math.min(word(HEADER.runIdBytes), RUN_ID_BYTES);
  return {
    version: word(HEADER.version),
    sizeBytes: word(HEADER.sizeBytes),
    runId: fromBytes(bytes.subarray(HEADER.runId, HEADER.runId + idBytes)),
    ownerPid,
    ownerRuns: isRunning(ownerPid, view.getBigUint64(HEADER.ownerStart, true)),
    closed: word(HEADER.state) === STATE.closed,
    openedMs: Number(view.getBigUint64(HEADER.openedMs, true)),
  };
}
