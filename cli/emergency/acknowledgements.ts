import { EMERGENCY_PROTOCOL, type Participant, type RaisedLevel } from "../../core/mod.ts";
import type { JoinedRun } from "../../modules/mod.ts";

/** Interval between polls for acknowledgements, ms. */
const LOOK_EVERY_MS = 2;

/** Deadline of a stand-down: that of the mildest emergency. */
const STAND_DOWN_LEVEL = 1;

/** Whether and when a participant has acknowledged a signal. */
export interface Acknowledgement {
  readonly participant: Participant;
  /** Time since the signal was written, ms; undefined without an acknowledgement. */
  readonly afterMs: number | undefined;
}

/**
 * Waits until every live participant acknowledged the signal of this number, or until the deadline of its level or the
 * longest announced pause of a participant has passed.
 */
export async function acknowledgementsOf(
  run: JoinedRun,
  number: number,
): Promise<Acknowledgement[]> {
  const { level, monotonicMs: writtenMs } = run.read();
  const { deadlineMs } = EMERGENCY_PROTOCOL[(level || STAND_DOWN_LEVEL) as RaisedLevel];
  for (;;) {
    const participants = run.participants();
    const silent = participants.filter((it) => it.alive && it.acknowledged < number);
    const waitMs = Math.max(deadlineMs, ...silent.map(({ pollEveryMs }) => pollEveryMs));
    const over = run.ended || run.monotonicMs() - writtenMs > waitMs;
    if (silent.length === 0 || over)
      return participants.map((it) => acknowledged(it, number, writtenMs));
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function acknowledged(
  participant: Participant,
  number: number,
  writtenMs: number,
): Acknowledgement {
  const acknowledged = participant.acknowledged >= number;
  return {
    participant,
    afterMs: acknowledged ? participant.acknowledgedMs - writtenMs : undefined,
  };
}

/** Whether every live participant acknowledged. */
export function allAcknowledged(acknowledgements: readonly Acknowledgement[]): boolean {
  return acknowledgements.every(
    ({ participant, afterMs }) => afterMs !== undefined || !participant.alive,
  );
}

/** Renders one line per participant. */
export function renderAcknowledgements(acknowledgements: readonly Acknowledgement[]): string {
  return acknowledgements
    .map(({ participant: { name, pid, alive }, afterMs }) => {
      const acknowledged =
        afterMs === undefined
          ? "has not acknowledged"
          : `acknowledged after ${afterMs.toFixed(1)} ms`;
      return `  ${name} (process ${pid}) ${alive || afterMs !== undefined ? acknowledged : "is dead"}\n`;
    })
    .join("");
}
