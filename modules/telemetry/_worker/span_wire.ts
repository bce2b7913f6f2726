import type { Attributes } from "../../../deps.ts";
import type { ReadableSpan } from "../../../deps_optional.ts";
import { restored, spelled } from "./wire_json.ts";

// A span as it crosses to the worker and stands in the spill: JSON, without the names of its fields.

type Time = readonly [number, number];

type WireEvent = readonly [name: string, time: Time, attributes: Attributes];

type WireLink = readonly [traceId: string, spanId: string, traceFlags: number, Attributes];

type WireSpan = readonly [
  name: string,
  traceId: string,
  spanId: string,
  traceFlags: number,
  parentSpanId: string | null,
  kind: number,
  startTime: Time,
  endTime: Time,
  status: readonly [code: number, message: string | null],
  attributes: Attributes,
  events: readonly WireEvent[],
  links: readonly WireLink[],
  dropped: readonly [attributes: number, events: number, links: number],
  scope: readonly [name: string, version: string | null],
];

/** Writes a span that has ended. */
export function encodeSpan(span: ReadableSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const wire: WireSpan = [
    span.name,
    traceId,
    spanId,
    traceFlags,
    span.parentSpanContext?.spanId ?? null,
    span.kind,
    span.startTime,
    span.endTime,
    [span.status.code, span.status.message ?? null],
    spelledAttributes(span.attributes),
    span.events.map(({ name, time, attributes }) => [
      name,
      time,
      spelledAttributes(attributes ?? {}),
    ]),
    span.links.map(({ context, attributes }) => [
      context.traceId,
      context.spanId,
      context.traceFlags,
      spelledAttributes(attributes ?? {}),
    ]),
    [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
    [span.instrumentationScope.name, span.instrumentationScope.version ?? null],
  ];
  return JSON.stringify(wire);
}

/**
 * Reads a span.
 *
 * @param resource What it comes from.
 * @throws {Error} If the text is no span.
 */
export function decodeSpan(text: string, resource: ReadableSpan["resource"]): ReadableSpan {
  const wire: WireSpan = JSON.parse(text);
  check(wire);
  const [name, traceId, spanId, traceFlags, parent, kind, startTime, endTime, status] = wire;
  const [attributes, events, links, dropped, scope] = wire.slice(9) as unknown as [
    WireSpan[9],
    WireSpan[10],
    WireSpan[11],
    WireSpan[12],
    WireSpan[13],
  ];
  return {
    name,
    kind,
    spanContext: () => ({ traceId, spanId, traceFlags }),
    ...(parent !== null && { parentSpanContext: { traceId, spanId: parent, traceFlags } }),
    startTime: [...startTime],
    endTime: [...endTime],
    duration: difference(endTime, startTime),
    ended: true,
    status: { code: status[0], ...(status[1] !== null && { message: status[1] }) },
    attributes: restoredAttributes(attributes),
    events: events.map(([event, time, details]) => ({
      name: event,
      time: [...time],
      attributes: restoredAttributes(details),
    })),
    links: links.map(([linkTrace, linkSpan, flags, details]) => ({
      context: { traceId: linkTrace, spanId: linkSpan, traceFlags: flags },
      attributes: restoredAttributes(details),
    })),
    resource,
    instrumentationScope: { name: scope[0], ...(scope[1] !== null && { version: scope[1] }) },
    droppedAttributesCount: dropped[0],
    droppedEventsCount: dropped[1],
    droppedLinksCount: dropped[2],
  };
}

/** Spells out numbers that JSON does not know. Returns attributes without any as they are. */
function spelledAttributes(attributes: Attributes): Attributes {
  let copy: Attributes | undefined;
  for (const key in attributes) {
    const value = attributes[key];
    const written = Array.isArray(value) ? spelledList(value) : spelled(value);
    if (written === value) continue;
    copy ??= { ...attributes };
    copy[key] = written as Attributes[string];
  }
  return copy ?? attributes;
}

function spelledList(values: readonly unknown[]): readonly unknown[] {
  return values.some((value) => spelled(value) !== value) ? values.map(spelled) : values;
}

function restoredAttributes(attributes: Attributes): Attributes {
  for (const key in attributes) {
    const value = attributes[key];
    attributes[key] = (
      Array.isArray(value) ? value.map(restored) : restored(value)
    ) as Attributes[string];
  }
  return attributes;
}

/**
 * Throws where a text is no span: what another version or another program wrote.
 *
 * @throws {TypeError} Naming the field.
 */
function check(wire: WireSpan): void {
  const isTime = (time: unknown) =>
    Array.isArray(time) && time.length === 2 && time.every(Number.isFinite);
  const isObject = (value: unknown) => typeof value === "object" && value !== null;
  const isText = (value: unknown) => typeof value === "string";
  const rules: readonly (readonly [name: string, isValid: (value: unknown) => boolean])[] = [
    ["name", isText],
    ["traceId", isText],
    ["spanId", isText],
    ["traceFlags", Number.isInteger],
    ["parentSpanId", (value) => value === null || isText(value)],
    ["kind", Number.isInteger],
    ["startTime", isTime],
    ["endTime", isTime],
    ["status", Array.isArray],
    ["attributes", isObject],
    ["events", (value) => Array.isArray(value) && value.every((event) => isTime(event?.[1]))],
    ["links", (value) => Array.isArray(value) && value.every(Array.isArray)],
    ["dropped", Array.isArray],
    ["scope", Array.isArray],
  ];
  if (!Array.isArray(wire)) throw new TypeError("it is no span");
  for (const [index, [name, isValid]] of rules.entries()) {
    if (!isValid(wire[index])) throw new TypeError(`its "${name}" is not one of a span`);
  }
}

function difference([seconds, nanos]: Time, [fromSeconds, fromNanos]: Time): [number, number] {
  const total = nanos - fromNanos;
  return total < 0 ? [seconds - fromSeconds - 1, total + 1e9] : [seconds - fromSeconds, total];
}
