import { CircuitBreakerState } from "../../proto/mod.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { CircuitBreaker, CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { LedgerBalance, UnexplainedGrowth } from "../ports/reports/memory_report.ts";
import type { RunReport } from "../ports/reports/run_report.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import { GrowthWatch } from "./growth_watch.ts";
import { Ledger } from "./ledger.ts";
import type { TensorOwner } from "./tensor_usage.ts";

/** Counts tensors by owner after each step, and reports those that nobody owns and that become more and more. */
export class MemoryWatch implements RunPart {
  readonly name = "memory";
  readonly #ledger: Ledger;
  readonly #events: RunEventEmitter;
  readonly #growth = new GrowthWatch();
  readonly #breaker: CircuitBreaker;
  #reported = false;

  /** @param owners Everyone who holds tensors from step to step. */
  constructor(owners: readonly TensorOwner[], breakers: CircuitBreakers, events: RunEventEmitter) {
    this.#ledger = new Ledger(owners);
    this.#breaker = breakers.of(BREAKER.memory);
    this.#events = events;
  }

  /** Who holds what now. Between two steps. */
  balance(): LedgerBalance {
    return this.#ledger.balance();
  }

  betweenSteps(): void {
    const growth = this.#growth.observe(this.balance().unexplained);
    if (growth === undefined) return;
    if (growth === "none") this.#calm();
    else this.#grown(growth);
  }

  report(): Pick<RunReport, "memory"> {
    return { memory: this.balance() };
  }

  #grown(growth: UnexplainedGrowth): void {
    this.#events.emit("memory/growth", { growth });
    // Once for each growth; the breaker counts it for as long as it goes on.
    if (!this.#reported) this.#events.emit("memory/unexplained", { growth });
    this.#reported = true;
    this.#breaker.fail(`${growth.grown.tensors} tensors that no owner has`);
  }

  #calm(): void {
    this.#reported = false;
    const { state } = this.#breaker;
    const probing = state === CircuitBreakerState.CIRCUIT_STATE_HALF_OPEN;
    if (probing && !this.#breaker.acquire()) return;
    if (state !== CircuitBreakerState.CIRCUIT_STATE_OPEN) this.#breaker.succeed();
  }
}
