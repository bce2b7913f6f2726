import { z } from "../../deps.ts";
import { CircuitBreakerState, EmergencyLevel } from "../../proto/mod.ts";
import type { RankGroup } from "../collective/rank_group.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { BreakerChange, CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { EmergencyControl } from "../ports/emergency.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import { BREAKER, concernsTraining } from "./breaker_names.ts";
import { type ConservativeMode, MODE_CAUSES, type ModeState } from "./conservative_mode.ts";

/** What stability works with. */
export interface StabilityParts {
  readonly mode: ConservativeMode;
  readonly group: Pick<RankGroup, "onAll">;
  readonly breakers: CircuitBreakers;
  readonly emergencies: Pick<EmergencyControl, "raise">;
  readonly events: RunEventEmitter;
  /** Where training stands. */
  readonly progress: { readonly epoch: number };
}

/** The degraded mode of a run, and the breakers that put it there. */
export class StabilityPart implements RunPart {
  readonly name = "stability";
  readonly slices: readonly StateSlice[];
  readonly #parts: StabilityParts;
  readonly #unsubscribe: () => void;

  constructor(parts: StabilityParts) {
    const { breakers, mode, progress } = parts;
    this.#parts = parts;
    this.slices = [modeSlice(mode, progress)];
    // From the start, so that a command can name each of them.
    for (const name of Object.values(BREAKER)) breakers.of(name);
    this.#unsubscribe = breakers.subscribe((change) => this.#breakerChanged(change));
  }

  /** Counts an epoch towards the end of the mode, its boundary included. */
  afterBoundary({ epoch }: IntervalReport, boundary: BoundaryReport): void {
    const { group, mode } = this.#parts;
    mode.endEpoch(epoch, group.onAll(this.#isHealthy(boundary), "agree on how the ranks are"));
  }

  dispose(): void {
    this.#unsubscribe();
  }

  /** Whether every breaker that concerns the training is closed, and the controller was asked if there is one. */
  #isHealthy({ skipped }: BoundaryReport): boolean {
    const { CIRCUIT_STATE_CLOSED } = CircuitBreakerState;
    const closed = this.#parts.breakers.all.every(
      ({ name, state }) => state === CIRCUIT_STATE_CLOSED || !concernsTraining(name),
    );
    return closed && !skipped.some(({ name }) => name === "controller");
  }

  #breakerChanged(change: BreakerChange): void {
    const { events, mode, progress, emergencies } = this.#parts;
    events.emit("breaker", { change });
    const opened = change.to === CircuitBreakerState.CIRCUIT_STATE_OPEN;
    if (!opened || !concernsTraining(change.name)) return;
    const reason = `circuit breaker "${change.name}" opened: ${change.reason}`;
    mode.enter("breaker/open", reason, progress.epoch);
    const source = change.name === BREAKER.boundary ? "boundary" : "breaker";
    emergencies.raise({ level: EmergencyLevel.EMERGENCY_LEVEL_MINOR, reason, source });
  }
}

const ModeSchema: z.ZodType<ModeState> = z.strictObject({
  mode: z.enum(["normal", "conservative"]),
  cause: z.enum(MODE_CAUSES).nullable(),
  reason: z.string().nullable(),
  causedThisEpoch: z.boolean(),
  cleanEpochs: z.int().min(0),
});

/**
 * The degraded mode. A run that is resumed from another's state goes on in that mode; one that goes back to a state of
 * its own stays in the mode that it is in, because the rollback does not mend what went wrong since.
 */
function modeSlice(mode: ConservativeMode, progress: { readonly epoch: number }): StateSlice {
  return defineSlice({
    name: "mode",
    schema: ModeSchema,
    read: () => mode.state(),
    write: (state) => {
      if (mode.untouched) mode.restore(state, progress.epoch);
    },
  });
}
