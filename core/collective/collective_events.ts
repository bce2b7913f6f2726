import { MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";

const { MESSAGE_PRIORITY_HIGH } = MessagePriority;

/** What is written of the processes that train together. */
export const COLLECTIVE_EVENTS: EventRules<"collective/unused"> = {
  "collective/unused": {
    priority: MESSAGE_PRIORITY_HIGH,
    incident: ({ launcher, size }) => ({
      kind: "collective/unused",
      message: `${launcher} started ${size} processes, and each of them trains the same by itself: add mpi() to the modules, or start one process`,
    }),
  },
};
