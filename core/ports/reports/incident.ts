import type { BusChange } from "../bus.ts";
import type { AlarmRule } from "../watchdog.ts";
import type { CommandEnd } from "./command_outcome.ts";

/** Kinds of incidents: what comes before the slash is the concern, what comes after is what went wrong in it. */
export type IncidentKind =
  | "run/failed"
  | "run/rolled-back-at-end"
  | "best/not-restored"
  | "loss/non-finite"
  | "task/non-finite"
  | "seed/non-finite"
  | "learning-rate/violation"
  | "learning-rate/unused"
  | "optimizer/rate-limited"
  | "memory/unexplained"
  | `watchdog/${Exclude<AlarmRule, "request">}`
  | "rollback/requested"
  | "rollback/done"
  | "rollback/failed"
  | "snapshot/refused"
  | "checkpoint/failed"
  | "checkpoint/refused"
  | "checkpoint/damaged"
  | "controller/fault"
  | "controller/memory-lost"
  | "data/skipped"
  | "test/failed"
  | "boundary/breach"
  | "boundary/delayed"
  | "deferred/failed"
  | "mode/conservative"
  | "breaker/open"
  | `command/${Exclude<CommandEnd, "committed">}`
  | "command/not-admitted"
  | "emergency/raised"
  | "emergency/missed"
  | "emergency/stood-down"
  | "signal/degraded"
  | "signal/status"
  | "participant/lost"
  | `bus/${BusChange["kind"]}`
  | "collective/unused"
  | "collective/rank-lost"
  | "collective/rank-incident"
  | "observer/failed"
  | "profile/failed"
  | "telemetry/lost";

/** Something that went wrong, and what was done about it. */
export interface Incident {
  /** What went wrong; the names are stable. */
  readonly kind: IncidentKind;
  /** What happened, with values, and what was done about it. */
  readonly message: string;
  /** Updates done before it. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
}

/** How many incidents of each kind there were; kinds without any are absent. */
export type IncidentCounts = Readonly<Partial<Record<IncidentKind, number>>>;
