import {
  type BreakerChange,
  type BreakerCounts,
  type CircuitBreaker,
  errorMessage,
  messageOf,
  TolariaError,
} from "../../../core/mod.ts";
import { OpossumCircuit } from "../../../deps.ts";
import { CircuitBreakerState } from "../../../proto/mod.ts";
import type { BreakerOptions } from "./options.ts";

const { CIRCUIT_STATE_CLOSED, CIRCUIT_STATE_HALF_OPEN, CIRCUIT_STATE_OPEN } = CircuitBreakerState;

type Work = () => unknown;

/**
 * One breaker. opossum provides the state, the timers and the timeouts. Unlike opossum, consecutive failures open it
 * instead of a share of the calls in a window.
 */
export class OpossumBreaker implements CircuitBreaker {
  readonly name: string;
  readonly #circuit: OpossumCircuit<[Work], unknown>;
  readonly #threshold: number;
  readonly #emit: (change: BreakerChange) => void;
  readonly #counts = { calls: 0, failures: 0, rejected: 0, opens: 0 };
  #state: CircuitBreakerState = CIRCUIT_STATE_CLOSED;
  readonly #timeouts = new WeakSet<object>();
  #failuresInARow = 0;
  #probing = false;
  #reason = "";

  constructor(
    name: string,
    { failures, resetMs, timeoutMs }: Required<BreakerOptions>,
    onChange: (change: BreakerChange) => void,
  ) {
    this.name = name;
    this.#threshold = failures;
    this.#emit = onChange;
    // A new object: opossum stores its state on the given one, so two breakers with
    // one object would answer each other's calls.
    this.#circuit = new OpossumCircuit(async (work: Work) => await work(), {
      name,
      timeout: timeoutMs,
      resetTimeout: resetMs,
      // Disabled: the code below opens the breaker.
      volumeThreshold: Number.MAX_SAFE_INTEGER,
      enableSnapshots: false,
    });
    this.#circuit.on("open", () => this.#changed(CIRCUIT_STATE_OPEN));
    this.#circuit.on("halfOpen", () => this.#probe(resetMs));
    this.#circuit.on("close", () => this.#changed(CIRCUIT_STATE_CLOSED));
    // Before opossum's own listener, which closes the breaker and needs the reason.
    this.#circuit.prependListener("success", () => this.#noteSuccess());
    this.#circuit.on("failure", (error: unknown) => this.#noteFailure(messageOf(error)));
    // By identity, because the work itself may throw `ETIMEDOUT`, as sockets do.
    this.#circuit.on("timeout", (error: Error) => this.#timeouts.add(error));
  }

  get state(): CircuitBreakerState {
    return this.#state;
  }

  get counts(): BreakerCounts {
    return { ...this.#counts };
  }

  acquire(): boolean {
    const halfOpen = this.#state === CIRCUIT_STATE_HALF_OPEN;
    const allowed = this.#state === CIRCUIT_STATE_CLOSED || (halfOpen && !this.#probing);
    this.#counts[allowed ? "calls" : "rejected"] += 1;
    if (halfOpen) this.#probing = true;
    return allowed;
  }

  succeed(): void {
    this.#noteSuccess();
    if (this.#state === CIRCUIT_STATE_HALF_OPEN) this.#circuit.close();
  }

  release(): void {
    this.#counts.calls -= 1;
    this.#probing = false;
  }

  fail(reason: string): void {
    this.#noteFailure(reason);
  }

  async fire<T>(work: () => T | Promise<T>): Promise<T> {
    if (!this.#circuit.isShutdown && !this.acquire()) {
      throw new TolariaError(
        "breaker/open",
        `The circuit breaker of "${this.name}" is open: ${this.#reason}. Cannot call it.`,
      );
    }
    if (this.#circuit.isShutdown) return work();
    try {
      return (await this.#circuit.fire(work)) as T;
    } catch (error) {
      if (!(error instanceof Error && this.#timeouts.has(error))) throw error;
      throw new TolariaError(
        "breaker/timeout",
        errorMessage(messageOf(error), `wait for "${this.name}"`),
        { cause: error },
      );
    }
  }

  force(state: "open" | "closed", reason: string): void {
    this.#reason = reason;
    this.#failuresInARow = 0;
    if (state === "open") this.#circuit.open();
    else this.#circuit.close();
  }

  /** Stops the timers; every call passes from then on. */
  dispose(): void {
    this.#circuit.shutdown();
    this.#state = CIRCUIT_STATE_CLOSED;
  }

  #noteSuccess(): void {
    this.#failuresInARow = 0;
    // If open, this is the late result of an earlier call, not the reason for opening.
    if (this.#state === CIRCUIT_STATE_HALF_OPEN) this.#reason = "its probe succeeded";
    this.#probing = false;
  }

  #noteFailure(reason: string): void {
    this.#counts.failures += 1;
    this.#failuresInARow += 1;
    const halfOpen = this.#state === CIRCUIT_STATE_HALF_OPEN;
    const times = this.#failuresInARow === 1 ? "once" : `${this.#failuresInARow} times in a row`;
    this.#reason = halfOpen ? `its probe failed: ${reason}` : `failed ${times}, last: ${reason}`;
    this.#probing = false;
    if (halfOpen || this.#failuresInARow >= this.#threshold) this.#circuit.open();
  }

  #probe(resetMs: number): void {
    this.#reason = `${resetMs} ms have passed: the next call is a probe`;
    this.#probing = false;
    this.#changed(CIRCUIT_STATE_HALF_OPEN);
  }

  #changed(to: CircuitBreakerState): void {
    const from = this.#state;
    this.#state = to;
    if (to === CIRCUIT_STATE_OPEN) this.#counts.opens += 1;
    this.#emit({ name: this.name, from, to, reason: this.#reason });
  }
}
