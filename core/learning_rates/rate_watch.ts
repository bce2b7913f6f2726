import { z } from "../../deps.ts";
import { CircuitBreakerState } from "../../proto/mod.ts";
import type { RunEventStream } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { Json } from "../json.ts";
import type { CircuitBreaker, CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { RateViolation } from "../ports/reports/rate_report.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import type { LearningRateAuthority } from "./authority.ts";
import type { AuthorityState } from "./authority_state.ts";
import { type RateIntegrity, violationMessage } from "./integrity.ts";

/** Consecutive steps with a violation that put the run into conservative mode. */
const LIMIT = 3;

/** Dependencies of a rate watch. */
export interface RateWatchParts {
  readonly rates: LearningRateAuthority;
  readonly integrity: RateIntegrity;
  readonly breakers: CircuitBreakers;
  readonly mode: ConservativeMode;
  readonly events: RunEventStream;
  /** Progress of the training. */
  readonly progress: { readonly epoch: number };
}

/** Learning rates in a run: their state, and the reaction if anyone but the authority writes one. */
export class RateWatch implements RunPart {
  readonly name = "learning-rates";
  readonly slices: readonly StateSlice[];
  readonly #parts: RateWatchParts;
  readonly #breaker: CircuitBreaker;
  readonly #unsubscribe: () => void;
  #lastStep = -1;

  constructor(parts: RateWatchParts) {
    this.#parts = parts;
    this.slices = [ratesSlice(parts.rates)];
    this.#breaker = parts.breakers.of(BREAKER.learningRate);
    this.#unsubscribe = parts.events.on("learning-rate/violation", ({ violation }) =>
      this.#violated(violation),
    );
  }

  /** Closes a half-open breaker if no rate has moved since. */
  atBoundary(): void {
    const probing = this.#breaker.state === CircuitBreakerState.CIRCUIT_STATE_HALF_OPEN;
    if (!probing || this.#parts.integrity.consecutiveViolations > 0) return;
    if (this.#breaker.acquire()) this.#breaker.succeed();
  }

  /** Reports policies for groups that the run never had. */
  finish(): void {
    const { rates, events } = this.#parts;
    for (const group of rates.neverRegistered) {
      events.emit("learning-rate/unused", { group, groups: rates.groups });
    }
  }

  dispose(): void {
    this.#unsubscribe();
  }

  #violated(violation: RateViolation): void {
    const { integrity, mode, progress } = this.#parts;
    const consecutive = integrity.consecutiveViolations;
    // Several groups in one step count once.
    if (violation.step === this.#lastStep) return;
    this.#lastStep = violation.step;
    if (consecutive === 1) this.#breaker.succeed();
    const message = violationMessage(violation);
    this.#breaker.fail(message);
    if (consecutive < LIMIT) return;
    mode.enter(
      "integrity/violation",
      `${consecutive} consecutive steps: ${message}`,
      progress.epoch,
    );
  }
}

function ratesSlice(rates: LearningRateAuthority): StateSlice {
  return defineSlice<Json>({
    name: "learning-rates",
    schema: z.json(),
    read: () => rates.state() as unknown as Json,
    write: (data) => rates.restore(data as unknown as AuthorityState),
  });
}
