import type { Span } from "../../deps.ts";
import type { RollbackRequest } from "../ports/recovery.ts";
import type { Alarm } from "../ports/watchdog.ts";

/** Something to do between two steps. */
export type Intent =
  /** Respond to an alarm of the watchdog. */
  | { readonly kind: "alarm"; readonly alarm: Alarm; readonly span: Span | undefined }
  /** Go back, because a controller or an operator asked for it. */
  | { readonly kind: "roll-back"; readonly request: RollbackRequest }
  /** Carry out actions of emergencies. */
  | { readonly kind: "emergency" }
  /** Begin a trial of a seed, or end a branch of it. */
  | { readonly kind: "trial" }
  /** Wait until the pause that an operator asked for is over. */
  | { readonly kind: "pause" };

/** Why a run is to end after the step in progress: it was asked to, its driver is done, or an emergency halts it. */
export type StopReason = "interrupted" | "ended" | "halted";

/** Kinds in the order in which they are settled. */
const ORDER: readonly Intent["kind"][] = ["roll-back", "alarm", "emergency", "trial", "pause"];

/**
 * The one queue of things to do between two steps. Any concern adds an intent; the loop settles all of them in
 * one place. Of each kind the last one added counts.
 */
export class Intents {
  readonly #waiting = new Map<Intent["kind"], Intent>();
  #stop: StopReason | undefined;
  #controller = new AbortController();
  readonly #onDue: () => void;
  #share: ((reason: StopReason) => void) | undefined;

  /** @param onDue Called when there is something to do, for a loop that waits for others to go on. */
  constructor(onDue: () => void = () => {}) {
    this.#onDue = onDue;
  }

  /** Whether an intent waits. */
  get any(): boolean {
    return this.#waiting.size > 0;
  }

  /** Whether one of them says that training may have to go back. */
  get alarmed(): boolean {
    return this.#waiting.has("alarm") || this.#waiting.has("roll-back");
  }

  /** Why the run is to end; `undefined` if it goes on. */
  get stop(): StopReason | undefined {
    return this.#stop;
  }

  /** Aborted when the run is to end, for what waits. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Adds an intent. */
  add(intent: Intent): void {
    this.#waiting.set(intent.kind, intent);
    this.#onDue();
  }

  /** Ends the run after the step in progress; where stops are shared, after the one in which all ranks know of it. */
  stopRun(reason: StopReason): void {
    if (this.#share) this.#share(reason);
    else this.stopAgreed(reason);
  }

  /** Has stops wait until all ranks agree, which `raise` tells; from then on they come by {@link stopAgreed}. */
  shareStops(raise: ((reason: StopReason) => void) | undefined): void {
    this.#share = raise;
  }

  /** Ends the run after the step in progress. The first reason counts, but a halt is stronger. */
  stopAgreed(reason: StopReason): void {
    if (!this.#stop || reason === "halted") this.#stop = reason;
    this.#controller.abort(reason);
    this.#onDue();
  }

  /** Takes the next intent out of the queue. */
  take(): Intent | undefined {
    const kind = ORDER.find((one) => this.#waiting.has(one));
    if (!kind) return undefined;
    const intent = this.#waiting.get(kind);
    this.#waiting.delete(kind);
    return intent;
  }

  /** Forgets everything: a new run begins. */
  reset(): void {
    this.#waiting.clear();
    this.#stop = undefined;
    this.#controller = new AbortController();
  }
}
