import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";

const { MESSAGE_PRIORITY_HIGH, MESSAGE_PRIORITY_CRITICAL } = MessagePriority;

/** What is written of the processes that train together. */
export const COLLECTIVE_EVENTS: EventRules<
  "collective/unused" | "collective/rank-lost" | "collective/rank-incident"
> = {
  "collective/unused": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ launcher, size }) => ({
      kind: "collective/unused",
      message: `${launcher} started ${size} processes, and each of them trains the same by itself: add mpi() to the modules, or start one process`,
    }),
  },
  "collective/rank-lost": {
    priority: MESSAGE_PRIORITY_CRITICAL,
    incident: ({ loss: { ranks, before, size, fromStep, step, reason } }) => {
      const which =
        ranks.length > 0 ? `rank ${ranks.join(", ")} of ${before}` : `ranks of ${before}`;
      return {
        kind: "collective/rank-lost",
        message: `lost ${which} at step ${fromStep}: ${reason} ${size} go on from step ${step}`,
      };
    },
  },
  "collective/rank-incident": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ rank, incident: { kind, message } }) => ({
      kind: "collective/rank-incident",
      message: `rank ${rank}: ${kind}: ${message}`,
    }),
  },
};
