import { CircuitBreakerState } from "../../proto/mod.ts";
import type { Session } from "../engine/session.ts";
import type { CircuitBreaker } from "../ports/circuit_breakers.ts";
import type { RateViolation } from "../ports/reports/rate_report.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import { violationMessage } from "./integrity.ts";

/** Steps in a row with a violation that put the run into conservative mode. */
const LIMIT = 3;

/** Tells the breaker and the mode of learning rates that somebody other than the authority wrote. */
export class RateWatch {
  readonly #session: Session;
  readonly #mode: ConservativeMode;
  readonly #breaker: CircuitBreaker;
  readonly #stop: () => void;
  #lastStep = -1;

  constructor(session: Session, mode: ConservativeMode) {
    this.#session = session;
    this.#mode = mode;
    this.#breaker = session.services.breakers.of(BREAKER.learningRate);
    this.#stop = session.rateEvents.listen({ onViolation: (violation) => this.#note(violation) });
  }

  /** Closes the breaker again where it is to probe and no rate has moved since. */
  endEpoch(): void {
    const probing = this.#breaker.state === CircuitBreakerState.CIRCUIT_STATE_HALF_OPEN;
    if (!probing || this.#session.integrity.consecutiveViolations > 0) return;
    if (this.#breaker.acquire()) this.#breaker.succeed();
  }

  /** Stops listening. */
  dispose(): void {
    this.#stop();
  }

  #note(violation: RateViolation): void {
    const { integrity, progress } = this.#session;
    const inARow = integrity.consecutiveViolations;
    // Several groups may be hit in one step, which counts once.
    if (violation.step === this.#lastStep) return;
    this.#lastStep = violation.step;
    if (inARow === 1) this.#breaker.succeed();
    const message = violationMessage(violation);
    this.#breaker.fail(message);
    if (inARow < LIMIT) return;
    this.#mode.enter("integrity/violation", `${inARow} steps in a row: ${message}`, progress.epoch);
  }
}
