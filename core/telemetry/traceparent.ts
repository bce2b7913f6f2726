import { isSpanContextValid, type SpanContext } from "../../deps.ts";

// version 00: 16 bytes of trace, 8 of the parent span, 1 of flags, in lower-case hexadecimal.
const PATTERN = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * A span's context as other processes take it; undefined for a span that records nothing.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function toTraceparent(context: SpanContext): string | undefined {
  if (!isSpanContextValid(context)) return undefined;
  const flags = context.traceFlags.toString(16).padStart(2, "0");
  return `00-${context.traceId}-${context.spanId}-${flags}`;
}

/** The context of another process's span; undefined for any text that is none. */
export function fromTraceparent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = PATTERN.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}
