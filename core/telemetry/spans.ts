import { type Attributes, context, type Span, type Tracer, trace } from "../../deps.ts";

/** Where a span belongs. */
export interface SpanPlace {
  /** The span above; without one, whatever span the caller of the run has open. */
  readonly parent?: Span;
  /** When it began, in milliseconds since 1970, where that is not now. */
  readonly startMs?: number;
}

/** Starts a span. */
export function startSpan(
  tracer: Tracer,
  name: string,
  attributes: Attributes = {},
  { parent, startMs }: SpanPlace = {},
): Span {
  const above = parent ? trace.setSpan(context.active(), parent) : context.active();
  return tracer.startSpan(name, { attributes, startTime: startMs }, above);
}
