import { levelName } from "../../core/mod.ts";
import { type JoinedRun, joinRun } from "../../modules/mod.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { acknowledgementsOf, allAcknowledged, renderAcknowledgements } from "./acknowledgements.ts";

/** Origin of signals from the command line. */
export const OPERATOR = "operator";

/** Emergency levels by their name on the command line. */
export const LEVELS = {
  minor: EmergencyLevel.EMERGENCY_LEVEL_MINOR,
  major: EmergencyLevel.EMERGENCY_LEVEL_MAJOR,
  severe: EmergencyLevel.EMERGENCY_LEVEL_SEVERE,
  critical: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
} as const;

/** Option that selects a run of another process. */
export interface RunFlags {
  /** Id or its prefix; optional if there is only one run. */
  readonly run?: string;
}

/** Options of `signal` and `stand-down`. */
export interface SignalFlags extends RunFlags {
  readonly reason: string;
}

/** Raises an emergency in a run and waits for the acknowledgements. Returns the exit code. */
export function signal(level: keyof typeof LEVELS, flags: SignalFlags): Promise<number> {
  const { reason } = flags;
  return sendSignal(flags, (run) => ({
    number: run.write({ level: LEVELS[level], reason, origin: OPERATOR }),
    text: `${level.toUpperCase()} was raised`,
    otherwise: () => {
      const inForce = run.read();
      return `${levelName(inForce.level)} is in force already (${inForce.reason}): stand it down first, or raise a higher level`;
    },
  }));
}

/** Ends the emergency of a run and waits for the acknowledgements. Returns the exit code. */
export function standDown(flags: SignalFlags): Promise<number> {
  return sendSignal(flags, (run) => ({
    number: run.standDown(flags.reason, OPERATOR),
    text: "it was stood down",
    otherwise: () => "no emergency is in force",
  }));
}

/** A signal to a run. */
interface SentSignal {
  /** Undefined if it was not written. */
  readonly number: number | undefined;
  readonly text: string;
  readonly otherwise: () => string;
}

async function sendSignal(
  { run: id = "" }: RunFlags,
  write: (run: JoinedRun) => SentSignal,
): Promise<number> {
  const run = joinRun(id);
  try {
    const { number, text, otherwise } = write(run);
    if (number === undefined) {
      process.stderr.write(`run ${run.runId}: ${otherwise()}\n`);
      return EXIT_CODES.failed;
    }
    const acknowledgements = await acknowledgementsOf(run, number);
    process.stdout.write(`run ${run.runId}: ${text}\n${renderAcknowledgements(acknowledgements)}`);
    return allAcknowledged(acknowledgements) ? EXIT_CODES.done : EXIT_CODES.failed;
  } finally {
    run.close();
  }
}
