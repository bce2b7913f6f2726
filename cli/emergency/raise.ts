import { levelName } from "../../core/mod.ts";
import { type JoinedRun, joinRun } from "../../modules/mod.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { acknowledgementsOf, allAcknowledged, renderAcknowledgements } from "./acknowledgements.ts";

/** Who the command line speaks for. */
export const OPERATOR = "operator";

/** The levels as the command line names them. */
export const LEVELS = {
  minor: EmergencyLevel.EMERGENCY_LEVEL_MINOR,
  major: EmergencyLevel.EMERGENCY_LEVEL_MAJOR,
  severe: EmergencyLevel.EMERGENCY_LEVEL_SEVERE,
  critical: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
} as const;

/** What the command line says of a run that goes on elsewhere. */
export interface RunFlags {
  /** Its id, or the beginning of it; not needed where there is one alone. */
  readonly run?: string;
}

/** What it says of an emergency, and of its end. */
export interface SignalFlags extends RunFlags {
  readonly reason: string;
}

/** Raises an emergency in a run, and waits for the acknowledgements. Returns the exit code. */
export function signal(level: keyof typeof LEVELS, flags: SignalFlags): Promise<number> {
  const { reason } = flags;
  return tell(flags, (run) => ({
    number: run.write({ level: LEVELS[level], reason, origin: OPERATOR }),
    told: `${level.toUpperCase()} was raised`,
    otherwise: () => {
      const inForce = run.read();
      return `${levelName(inForce.level)} is in force already (${inForce.reason}): stand it down first, or raise a higher level`;
    },
  }));
}

/** Ends the emergency that is in force in a run, and waits for the acknowledgements. Returns the exit code. */
export function standDown(flags: SignalFlags): Promise<number> {
  return tell(flags, (run) => ({
    number: run.standDown(flags.reason, OPERATOR),
    told: "it was stood down",
    otherwise: () => "no emergency is in force",
  }));
}

/** What was written to a run. */
interface Word {
  /** Undefined where it was not. */
  readonly number: number | undefined;
  readonly told: string;
  readonly otherwise: () => string;
}

async function tell({ run: id = "" }: RunFlags, write: (run: JoinedRun) => Word): Promise<number> {
  const run = joinRun(id);
  try {
    const { number, told, otherwise } = write(run);
    if (number === undefined) {
      process.stderr.write(`run ${run.runId}: ${otherwise()}\n`);
      return EXIT_CODES.failed;
    }
    const acknowledgements = await acknowledgementsOf(run, number);
    process.stdout.write(`run ${run.runId}: ${told}\n${renderAcknowledgements(acknowledgements)}`);
    return allAcknowledged(acknowledgements) ? EXIT_CODES.done : EXIT_CODES.failed;
  } finally {
    run.close();
  }
}
