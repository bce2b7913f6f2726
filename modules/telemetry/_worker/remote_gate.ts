import type { Gate } from "./batcher.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/**
 * The worker's view of a breaker that lives on the training's thread: while that is in a long step, what was known last holds.
 */
export class RemoteGate implements Gate {
  readonly #name: string;
  readonly #post: (message: FromWorker) => void;
  #closed = true;
  /** Whether leave was asked for the delivery in progress. */
  #asked = false;
  #answer: ((given: boolean) => void) | undefined;
  /** Settles when the breaker has heard of the last failure: until then it may be about to open. */
  #settled: Promise<void> = Promise.resolve();
  #settle: (() => void) | undefined;

  constructor(name: string, post: (message: FromWorker) => void) {
    this.#name = name;
    this.#post = post;
  }

  async acquire(urgent: boolean): Promise<string | undefined> {
    if (!urgent) await this.#settled;
    if (this.#closed) return undefined;
    return !urgent && (await this.#ask()) ? undefined : `circuit breaker "${this.#name}" is open`;
  }

  succeed(): void {
    this.#postOutcome(undefined);
  }

  fail(reason: string): void {
    this.#settle?.();
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#postOutcome(reason);
  }

  /** Takes a message of the breaker's. */
  receive(message: Extract<ToWorker, { readonly kind: "breaker" | "leave" }>): void {
    if (message.kind === "leave") {
      this.#asked = message.given;
      this.#answer?.(message.given);
      return;
    }
    this.#closed = message.closed;
    if (message.settles) this.#settle?.();
  }

  #ask(): Promise<boolean> {
    this.#post({ kind: "ask" });
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  #postOutcome(failure: string | undefined): void {
    this.#post({ kind: "outcome", failure, asked: this.#asked });
    this.#asked = false;
  }
}
