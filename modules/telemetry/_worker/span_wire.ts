import type { Attributes, ReadableSpan } from "../../../deps.ts";

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

/** JSON has no such numbers: what stands for them is no text that anybody would write. */
const SPELLED: ReadonlyMap<number, string> = new Map([
  [Number.NaN, "\u0000NaN"],
  [Number.POSITIVE_INFINITY, "\u0000Infinity"],
  [Number.NEGATIVE_INFINITY, "\u0000-Infinity"],
]);

const RESTORED: ReadonlyMap<unknown, number> = new Map(
  [...SPELLED].map(([number, text]) => [text, number]),
);

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
    spelled(span.attributes),
    span.events.map(({ name, time, attributes }) => [name, time, spelled(attributes ?? {})]),
    span.links.map(({ context, attributes }) => [
      context.traceId,
      context.spanId,
      context.traceFlags,
      spelled(attributes ?? {}),
    ]),
    [span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
    [span.instrumentationScope.name, span.instrumentationScope.version ?? null],
  ];
  return JSON.stringify(wire);
}

/** Reads a span; `resource` says where it comes from. */
export function decodeSpan(text: string, resource: ReadableSpan["resource"]): ReadableSpan {
  const wire: WireSpan = JSON.parse(text);
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
    attributes: restored(attributes),
    events: events.map(([event, time, details]) => ({
      name: event,
      time: [...time],
      attributes: restored(details),
    })),
    links: links.map(([linkTrace, linkSpan, flags, details]) => ({
      context: { traceId: linkTrace, spanId: linkSpan, traceFlags: flags },
      attributes: restored(details),
    })),
    resource,
    instrumentationScope: { name: scope[0], ...(scope[1] !== null && { version: scope[1] }) },
    droppedAttributesCount: dropped[0],
    droppedEventsCount: dropped[1],
    droppedLinksCount: dropped[2],
  };
}

/** Spells out numbers that JSON does not know; gives back what has none as it is. */
function spelled(attributes: Attributes): Attributes {
  let copy: Attributes | undefined;
  for (const key in attributes) {
    const value = attributes[key];
    const written = Array.isArray(value) ? spelledList(value) : spelledNumber(value);
    if (written === value) continue;
    copy ??= { ...attributes };
    copy[key] = written as Attributes[string];
  }
  return copy ?? attributes;
}

function spelledList(values: readonly unknown[]): readonly unknown[] {
  return values.some((value) => spelledNumber(value) !== value)
    ? values.map(spelledNumber)
    : values;
}

function spelledNumber(value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? SPELLED.get(value) : value;
}

function restored(attributes: Attributes): Attributes {
  for (const key in attributes) {
    const value = attributes[key];
    attributes[key] = (
      Array.isArray(value) ? value.map(restoredNumber) : restoredNumber(value)
    ) as Attributes[string];
  }
  return attributes;
}

function restoredNumber(value: unknown): unknown {
  return RESTORED.get(value) ?? value;
}

function difference([seconds, nanos]: Time, [fromSeconds, fromNanos]: Time): [number, number] {
  const total = nanos - fromNanos;
  return total < 0 ? [seconds - fromSeconds - 1, total + 1e9] : [seconds - fromSeconds, total];
}
