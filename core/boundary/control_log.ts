import type { Meter, Span } from "../../deps.ts";
import { CircuitBreakerState, CommandType, EmergencyLevel } from "../../proto/mod.ts";
import type { Services } from "../container/services.ts";
import { levelName, originOf } from "../emergencies/emergency.ts";
import {
  actionAttributes,
  emergencyAttributes,
  standDownAttributes,
} from "../emergencies/emergency_attributes.ts";
import type { BreakerChange } from "../ports/circuit_breakers.ts";
import type { ActionOutcome, Emergency, StandDown } from "../ports/emergency.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { CommandEnd, CommandOutcome } from "../ports/reports/command_outcome.ts";
import type { ControlReport } from "../ports/reports/control_report.ts";
import type { Mode, ModeChange } from "../ports/reports/mode_change.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import {
  breakerAttributes,
  commandAttributes,
  modeAttributes,
  skippedAttributes,
} from "../telemetry/attributes.ts";
import { EVENT, METRIC } from "../telemetry/conventions.ts";

/** Why commands are aborted that were not committed when the run ended. */
export const RUN_ENDED = "the run ended";

/** Notes an incident of the run. */
export type NoteIncident = (kind: string, message: string) => void;

/** Writes down what happens around the steps: as events of the run's span, metrics, incidents and for the report. */
export class ControlLog {
  readonly #span: Span;
  readonly #note: NoteIncident;
  readonly #modeChanges: ModeChange[] = [];
  readonly #boundaryMs: number[] = [];
  readonly #commands: Record<CommandEnd, number> = {
    committed: 0,
    refused: 0,
    expired: 0,
    aborted: 0,
    failed: 0,
  };
  readonly #instruments: ReturnType<typeof makeInstruments>;
  #breached = 0;
  #refusedEnvelopes = 0;

  constructor(span: Span, meter: Meter, note: NoteIncident) {
    this.#span = span;
    this.#instruments = makeInstruments(meter);
    this.#note = note;
  }

  mode(change: ModeChange): void {
    this.#modeChanges.push(change);
    this.#span.addEvent(EVENT.mode, modeAttributes(change));
    if (change.to === "normal") return;
    this.#note(
      "mode/conservative",
      `${change.reason}: only essential work runs until it has been clean for a while`,
    );
  }

  breaker(change: BreakerChange): void {
    const attributes = breakerAttributes(change);
    this.#span.addEvent(EVENT.breaker, attributes);
    this.#instruments.breakers.add(1, attributes);
    if (change.to !== CircuitBreakerState.CIRCUIT_STATE_OPEN) return;
    this.#note("breaker/open", `circuit breaker '${change.name}' opened: ${change.reason}`);
  }

  command(outcome: CommandOutcome): void {
    this.#commands[outcome.status] += 1;
    const attributes = commandAttributes(outcome);
    this.#span.addEvent(EVENT.command, attributes);
    this.#instruments.commands.add(1, { status: outcome.status });
    // That a run ended before a command could be committed is no fault of anybody's.
    if (outcome.status === "committed" || outcome.reason === RUN_ENDED) return;
    const { commandId, commandType } = outcome.command;
    this.#note(
      `command/${outcome.status}`,
      `${CommandType[commandType]} '${commandId}' was ${outcome.status}: ${outcome.reason}`,
    );
  }

  emergency(emergency: Emergency): void {
    this.#span.addEvent(EVENT.emergency, emergencyAttributes(emergency));
    this.#instruments.emergencies.add(1, { level: levelName(emergency.level) });
    const { level, reason, source, rehearsal } = emergency;
    // A rehearsal is nothing that went wrong, and a breaker that opened has been noted.
    if (rehearsal || source === "breaker" || source === "boundary") return;
    const name = EmergencyLevel[level];
    this.#note("emergency", `${name} was raised by ${originOf(emergency)}: ${reason}`);
  }

  emergencyAction(emergency: Emergency, outcome: ActionOutcome): void {
    this.#span.addEvent(EVENT.emergencyAction, actionAttributes(emergency, outcome));
  }

  emergencyMissed({ level }: Emergency, what: string): void {
    this.#note("emergency/missed", `${EmergencyLevel[level]}: ${what}`);
  }

  stoodDown(standDown: StandDown, emergency: Emergency): void {
    this.#span.addEvent(EVENT.emergencyStandDown, standDownAttributes(standDown, emergency));
    const { by, reason } = standDown;
    const name = EmergencyLevel[emergency.level];
    this.#note("emergency/stood-down", `${name} was stood down by ${by}: ${reason}`);
  }

  /** Counts envelopes from outside that were not let in. */
  refusedEnvelopes(count: number): void {
    this.#refusedEnvelopes += count;
    if (count > 0) this.#instruments.commands.add(count, { status: "not_let_in" });
  }

  boundary({ totalMs, breaches }: BoundaryReport): void {
    this.#boundaryMs.push(totalMs);
    if (breaches.length > 0) this.#breached += 1;
  }

  skipped(skips: readonly Skipped[]): void {
    for (const skip of skips) this.#span.addEvent(EVENT.skipped, skippedAttributes(skip));
  }

  /** What happened so far. */
  report(
    mode: Mode,
    { breakers, tamiyo, bus }: Pick<Services, "breakers" | "tamiyo" | "bus">,
  ): ControlReport {
    const sorted = [...this.#boundaryMs].sort((a, b) => a - b);
    const quantile = (share: number) =>
      sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return {
      mode,
      modeChanges: this.#modeChanges,
      boundaries: {
        count: sorted.length,
        p50Ms: quantile(0.5),
        p99Ms: quantile(0.99),
        maxMs: quantile(1),
        breached: this.#breached,
      },
      breakers: breakers.all.map(({ name, state, counts }) => ({
        name,
        state: CircuitBreakerState[state] ?? String(state),
        ...counts,
      })),
      commands: { ...this.#commands },
      refusedEnvelopes: this.#refusedEnvelopes,
      tamiyo: tamiyo.counts,
      bus: bus.counts,
    };
  }
}

function makeInstruments(meter: Meter) {
  return {
    breakers: meter.createCounter(METRIC.breakerTransitions),
    commands: meter.createCounter(METRIC.commands),
    emergencies: meter.createCounter(METRIC.emergencies),
  };
}
