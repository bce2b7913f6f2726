import {
  type Attributes,
  context,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from "../../deps.ts";
import { ATTRIBUTE, SPAN } from "./conventions.ts";

/** Where a span belongs. */
export interface SpanPlace {
  /** The parent; without one, the span that the caller of the run has open. */
  readonly parent?: Span;
  /** When it began, in milliseconds since 1970. @default now */
  readonly startMs?: number;
  /** Spans that it has to do with and that are not above it. */
  readonly links?: readonly Span[];
}

/** What spans of a run are made with. */
export interface Tracing {
  readonly tracer: Tracer;
  /** The run's span. */
  readonly run: Span;
}

/** Starts a span. */
export function startSpan(
  tracer: Tracer,
  name: string,
  attributes: Attributes = {},
  { parent, startMs, links = [] }: SpanPlace = {},
): Span {
  const above = parent ? trace.setSpan(context.active(), parent) : context.active();
  const linked = links.map((span) => ({ context: span.spanContext() }));
  return tracer.startSpan(name, { attributes, startTime: startMs, links: linked }, above);
}

/**
 * Reports something critical at once: as a span of its own, which leaves the process before everything that waits, while an event
 * leaves with the span that it is on.
 */
export function raiseAlert(tracer: Tracer, attributes: Attributes, parent: Span): void {
  const priority = { [ATTRIBUTE.priority]: "critical" };
  const alert = startSpan(tracer, SPAN.alert, { ...attributes, ...priority }, { parent });
  alert.setStatus({ code: SpanStatusCode.ERROR });
  alert.end();
}
