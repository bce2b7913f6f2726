import type { Attributes } from "../../deps.ts";
import { MessagePriority } from "../../proto/mod.ts";
import { ATTRIBUTE, SPAN } from "./conventions.ts";

const { MESSAGE_PRIORITY_LOW, MESSAGE_PRIORITY_NORMAL, MESSAGE_PRIORITY_HIGH } = MessagePriority;
const { MESSAGE_PRIORITY_CRITICAL } = MessagePriority;

/** A Leyline `MessagePriority` that something can have. */
export type Priority = MessagePriority;

/** A priority as attributes and counts name it: the last word of its name in Leyline, in lower case. */
export type PriorityName = Exclude<
  keyof typeof MessagePriority extends `MESSAGE_PRIORITY_${infer Name}` ? Lowercase<Name> : never,
  "unspecified"
>;

/** What is lost first and what never, from the least to the most. */
export const PRIORITIES: readonly Priority[] = [
  MESSAGE_PRIORITY_LOW,
  MESSAGE_PRIORITY_NORMAL,
  MESSAGE_PRIORITY_HIGH,
  MESSAGE_PRIORITY_CRITICAL,
];

/** Spans that are not of normal priority: steps are many, as phases are, and without its run nobody finds a trace. */
const SPAN_PRIORITY: Readonly<Record<string, Priority>> = {
  [SPAN.step]: MESSAGE_PRIORITY_LOW,
  [SPAN.run]: MESSAGE_PRIORITY_HIGH,
};

/** Priority of an ended span: its own attribute, else by its name and status. */
export function spanPriority(name: string, attributes: Attributes, failed: boolean): Priority {
  const own = priorityFrom(attributes[ATTRIBUTE.priority]);
  if (own !== undefined) return own;
  const isPhase = name.startsWith(`${SPAN.boundary}.`);
  const byName = SPAN_PRIORITY[name] ?? (isPhase ? MESSAGE_PRIORITY_LOW : MESSAGE_PRIORITY_NORMAL);
  return failed ? atLeast(byName, MESSAGE_PRIORITY_HIGH) : byName;
}

/** Returns the name of a priority: `critical`. */
export function priorityName(priority: Priority): PriorityName {
  return MessagePriority[priority].replace("MESSAGE_PRIORITY_", "").toLowerCase() as PriorityName;
}

function priorityFrom(value: unknown): Priority | undefined {
  return PRIORITIES.find((priority) => priorityName(priority) === value);
}

function atLeast(priority: Priority, least: Priority): Priority {
  return priority < least ? least : priority;
}
