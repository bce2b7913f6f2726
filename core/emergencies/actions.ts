import { messageOf } from "../errors/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { ActionOutcome, Emergency, EmergencyAction } from "../ports/emergency.ts";
import type { ActionWork } from "./emergency.ts";
import { AT_ONCE, EMERGENCY_PROTOCOL } from "./protocol.ts";

/** Observes the actions. */
export interface ActionListener {
  /** An action is over, or nobody does it. */
  onOutcome(emergency: Emergency, outcome: ActionOutcome): void;
  /** An action failed or missed its deadline. */
  onFault(emergency: Emergency, fault: string, cause?: unknown): void;
  /** An action waits for a moment between two steps. */
  onWaiting(): void;
}

/** An action that waits or is in progress. */
interface Due {
  readonly emergency: Emergency;
  readonly action: EmergencyAction;
  /** How long the run had been held when it was raised, ms. */
  readonly heldMs: number;
  /** Undefined while it waits. */
  begunMs?: number;
  /** Whether its deadline has been seen to pass. */
  missed?: boolean;
}

/** Who does an action. */
interface Worker {
  readonly work: ActionWork;
  readonly rehearse: ActionWork;
}

/** Carries out the actions of emergencies: some at once, the rest between two steps. */
export class EmergencyActions {
  readonly #clock: Clock;
  readonly #listener: ActionListener;
  readonly #workers = new Map<EmergencyAction, Worker>();
  #waiting: Due[] = [];
  readonly #begun = new Set<Due>();
  #carrying: Promise<void> | undefined;
  #heldMs = 0;
  #heldSinceMs: number | undefined;

  constructor(clock: Clock, listener: ActionListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Whether something waits for a moment between two steps, or is being done in it. */
  get pending(): boolean {
    return this.#waiting.length > 0 || this.#carrying !== undefined;
  }

  /** Says who does an action; one who said so before is heard no more. Returns what takes it back. */
  provide(action: EmergencyAction, work: ActionWork, rehearse: ActionWork = () => {}): () => void {
    const worker = { work, rehearse };
    this.#workers.set(action, worker);
    return () => {
      if (this.#workers.get(action) === worker) this.#workers.delete(action);
    };
  }

  /** Begins what cannot wait, and queues the rest. */
  begin(emergency: Emergency): void {
    const actions = EMERGENCY_PROTOCOL[emergency.level].actions.filter(
      (action) => !emergency.skipActions?.includes(action),
    );
    const heldMs = this.#held();
    const due = actions.map((action): Due => ({ emergency, action, heldMs }));
    this.#waiting.push(...due.filter(({ action }) => !AT_ONCE.has(action)));
    if (this.#waiting.length > 0) this.#listener.onWaiting();
    // What is done at once may raise another emergency: the rest of this one is in the queue by then.
    for (const entry of due.filter(({ action }) => AT_ONCE.has(action))) this.#start(entry);
  }

  /** Does what waits, one after the other, the gravest emergency first. */
  carryOut(): Promise<void> {
    this.#carrying ??= this.#carryOut().finally(() => {
      this.#carrying = undefined;
    });
    return this.#carrying;
  }

  async #carryOut(): Promise<void> {
    while (this.#waiting.length > 0) {
      const gravest = Math.max(...this.#waiting.map(({ emergency }) => emergency.level));
      const index = this.#waiting.findIndex(({ emergency }) => emergency.level === gravest);
      const [entry] = this.#waiting.splice(index, 1);
      await this.#start(entry as Due);
    }
  }

  /** Looks for deadlines that have passed. */
  checkDeadlines(): void {
    if (this.#waiting.length + this.#begun.size === 0) return;
    for (const entry of [...this.#waiting, ...this.#begun]) this.#checkDeadline(entry);
  }

  /** Does `work`, in which no action between two steps can be done: its time is not held against one that waits. */
  async whileHeld<T>(work: () => Promise<T>): Promise<T> {
    this.#heldSinceMs = this.#clock.monotonicMs();
    try {
      return await work();
    } finally {
      this.#heldMs = this.#held();
      this.#heldSinceMs = undefined;
    }
  }

  #held(): number {
    const sinceMs = this.#heldSinceMs;
    return this.#heldMs + (sinceMs === undefined ? 0 : this.#clock.monotonicMs() - sinceMs);
  }

  /** Looks no more for the deadlines of what has been raised so far. */
  forgetDeadlines(): void {
    for (const entry of [...this.#waiting, ...this.#begun]) entry.missed = true;
  }

  #start(entry: Due): void | Promise<void> {
    const { emergency, action } = entry;
    entry.begunMs = this.#clock.monotonicMs();
    const worker = this.#workers.get(action);
    if (!worker) return this.#end(entry, "nobody");
    this.#begun.add(entry);
    this.#checkDeadline(entry);
    try {
      const result = emergency.rehearsal ? worker.rehearse(emergency) : worker.work(emergency);
      if (!(result instanceof Promise)) return this.#end(entry, "done");
      return result.then(
        () => this.#end(entry, "done"),
        (error) => this.#end(entry, "failed", error),
      );
    } catch (error) {
      this.#end(entry, "failed", error);
    }
  }

  #end(entry: Due, status: ActionOutcome["status"], error?: unknown): void {
    const { emergency, action, begunMs } = entry;
    const nowMs = this.#clock.monotonicMs();
    // A late action counts as late even if it ends before the next check.
    if (this.#begun.delete(entry)) this.#checkDeadline(entry);
    this.#listener.onOutcome(emergency, {
      action,
      status,
      ...(status === "failed" && { error }),
      begunAfterMs: (begunMs ?? nowMs) - emergency.raisedMs,
      doneAfterMs: nowMs - emergency.raisedMs,
    });
    if (status !== "failed") return;
    this.#listener.onFault(emergency, `${action} failed: ${messageOf(error)}`, error);
  }

  #checkDeadline(entry: Due): void {
    const { emergency, action, begunMs } = entry;
    const { deadlineMs, timed } = EMERGENCY_PROTOCOL[emergency.level];
    if (entry.missed || timed.action !== action) return;
    const nowMs = this.#clock.monotonicMs();
    const reachedMs = timed.by === "begun" ? (begunMs ?? nowMs) : nowMs;
    const heldMs = AT_ONCE.has(action) ? 0 : this.#held() - entry.heldMs;
    const tookMs = reachedMs - emergency.raisedMs - heldMs;
    if (tookMs <= deadlineMs) return;
    entry.missed = true;
    const took = `${tookMs.toFixed(0)} ms of ${deadlineMs}`;
    this.#listener.onFault(emergency, `${action} was not ${timed.by} after ${took}`);
  }
}
