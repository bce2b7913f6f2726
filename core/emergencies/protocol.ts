import { EmergencyLevel } from "../../proto/mod.ts";
import type { EmergencyAction, RaisedLevel } from "../ports/emergency.ts";

/** How far an emergency is broadcast: to the processes of this run on this machine, or to every host on the bus. */
export type EmergencyScope = "local" | "cluster";

/** What is due at a level. */
export interface LevelRule {
  /** Longest time from the raise until the timed action has begun or is done, and every participant has acknowledged, ms. */
  readonly deadlineMs: number;
  /** What is done, in this order. */
  readonly actions: readonly EmergencyAction[];
  /** Which of them the deadline is for, and whether it has to be begun by then or done. */
  readonly timed: { readonly action: EmergencyAction; readonly by: "begun" | "done" };
  /** Who is notified besides the run itself. */
  readonly channels: readonly EmergencyScope[];
}

/** What follows from an emergency, by its level: the one table that everything here reads. */
export const EMERGENCY_PROTOCOL: Readonly<Record<RaisedLevel, LevelRule>> = {
  [EmergencyLevel.EMERGENCY_LEVEL_MINOR]: {
    deadlineMs: 5_000,
    actions: ["adjust"],
    timed: { action: "adjust", by: "done" },
    channels: ["local"],
  },
  [EmergencyLevel.EMERGENCY_LEVEL_MAJOR]: {
    deadlineMs: 2_000,
    actions: ["conserve", "full-rollback", "checkpoint"],
    timed: { action: "full-rollback", by: "begun" },
    channels: ["local"],
  },
  [EmergencyLevel.EMERGENCY_LEVEL_SEVERE]: {
    deadlineMs: 500,
    actions: ["conserve", "fast-rollback"],
    timed: { action: "fast-rollback", by: "done" },
    channels: ["local", "cluster"],
  },
  [EmergencyLevel.EMERGENCY_LEVEL_CRITICAL]: {
    deadlineMs: 100,
    actions: ["conserve", "freeze", "make-durable", "halt"],
    timed: { action: "freeze", by: "done" },
    channels: ["local", "cluster"],
  },
};

/** Actions that begin in the moment of the raise; the others wait until no step is in progress. */
export const AT_ONCE: ReadonlySet<EmergencyAction> = new Set(["adjust", "conserve", "freeze"]);
