import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import { ATTRIBUTE, EVENT } from "../telemetry/conventions.ts";
import { checkpointAttributes } from "./recovery_attributes.ts";

const { MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH, MESSAGE_PRIORITY_CRITICAL } =
  MessagePriority;

/** What is written of rollbacks, snapshots and checkpoints. */
export const RECOVERY_EVENTS: EventRules<
  | "rollback/done"
  | "rollback/failed"
  | "snapshot/refused"
  | "checkpoint/written"
  | "checkpoint/failed"
  | "checkpoint/refused"
  | "checkpoint/damaged"
  | "checkpoint/resumed"
  | "data/skipped"
> = {
  "rollback/done": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ outcome: { fromStep, step, tier, reason } }) => ({
      kind: "rollback/done",
      message: `went back from step ${fromStep} to step ${step} (${tier} tier): ${reason}`,
    }),
  },
  "rollback/failed": {
    priority: MESSAGE_PRIORITY_CRITICAL,
    incident: ({ outcome: { fromStep, failures } }) => ({
      kind: "rollback/failed",
      message: `could not go back from step ${fromStep}: ${failures.map((one) => one.reason).join("; ")}`,
    }),
  },
  "snapshot/refused": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "snapshot/refused", message }),
  },
  "checkpoint/written": {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: { name: EVENT.checkpoint, attributes: ({ info }) => checkpointAttributes(info) },
  },
  "checkpoint/failed": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "checkpoint/failed", message }),
  },
  "checkpoint/refused": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "checkpoint/refused", message }),
  },
  "checkpoint/damaged": {
    priority: MESSAGE_PRIORITY_CRITICAL,
    keptBetweenRuns: true,
    incident: ({ message }) => ({ kind: "checkpoint/damaged", message }),
  },
  "data/skipped": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ message }) => ({ kind: "data/skipped", message }),
  },
  "checkpoint/resumed": {
    priority: MESSAGE_PRIORITY_NORMAL,
    spanEvent: {
      name: EVENT.resumed,
      attributes: ({ resume: { checkpoint, differences } }) => ({
        ...checkpointAttributes(checkpoint),
        ...(differences.length > 0 && { [ATTRIBUTE.resumeDifferences]: [...differences] }),
      }),
    },
  },
};
