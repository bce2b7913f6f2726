import type { Attributes } from "../../deps.ts";
import { CommandType, MessagePriority } from "../../proto/mod.ts";
import type { EventRules } from "../events/event_rule.ts";
import type { CommandOutcome } from "../ports/reports/command_outcome.ts";
import { ATTRIBUTE, EVENT } from "../telemetry/conventions.ts";

/** Event rules of commands. */
export const COMMAND_EVENTS: EventRules<"command" | "command/not-admitted" | "pause"> = {
  command: {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    spanEvent: { name: EVENT.command, attributes: ({ outcome }) => commandAttributes(outcome) },
    incident: ({ outcome: { command, status, reason, abortedBy } }) => {
      // A run that ends before a command commits is no failure.
      if (status === "committed" || abortedBy === "run-ended") return undefined;
      const message = `${CommandType[command.commandType]} "${command.commandId}" was ${status}: ${reason}`;
      return { kind: `command/${status}`, message };
    },
  },
  "command/not-admitted": {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    incident: ({ count, last }) => ({
      kind: "command/not-admitted",
      message: `${count} from outside, the last: ${last}`,
    }),
  },
  pause: {
    priority: MessagePriority.MESSAGE_PRIORITY_HIGH,
    spanEvent: {
      name: EVENT.pause,
      attributes: ({ paused }) => ({ [ATTRIBUTE.paused]: paused }),
    },
  },
};

function commandAttributes({ command, source, status, reason }: CommandOutcome): Attributes {
  return {
    [ATTRIBUTE.commandId]: command.commandId,
    [ATTRIBUTE.commandType]: CommandType[command.commandType],
    [ATTRIBUTE.commandSource]: source,
    [ATTRIBUTE.commandStatus]: status,
    [ATTRIBUTE.commandReason]: reason,
  };
}
