import { type Attributes, context, type Span, type Tracer, trace } from "../../deps.ts";

/** Where a span belongs. */
export interface SpanPlace {
  /** The span above; without one, whatever span the caller of the run has open. */
  readonly parent?: Span;
  /** When it began, in milliseconds since 1970, where that is not now. */
  readonly startMs?: number;
  /** Spans that it has to do with and that are not above it. */
  readonly links?: readonly Span[];
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
