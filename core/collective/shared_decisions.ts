import { EmergencyLevel } from "../../proto/mod.ts";
import type { StopReason } from "../events/intents.ts";
import type { RunPart } from "../events/run_part.ts";
import type { Emergency, EmergencyRequest, StandDown } from "../ports/emergency.ts";
import type { ModeCause } from "../ports/reports/mode_change.ts";
import type { RankFlag } from "./rank_flags.ts";
import type { RankGroup } from "./rank_group.ts";

/** What asks for the end of a run, and ends it. */
interface Stops {
  shareStops(raise: ((reason: StopReason) => void) | undefined): void;
  stopAgreed(reason: StopReason): void;
}

/** What raises emergencies, and carries them out. */
interface SharedEmergencies {
  shareWith(others: SharedEmergencyListener | undefined): void;
  begin(emergency: Emergency): void;
  raiseAgreed(request: EmergencyRequest): void;
  standDownAgreed(standDown: StandDown): void;
}

/** Is told what this process raises and stands down. */
interface SharedEmergencyListener {
  /** An emergency was raised, whose actions wait until all ranks know. */
  raised(emergency: Emergency): void;
  /** What was in force is over. */
  stoodDown(): void;
}

/** What enters conservative mode. */
interface SharedMode {
  shareEntries(raise: ((cause: ModeCause, reason: string) => void) | undefined): void;
  enterAgreed(cause: ModeCause, reason: string, epoch: number): void;
}

/** What ranks must decide together, although each sees something else. */
export interface SharedDecisionsParts {
  readonly group: RankGroup;
  readonly intents: Stops;
  readonly emergencies: SharedEmergencies;
  readonly mode: SharedMode;
  readonly progress: { readonly epoch: number };
}

const STOPS: Readonly<Record<StopReason, RankFlag>> = {
  interrupted: "stop-interrupted",
  ended: "stop-ended",
  halted: "stop-halted",
};

const CAUSES: Readonly<Record<ModeCause, RankFlag>> = {
  "boundary/breach": "conserve-boundary",
  "breaker/open": "conserve-breaker",
  "integrity/violation": "conserve-integrity",
  emergency: "conserve-emergency",
};

/** Number of a stand-down among the emergencies that travel. */
const STAND_DOWN = 1;

/** Numbers between two levels: bits below say what is left out. */
const LEVEL = 8;
const NO_ROLLBACK = 1;

/**
 * What one rank decides by what only it sees, a signal, a clock, a breaker, waits until all ranks know: it goes out with
 * the next vector, and comes into force on all of them with that. A run by itself, or one whose ranks are all in this
 * process, has nothing to wait for.
 */
export class SharedDecisions implements RunPart {
  readonly name = "shared decisions";
  readonly #parts: SharedDecisionsParts;
  readonly #stop: readonly (() => void)[];
  /** Emergencies of this process that wait. */
  readonly #waiting: Emergency[] = [];
  readonly #reasons = new Map<ModeCause, string>();

  constructor(parts: SharedDecisionsParts) {
    this.#parts = parts;
    this.#stop = parts.group.shared
      ? [...this.#shareStops(parts), ...this.#shareModes(parts), ...this.#shareEmergencies(parts)]
      : [];
  }

  /** Shares no more. What waits is done here alone: there is no vector left to send it with. */
  dispose(): void {
    for (const stop of this.#stop) stop();
    for (const emergency of this.#waiting.splice(0)) this.#parts.emergencies.begin(emergency);
  }

  #shareStops({ group: { flags }, intents }: SharedDecisionsParts): (() => void)[] {
    intents.shareStops((reason) => flags.raise(STOPS[reason]));
    const stops = entriesOf(STOPS).map(([reason, flag]) =>
      flags.on(flag, () => intents.stopAgreed(reason)),
    );
    return [...stops, () => intents.shareStops(undefined)];
  }

  #shareModes({ group: { flags }, mode, progress }: SharedDecisionsParts): (() => void)[] {
    mode.shareEntries((cause, reason) => {
      this.#reasons.set(cause, reason);
      flags.raise(CAUSES[cause]);
    });
    const entries = entriesOf(CAUSES).map(([cause, flag]) =>
      flags.on(flag, (ranks) => {
        const reason = this.#reasons.get(cause) ?? `of ${named(ranks)}`;
        this.#reasons.delete(cause);
        mode.enterAgreed(cause, reason, progress.epoch);
      }),
    );
    return [...entries, () => mode.shareEntries(undefined)];
  }

  #shareEmergencies({ group: { flags }, emergencies }: SharedDecisionsParts): (() => void)[] {
    emergencies.shareWith({
      raised: (emergency) => {
        this.#waiting.push(emergency);
        flags.raiseEmergency(codeOf(emergency));
      },
      stoodDown: () => flags.raiseEmergency(STAND_DOWN),
    });
    const stop = flags.onEmergency((code, ranks) => {
      if (code === STAND_DOWN) {
        emergencies.standDownAgreed({ reason: `${named(ranks)} stood it down`, by: "process" });
        return;
      }
      const own = this.#waiting.findIndex((one) => codeOf(one) === code);
      if (own < 0) emergencies.raiseAgreed(requestOf(code, ranks));
      else emergencies.begin(this.#waiting.splice(own, 1)[0] as Emergency);
    });
    return [stop, () => emergencies.shareWith(undefined)];
  }
}

function codeOf({ level, skipActions = [] }: EmergencyRequest): number {
  return level * LEVEL + (skipActions.includes("fast-rollback") ? NO_ROLLBACK : 0);
}

function requestOf(code: number, ranks: readonly number[]): EmergencyRequest {
  const level: EmergencyLevel = Math.floor(code / LEVEL);
  const by = named(ranks);
  return {
    level,
    reason: `${by} raised ${EmergencyLevel[level]}`,
    source: "process",
    by,
    ...(code % LEVEL === NO_ROLLBACK && { skipActions: ["full-rollback", "fast-rollback"] }),
  };
}

function named(ranks: readonly number[]): string {
  return `rank${ranks.length > 1 ? "s" : ""} ${ranks.join(", ")}`;
}

function entriesOf<Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(record) as [Key, Value][];
}
