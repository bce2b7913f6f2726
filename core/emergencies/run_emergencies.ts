import { EmergencyLevel } from "../../proto/mod.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Intents } from "../events/intents.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { Emergency, EmergencySource } from "../ports/emergency.ts";
import { originOf } from "../ports/emergency.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import type { Emergencies } from "./emergencies.ts";

/** What the emergencies of a run work with. */
export interface RunEmergencyParts {
  readonly emergencies: Emergencies;
  readonly mode: ConservativeMode;
  readonly intents: Intents;
  readonly events: RunEventEmitter;
  /** Where training stands. */
  readonly progress: { readonly epoch: number };
}

/** Sources outside the run. */
const OTHERS: ReadonlySet<EmergencySource> = new Set(["operator", "process", "command"]);

/** What a run does in an emergency: it reports, degrades the service, freezes and halts. */
export class RunEmergencies implements RunPart {
  readonly name = "emergencies";
  readonly #parts: RunEmergencyParts;
  readonly #stop: readonly (() => void)[];
  #frozen: (() => void)[] = [];
  #ended = false;

  constructor(parts: RunEmergencyParts) {
    const { emergencies, events } = parts;
    this.#parts = parts;
    this.#stop = [
      emergencies.subscribe({
        onRaised: (emergency) => events.emit("emergency/raised", { emergency }),
        onStoodDown: (standDown, emergency) =>
          events.emit("emergency/stood-down", { standDown, emergency }),
        onAction: (emergency, outcome) => events.emit("emergency/action", { emergency, outcome }),
        onMissed: (emergency, fault) => events.emit("emergency/missed", { emergency, fault }),
      }),
      emergencies.provide("conserve", (emergency) => this.#conserve(emergency)),
      emergencies.provide(
        "freeze",
        () => this.#freeze(),
        () => this.#untilStill(),
      ),
      // A frozen run ends by itself; this is when it has.
      emergencies.provide("halt", () => {}),
    ];
  }

  /** Reports that no step is in progress; costs nothing if nobody waits for that. */
  beforeStep(): void {
    if (this.#frozen.length > 0) for (const settle of this.#frozen.splice(0)) settle();
  }

  betweenSteps(): void {
    this.#parts.emergencies.checkDeadlines();
  }

  /** Stands down what the run has raised itself, once it is back to normal. What somebody else raised is theirs to end. */
  afterBoundary(): void {
    const { emergencies, mode } = this.#parts;
    const { current, frozen } = emergencies;
    if (mode.current !== "normal" || !current || frozen || OTHERS.has(current.source)) return;
    emergencies.standDown({ reason: "the run is back to normal", by: "protocol" });
  }

  /** Reports that no step is in progress and none will follow, and carries out what waited for that. */
  async standStill(): Promise<void> {
    this.#ended = true;
    this.beforeStep();
    // The promises of what is frozen have a turn before what follows on it.
    await Promise.resolve();
    await this.#parts.emergencies.carryOut();
  }

  /** Carries out what was raised since, and leaves the rest to the next run. */
  async finish(): Promise<void> {
    await this.standStill();
    for (const stop of this.#stop) stop();
  }

  #conserve(emergency: Emergency): void {
    const { mode, progress } = this.#parts;
    // All ranks do it with the same vector.
    mode.enterAgreed("emergency", describe(emergency), progress.epoch);
  }

  #freeze(): Promise<void> {
    // All ranks begin it with the same vector.
    this.#parts.intents.stopAgreed("halted");
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
 * Fails if an emergency of the highest level is in force, which would halt a run at once.
 *
 * @throws {TolariaError} `emergency/in-force`.
 */
export function checkNoneHalts({ current, frozen }: Emergencies): void {
  if (!frozen) return;
  throw new TolariaError(
    "emergency/in-force",
    `An emergency of level CRITICAL is in force (${current?.reason}): stand it down first. Cannot run.`,
  );
}
