import { EmergencyLevel } from "../../proto/mod.ts";
import type { Reach } from "./protocol.ts";

/** Who raises emergencies. */
export type EmergencySource =
  | "watchdog"
  | "breaker"
  | "boundary"
  | "command"
  | "operator"
  | "process"
  | "rollback"
  | "protocol";

/** What an emergency makes a run do; `EMERGENCY_PROTOCOL` says at which level. */
export type EmergencyAction =
  | "adjust"
  | "conserve"
  | "full-rollback"
  | "checkpoint"
  | "fast-rollback"
  | "freeze"
  | "make-durable"
  | "halt";

/** A level that an emergency can have. */
export type RaisedLevel = Exclude<EmergencyLevel, 0>;

/** What is to be raised. */
export interface EmergencyRequest {
  /** From MINOR to CRITICAL. */
  readonly level: EmergencyLevel;
  /** What happened, with values, for people. */
  readonly reason: string;
  /** Who raises it. */
  readonly source: EmergencySource;
  /** Name of who raises it, for people. @default the source */
  readonly by?: string;
  /** What led to it, where that is an error. */
  readonly cause?: unknown;
  /** Of one that another process raised, how long it took until it was heard, ms. */
  readonly heardAfterMs?: number;
  /** What whoever raises it does itself, or must not be done: it is asked of nobody. @default nothing */
  readonly without?: readonly EmergencyAction[];
  /** Whether it is a rehearsal: everything happens but what touches the training. @default false */
  readonly rehearsal?: boolean;
}

/** An emergency that was raised. */
export interface Emergency extends EmergencyRequest {
  /** One of the four. */
  readonly level: RaisedLevel;
  /** Number among those of the run's trainer, from 1. */
  readonly number: number;
  /** When it was raised, on the monotonic clock. */
  readonly raisedMs: number;
  /** When it was raised, in milliseconds since 1970. */
  readonly wallMs: number;
}

/** A stand-down: the only way down. */
export interface StandDown {
  /** Why it is over, for people. */
  readonly reason: string;
  /** Who says so. */
  readonly by: EmergencySource;
}

/** Who raised an emergency, for people. */
export function originOf({ by, source }: EmergencyRequest): string {
  return by ?? `the ${source}`;
}

/** `CRITICAL` of `EMERGENCY_LEVEL_CRITICAL`. */
export function levelName(level: EmergencyLevel): string {
  return (EmergencyLevel[level] ?? String(level)).replace("EMERGENCY_LEVEL_", "");
}

/** What became of an action. */
export interface ActionOutcome {
  /** What it is. */
  readonly action: EmergencyAction;
  /** `nobody` where nothing in the run does it. */
  readonly status: "done" | "failed" | "nobody";
  /** What went wrong. */
  readonly error?: unknown;
  /** From the raise until it began, ms. */
  readonly begunAfterMs: number;
  /** From the raise until it was over, ms. */
  readonly doneAfterMs: number;
}

/** Does an action. Its promise settles when it is done, and rejects where it failed. */
export type ActionWork = (emergency: Emergency) => void | Promise<void>;

/** Hears of emergencies. One that throws is told of no more. */
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

/** Carries the word of emergencies out of the run. */
export interface EmergencyChannel {
  /** Name in messages. */
  readonly name: string;
  /** How far it goes. */
  readonly reach: Reach;
  /** Says that one was raised. What it throws or rejects with is an emergency of the highest level. */
  raised(emergency: Emergency): void | Promise<void>;
  /** Says that it is over. As with {@link raised}. */
  stoodDown(standDown: StandDown): void | Promise<void>;
}
