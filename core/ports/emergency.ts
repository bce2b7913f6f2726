import { EmergencyLevel } from "../../proto/mod.ts";

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
  /** The error that led to it, if there is one. */
  readonly cause?: unknown;
  /** Of one that another process raised, how long it took until it was heard, ms. */
  readonly heardAfterMs?: number;
  /** What whoever raises it does itself, or must not be done: it is asked of nobody. @default nothing */
  readonly skipActions?: readonly EmergencyAction[];
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

/** What word is about: an emergency, the rehearsal of one, or the end of one. */
export type NoticeKind = "raised" | "rehearsed" | "stood-down";

/** Word of an emergency as it goes from host to host. */
export interface EmergencyNotice {
  readonly kind: NoticeKind;
  readonly level: EmergencyLevel;
  /** Why it was raised, or stood down. */
  readonly reason: string;
  /** Who raised it. */
  readonly origin: string;
  /** The run in which it was raised; empty if none was going on. */
  readonly runId: string;
}

/** Raises emergencies and stands them down. */
export interface EmergencyControl {
  /** The emergency whose level is in force; `undefined` if there is none. */
  readonly current: Emergency | undefined;
  /**
   * Raises an emergency. Its level's actions are always carried out, and it never lowers the level in force.
   *
   * @throws {RangeError} If the level is none of the four.
   */
  raise(request: EmergencyRequest): Emergency;
  /** Ends what is in force; returns what that was. */
  standDown(standDown: StandDown): Emergency | undefined;
}

/** Who raised an emergency, for people. */
export function originOf({ by, source }: EmergencyRequest): string {
  return by ?? `the ${source}`;
}

/** `CRITICAL` of `EMERGENCY_LEVEL_CRITICAL`. */
export function levelName(level: EmergencyLevel): string {
  return (EmergencyLevel[level] ?? String(level)).replace("EMERGENCY_LEVEL_", "");
}
