import type { Span } from "../../deps.ts";
import { CircuitBreakerState } from "../../proto/mod.ts";
import type { NoteIncident } from "../boundary/control_log.ts";
import type { Session } from "../engine/session.ts";
import type { BestEpoch } from "../metrics/best_epoch.ts";
import type { CircuitBreaker } from "../ports/circuit_breakers.ts";
import type { LedgerBalance, UnexplainedGrowth } from "../ports/reports/memory_report.ts";
import type { RunRecovery } from "../recovery/run_recovery.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { GrowthWatch } from "./growth_watch.ts";
import { Ledger } from "./ledger.ts";
import { growthAttributes } from "./memory_attributes.ts";
import { tensorOwners } from "./tensor_owners.ts";

/** What a memory watch works with. */
export interface MemoryWatchParts {
  readonly session: Session;
  readonly best: BestEpoch;
  readonly recovery: Pick<RunRecovery, "holding">;
  /** The run's span. */
  readonly span: Span;
  readonly note: NoteIncident;
}

/** Counts tensors by owner after each step, and tells of those that nobody owns and that become more and more. */
export class MemoryWatch {
  readonly #parts: MemoryWatchParts;
  readonly #ledger: Ledger;
  readonly #growth = new GrowthWatch();
  readonly #breaker: CircuitBreaker;
  #told = false;

  constructor(parts: MemoryWatchParts) {
    this.#parts = parts;
    this.#ledger = new Ledger(tensorOwners(parts.session, parts.best, parts.recovery));
    this.#breaker = parts.session.services.breakers.of(BREAKER.memory);
  }

  /** Who holds what now. Between two steps. */
  balance(): LedgerBalance {
    return this.#ledger.balance();
  }

  /** To be called after each step. */
  afterStep(): void {
    const growth = this.#growth.observe(this.balance().unexplained);
    if (growth === undefined) return;
    if (growth === "none") this.#calm();
    else this.#tell(growth);
  }

  #tell(growth: UnexplainedGrowth): void {
    const { span, note } = this.#parts;
    const { steps, grown } = growth;
    const message = `${grown.tensors} tensors of ${grown.bytes} bytes more than ${steps} steps ago, and no owner has them: something keeps tensors that it does not dispose`;
    span.addEvent(EVENT.memoryGrowth, growthAttributes(growth));
    // Once for each growth; the breaker hears of it for as long as it goes on.
    if (!this.#told) note("memory/unexplained", message);
    this.#told = true;
    this.#breaker.fail(message);
  }

  #calm(): void {
    this.#told = false;
    const { state } = this.#breaker;
    const probing = state === CircuitBreakerState.CIRCUIT_STATE_HALF_OPEN;
    if (probing && !this.#breaker.acquire()) return;
    if (state !== CircuitBreakerState.CIRCUIT_STATE_OPEN) this.#breaker.succeed();
  }
}
