import { EmergencyLevel } from "../../proto/mod.ts";
import { messageOf } from "../errors/mod.ts";
import { show } from "../options.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  Emergency,
  EmergencyAction,
  EmergencyControl,
  EmergencyRequest,
  RaisedLevel,
  StandDown,
} from "../ports/emergency.ts";
import { levelName } from "../ports/emergency.ts";
import { EmergencyActions } from "./actions.ts";
import type { ActionWork, EmergencyChannel, EmergencyListener } from "./emergency.ts";
import { EMERGENCY_PROTOCOL } from "./protocol.ts";

const { EMERGENCY_LEVEL_MINOR, EMERGENCY_LEVEL_CRITICAL } = EmergencyLevel;

/** Actions that a timing fault never triggers: slowness tells nothing about the weights. */
const ROLLBACKS: readonly EmergencyAction[] = ["full-rollback", "fast-rollback"];

/** Those that an emergency is shared with, before anything is done about it. */
export interface SharedWith {
  /** One was raised here, whose actions wait for {@link Emergencies.begin}. */
  raised(emergency: Emergency): void;
  /** What was in force is over here. */
  stoodDown(): void;
}

/**
 * The emergencies of a trainer: raised here, broadcast from here, and carried out by the actions provided here.
 *
 * The level in force is the highest that was raised since the last stand-down. A deadline that passes, an action that
 * fails and an acknowledgement that does not come raise the next level; word that cannot be sent raises the highest.
 */
export class Emergencies implements EmergencyControl {
  readonly #clock: Clock;
  readonly #actions: EmergencyActions;
  readonly #listeners = new Set<EmergencyListener>();
  readonly #channels = new Set<EmergencyChannel>();
  #current: Emergency | undefined;
  #count = 0;
  #others: SharedWith | undefined;

  /**
   * Begins without any emergency.
   *
   * @param clock Tells when something was raised, and whether a deadline has passed.
   * @param onWaiting Called when an action waits for a moment between two steps.
   */
  constructor(clock: Clock, onWaiting: () => void = () => {}) {
    this.#clock = clock;
    this.#actions = new EmergencyActions(clock, {
      onOutcome: (emergency, outcome) =>
        this.#notify(emergency, (listener) => listener.onAction?.(emergency, outcome)),
      onFault: (emergency, fault, cause) => this.escalate(emergency, fault, { cause }),
      onWaiting,
    });
  }

  /** The emergency whose level is in force; `undefined` if there is none. */
  get current(): Emergency | undefined {
    return this.#current;
  }

  /** Whether the level in force is one that no run goes on at. */
  get frozen(): boolean {
    return this.#current?.level === EMERGENCY_LEVEL_CRITICAL;
  }

  /** Whether an action waits for a moment between two steps. */
  get pending(): boolean {
    return this.#actions.pending;
  }

  /**
   * Raises an emergency. Its level's actions are always carried out, and it never lowers the level in force.
   *
   * @returns What was raised; {@link current} is what is in force.
   * @throws {RangeError} If the level is none of the four.
   */
  raise(request: EmergencyRequest): Emergency {
    const emergency = this.#raise(request);
    // A rehearsal touches nothing that ranks have in common.
    if (this.#others && !emergency.rehearsal) this.#others.raised(emergency);
    else this.#actions.begin(emergency);
    return emergency;
  }

  /** Has emergencies wait until all ranks know of them. */
  shareWith(others: SharedWith | undefined): void {
    this.#others = others;
  }

  /** Begins the actions of an emergency that all ranks know of now; its deadlines count from here. */
  begin(emergency: Emergency): void {
    this.#actions.begin({ ...emergency, raisedMs: this.#clock.monotonicMs() });
  }

  /** Raises what all ranks know of. */
  raiseAgreed(request: EmergencyRequest): void {
    this.#actions.begin(this.#raise(request));
  }

  /** Ends what is in force here, which is over on all ranks. */
  standDownAgreed(standDown: StandDown): void {
    this.#standDown(standDown);
  }

  #raise(request: EmergencyRequest): Emergency {
    const { level } = request;
    if (!isRaised(level)) {
      throw new RangeError(
        `"level" must be an EmergencyLevel from MINOR to CRITICAL, but is ${show(level)}. Cannot raise an emergency.`,
      );
    }
    this.#count += 1;
    const emergency: Emergency = {
      ...request,
      level,
      number: this.#count,
      raisedMs: this.#clock.monotonicMs(),
      wallMs: this.#clock.wallMs(),
    };
    const inForce = this.#current?.level ?? 0;
    if (!emergency.rehearsal && level > inForce) this.#current = emergency;
    this.#notify(emergency, (listener) => listener.onRaised?.(emergency));
    this.#broadcast(emergency);
    return emergency;
  }

  /**
   * Ends what is in force, and its reason with it. What its actions have begun goes on.
   *
   * @returns What was in force; `undefined` if nothing was, and then nobody is notified.
   */
  standDown(standDown: StandDown): Emergency | undefined {
    const over = this.#standDown(standDown);
    if (over) this.#others?.stoodDown();
    return over;
  }

  #standDown(standDown: StandDown): Emergency | undefined {
    const emergency = this.#current;
    if (!emergency) return undefined;
    this.#current = undefined;
    this.#actions.forgetDeadlines();
    this.#notify(emergency, (listener) => listener.onStoodDown?.(standDown, emergency));
    for (const channel of this.#channels) {
      this.#guard(channel, emergency, () => channel.stoodDown(standDown));
    }
    return emergency;
  }

  /** Raises the level after `emergency`'s, because of `fault`; of a rehearsal it is only told. */
  escalate(
    emergency: Emergency,
    fault: string,
    { cause, timing = false }: { readonly cause?: unknown; readonly timing?: boolean } = {},
  ): void {
    this.#notify(emergency, (listener) => listener.onMissed?.(emergency, fault));
    if (emergency.rehearsal || this.frozen) return;
    this.raise({
      level: emergency.level + 1,
      reason: `${levelName(emergency.level)} (${emergency.reason}) escalated: ${fault}`,
      source: "protocol",
      ...(cause !== undefined && { cause }),
      skipActions: timing ? ROLLBACKS : [],
    });
  }

  /** Calls `listener` from now on, until the returned function is called. */
  subscribe(listener: EmergencyListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends word through `channel` from now on, until the returned function is called. */
  addChannel(channel: EmergencyChannel): () => void {
    this.#channels.add(channel);
    return () => this.#channels.delete(channel);
  }

  /**
   * Makes `work` do an action, in place of whoever did it, until the returned function is called.
   *
   * @param rehearse Does as much of it in a rehearsal as leaves the training, its files and its end alone. @default nothing
   */
  provide(action: EmergencyAction, work: ActionWork, rehearse?: ActionWork): () => void {
    return this.#actions.provide(action, work, rehearse);
  }

  /** Carries out waiting actions. Call between two steps. */
  carryOut(): Promise<void> {
    return this.#actions.carryOut();
  }

  /** Does `work`, in which no action between two steps can be done: its time is not held against one that waits. */
  whileHeld<T>(work: () => Promise<T>): Promise<T> {
    return this.#actions.whileHeld(work);
  }

  /** Escalates if a deadline has passed. Call regularly. */
  checkDeadlines(): void {
    this.#actions.checkDeadlines();
  }

  #broadcast(emergency: Emergency): void {
    const { channels } = EMERGENCY_PROTOCOL[emergency.level];
    for (const channel of this.#channels) {
      if (!channels.includes(channel.scope)) continue;
      this.#guard(channel, emergency, () => channel.raised(emergency));
    }
  }

  #guard(channel: EmergencyChannel, emergency: Emergency, send: () => void | Promise<void>): void {
    try {
      const sent = send();
      if (sent instanceof Promise) sent.catch((error) => this.#unsent(channel, emergency, error));
    } catch (error) {
      this.#unsent(channel, emergency, error);
    }
  }

  /** Word that did not get out: nobody outside knows any more how the run is. */
  #unsent(channel: EmergencyChannel, emergency: Emergency, error: unknown): void {
    const fault = `channel "${channel.name}" could not broadcast it: ${messageOf(error)}`;
    this.#notify(emergency, (listener) => listener.onMissed?.(emergency, fault));
    if (emergency.rehearsal || this.frozen) return;
    this.raise({
      level: EMERGENCY_LEVEL_CRITICAL,
      reason: `${levelName(emergency.level)} (${emergency.reason}): ${fault}`,
      source: "protocol",
      cause: error,
    });
  }

  /** A listener that fails keeps nobody else from hearing, and nothing from being done. */
  #notify(emergency: Emergency, call: (listener: EmergencyListener) => void): void {
    for (const listener of [...this.#listeners]) {
      try {
        call(listener);
      } catch (error) {
        this.#listeners.delete(listener);
        const fault = `a listener failed and is not called again: ${messageOf(error)}`;
        this.#notify(emergency, (other) => other.onMissed?.(emergency, fault));
      }
    }
  }
}

function isRaised(level: EmergencyLevel): level is RaisedLevel {
  return (
    Number.isInteger(level) && level >= EMERGENCY_LEVEL_MINOR && level <= EMERGENCY_LEVEL_CRITICAL
  );
}
