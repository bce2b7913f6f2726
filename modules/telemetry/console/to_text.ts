import type { Attributes } from "../../../deps.ts";
import type { ReadableSpan } from "../../../deps_optional.ts";
import { toSpanRecord } from "../_sdk/mod.ts";

/** Writes a span for people: a line, and an indented one for each of its events. */
export function toText(span: ReadableSpan): string {
  const { name, endTime, durationMs, status, attributes, events } = toSpanRecord(span);
  const failed =
    status.code === "error" ? ` failed${status.message ? `: ${status.message}` : ""}` : "";
  const head = `${clockOf(endTime)} ${name} ${durationMs.toPrecision(3)} ms${failed}`;
  const below = events.map(
    (event) => `  ${clockOf(event.time)} ${event.name}${listed(event.attributes)}\n`,
  );
  return `${head}${listed(attributes)}\n${below.join("")}`;
}

/** Hours to milliseconds of an ISO time, UTC. */
function clockOf(time: string): string {
  return time.slice(11, 23);
}

function listed(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}=${Array.isArray(value) ? value.join(",") : value}`)
    .join("");
}
