import type { ActionOutcome, Emergency, StandDown } from "../ports/emergency.ts";
import type { EmergencyScope } from "./protocol.ts";

/** Carries out an action. Its promise resolves when it is done, and rejects if it fails. */
export type ActionWork = (emergency: Emergency) => void | Promise<void>;

/** Observes emergencies. One that throws is not called again. */
export interface EmergencyListener {
  /** At each raise, also one that does not heighten the level in force. */
  onRaised?(emergency: Emergency): void;
  /** At each stand-down; `emergency` is the one that was in force. */
  onStoodDown?(standDown: StandDown, emergency: Emergency): void;
  /** When an action is over, or nobody does it. */
  onAction?(emergency: Emergency, outcome: ActionOutcome): void;
  /** When a deadline or an acknowledgement is missed, before that escalates. */
  onMissed?(emergency: Emergency, what: string): void;
}

/** Broadcasts emergencies to others than the run. */
export interface EmergencyChannel {
  /** Name in messages. */
  readonly name: string;
  /** How far it goes. */
  readonly scope: EmergencyScope;
  /** Says that one was raised. What it throws or rejects with is an emergency of the highest level. */
  raised(emergency: Emergency): void | Promise<void>;
  /** Says that it is over. As with {@link raised}. */
  stoodDown(standDown: StandDown): void | Promise<void>;
}
