import type { LoopPosition } from "../../../core/worker.ts";
import type { RunRecord } from "../_runs/mod.ts";

/** What takes less time than this is not worth a word, ms. */
const LONG_MS = 1_000;

/**
 * What a run has been doing for so long that it is shown; null if it has begun something else within the last second.
 *
 * @param zeroWallMs Wall-clock time at the zero of the position's clock, ms.
 * @param wallMs Wall-clock time now, ms.
 */
export function longState(
  { step, stepAtMs, phase, phaseAtMs }: LoopPosition,
  zeroWallMs: number,
  wallMs: number,
): RunRecord["doing"] {
  const what = whatIn(phase);
  const sinceMs = zeroWallMs + (what === "step" ? stepAtMs : phaseAtMs);
  return wallMs - sinceMs < LONG_MS ? null : { what, step, since: new Date(sinceMs).toISOString() };
}

function whatIn(phase: LoopPosition["phase"]): "step" | "validation" | "boundary" | "waiting" {
  switch (phase) {
    case "validation":
    case "boundary":
      return phase;
    case "idle":
    case "telemetry":
    case "deferred":
      return "waiting";
    default:
      return "step";
  }
}
