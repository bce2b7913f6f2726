import { EmergencyLevel } from "../../proto/mod.ts";
import type { ControlLog } from "../boundary/control_log.ts";
import type { Session } from "../engine/session.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Emergency, EmergencySource } from "../ports/emergency.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import { originOf } from "./emergency.ts";

/** What the emergencies of a run work with. */
export interface RunEmergencyParts {
  readonly session: Session;
  readonly mode: ConservativeMode;
  readonly log: ControlLog;
  /** Ends the run after the step in progress. */
  readonly halt: (reason: string) => void;
}

/** Who is not the run itself. */
const OTHERS: ReadonlySet<EmergencySource> = new Set(["operator", "process", "command"]);

/** What a run does in an emergency: it logs, degrades the service, freezes and halts. */
export class RunEmergencies {
  readonly #parts: RunEmergencyParts;
  readonly #stop: readonly (() => void)[];
  #frozen: (() => void)[] = [];
  #ended = false;

  constructor(parts: RunEmergencyParts) {
    const { session, log } = parts;
    const { emergencies } = session;
    this.#parts = parts;
    this.#stop = [
      emergencies.subscribe({
        onRaised: (emergency) => log.emergency(emergency),
        onStoodDown: (standDown, emergency) => log.stoodDown(standDown, emergency),
        onAction: (emergency, outcome) => log.emergencyAction(emergency, outcome),
        onMissed: (emergency, what) => log.emergencyMissed(emergency, what),
      }),
      emergencies.provide("conserve", (emergency) => this.#conserve(emergency)),
      emergencies.provide(
        "freeze",
        (emergency) => this.#freeze(emergency),
        () => this.#untilStill(),
      ),
      // The run ends by itself where it is frozen; this is when it has.
      emergencies.provide("halt", () => {}),
    ];
  }

  /** Says that no step is in progress; costs nothing where nobody waits for that. */
  betweenSteps(): void {
    if (this.#frozen.length > 0) for (const settle of this.#frozen.splice(0)) settle();
  }

  /** Says that no step is in progress and none will follow, and does what waited for that. */
  async standStill(): Promise<void> {
    this.#ended = true;
    this.betweenSteps();
    // The promises of what is frozen have a turn before what follows on it.
    await Promise.resolve();
    await this.#parts.session.emergencies.carryOut();
  }

  /** Stands down what the run has raised itself, now that it is back to normal. What somebody else raised is theirs to end. */
  recovered(): void {
    const { emergencies } = this.#parts.session;
    const { current, frozen } = emergencies;
    if (!current || frozen || OTHERS.has(current.source)) return;
    emergencies.standDown({ reason: "the run is back to normal", by: "protocol" });
  }

  /** Does what was raised since, and leaves the rest to the next run. */
  async end(): Promise<void> {
    await this.standStill();
    for (const stop of this.#stop) stop();
  }

  #conserve(emergency: Emergency): void {
    const { mode, session } = this.#parts;
    mode.enter("emergency", describe(emergency), session.progress.epoch);
  }

  #freeze(emergency: Emergency): Promise<void> {
    this.#parts.halt(describe(emergency));
    return this.#untilStill();
  }

  #untilStill(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#frozen.push(resolve);
    });
  }
}

function describe(emergency: Emergency): string {
  const { level, reason } = emergency;
  return `${EmergencyLevel[level]}: ${originOf(emergency)}: ${reason}`;
}

/**
 * Fails where an emergency of the highest level is in force, which would halt a run at once.
 *
 * @throws {TolariaError} `emergency/in-force`.
 */
export function checkNoneHalts({ emergencies }: Session): void {
  const { current, frozen } = emergencies;
  if (!frozen) return;
  throw new TolariaError(
    "emergency/in-force",
    `An emergency of level CRITICAL is in force (${current?.reason}): stand it down first. Cannot run.`,
  );
}
