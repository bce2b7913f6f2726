import type { BusCounts } from "../bus.ts";
import type { BreakerCounts } from "../circuit_breakers.ts";
import type { TamiyoCounts } from "../tamiyo.ts";
import type { CommandEnd } from "./command_outcome.ts";
import type { Mode, ModeChange } from "./mode_change.ts";

/** How long the epoch boundaries of a run took. */
export interface BoundarySummary {
  /** How many there were. */
  readonly count: number;
  /** The median, ms. */
  readonly p50Ms: number;
  /** The 99th percentile, ms. */
  readonly p99Ms: number;
  /** The longest, ms. */
  readonly maxMs: number;
  /** Boundaries of which some part exceeded its time. */
  readonly breached: number;
}

/** A circuit breaker at the end of a run. */
export interface BreakerSummary extends BreakerCounts {
  /** Name of the breaker. */
  readonly name: string;
  /** Name of a Leyline `CircuitBreakerState`. */
  readonly state: string;
}

/** What happened around the steps of a run: boundaries, breakers, mode and commands. */
export interface ControlReport {
  /** Mode at the end. */
  readonly mode: Mode;
  /** Every change of mode, in order. */
  readonly modeChanges: readonly ModeChange[];
  /** How the boundaries went. */
  readonly boundaries: BoundarySummary;
  /** Every breaker that was asked for. */
  readonly breakers: readonly BreakerSummary[];
  /** How many commands ended in each way. */
  readonly commands: Readonly<Record<CommandEnd, number>>;
  /** Envelopes from outside that were not let in. */
  readonly refusedEnvelopes: number;
  /** What happened to the controller. */
  readonly tamiyo: TamiyoCounts;
  /** What became of the messages of the bus, since the trainer's first run. */
  readonly bus: BusCounts;
}
