import { messageOf, type RunSignal, type SignalRequest, safeText } from "../../../core/mod.ts";
import {
  EmergencyLevel,
  EmergencySignal,
  LEYLINE_VERSION,
  toTimestamp,
} from "../../../proto/mod.ts";
import { NO_SIGNAL } from "../_local/mod.ts";
import { FLAG, SIGNAL } from "./layout.ts";
import type { Content } from "./sequenced_area.ts";
import { toMs } from "./slots.ts";
import { cut } from "./text.ts";

/** Longest reason and origin, bytes. */
const REASON_BYTES = 512;
const ORIGIN_BYTES = 64;

/** By whom and when a signal is written. */
interface Writing {
  readonly pid: number;
  readonly writtenNs: bigint;
  readonly wallMs: number;
  readonly runId: string;
}

/** The content of the signal's area. */
export function encodeSignal(request: SignalRequest, by: Writing): Uint8Array {
  const message = EmergencySignal.encode({
    version: LEYLINE_VERSION,
    level: request.level,
    reason: cut(request.reason, REASON_BYTES),
    origin: cut(request.origin, ORIGIN_BYTES),
    monotonicMs: Number(by.writtenNs / 1_000_000n),
    issuedAt: toTimestamp(by.wallMs),
    trainingRunId: by.runId,
  });
  const content = new Uint8Array(SIGNAL.message + message.length);
  const view = new DataView(content.buffer);
  view.setUint32(SIGNAL.level, request.level, true);
  view.setUint32(SIGNAL.flags, request.rehearsal ? FLAG.rehearsal : 0, true);
  view.setUint32(SIGNAL.pid, by.pid, true);
  view.setBigInt64(SIGNAL.writtenNs, by.writtenNs, true);
  content.set(message, SIGNAL.message);
  return content;
}

/**
 * The signal that is in its area. Of one that another program wrote wrongly, the level counts all the same, and nothing above
 * CRITICAL is known.
 */
export function decodeSignal({ number, bytes }: Content): RunSignal {
  if (bytes.length < SIGNAL.message) return NO_SIGNAL;
  const view = new DataView(bytes.buffer);
  return {
    number,
    level: Math.min(view.getUint32(SIGNAL.level, true), EmergencyLevel.EMERGENCY_LEVEL_CRITICAL),
    rehearsal: (view.getUint32(SIGNAL.flags, true) & FLAG.rehearsal) !== 0,
    pid: view.getUint32(SIGNAL.pid, true),
    monotonicMs: toMs(view.getBigInt64(SIGNAL.writtenNs, true)),
    ...decodeMessage(bytes.subarray(SIGNAL.message)),
  };
}

function decodeMessage(bytes: Uint8Array): Pick<RunSignal, "reason" | "origin"> {
  try {
    const { reason, origin } = EmergencySignal.decode(bytes);
    return { reason: safeText(reason), origin: safeText(origin) };
  } catch (error) {
    return { reason: messageOf(error), origin: "an unknown program" };
  }
}
