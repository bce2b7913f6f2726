import { EMERGENCY_PROTOCOL, type Participant, type RaisedLevel } from "../../core/mod.ts";
import type { JoinedRun } from "../../modules/mod.ts";

/** How often acknowledgements are looked for, ms. */
const LOOK_EVERY_MS = 2;

/** A stand-down has the time that the mildest of emergencies has. */
const STAND_DOWN_LEVEL = 1;

/** Whether and when a participant has acknowledged a signal. */
export interface Acknowledgement {
  readonly participant: Participant;
  /** From the moment when the signal was written, ms; undefined where it has not. */
  readonly afterMs: number | undefined;
}

/**
 * Waits until every participant that lives has acknowledged the signal of this number, or its level's deadline has passed, or the
 * longest time for which a participant says that it does not look.
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
  const heard = participant.acknowledged >= number;
  return { participant, afterMs: heard ? participant.acknowledgedMs - writtenMs : undefined };
}

/** Whether nobody who lives has kept silent. */
export function allAcknowledged(acknowledgements: readonly Acknowledgement[]): boolean {
  return acknowledgements.every(
    ({ participant, afterMs }) => afterMs !== undefined || !participant.alive,
  );
}

/** A line for each. */
export function renderAcknowledgements(acknowledgements: readonly Acknowledgement[]): string {
  return acknowledgements
    .map(({ participant: { name, pid, alive }, afterMs }) => {
      const heard =
        afterMs === undefined
          ? "has not acknowledged"
          : `acknowledged after ${afterMs.toFixed(1)} ms`;
      return `  ${name} (process ${pid}) ${alive || afterMs !== undefined ? heard : "is dead"}\n`;
    })
    .join("");
}
