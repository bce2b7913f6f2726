import { type Span, trace } from "../../deps.ts";
import { isFirst, type Ranks, tellAllJson } from "./talk.ts";

/**
 * The span of a run. Of several ranks only rank 0 starts one; spans of the others are its children.
 *
 * @throws {CollectiveFailure} If ranks are late or lost.
 */
export function sharedRunSpan(ranks: Ranks, start: () => Span): Span {
  if (!ranks.shared) return start();
  const own = isFirst(ranks.collective) ? start() : undefined;
  const context = tellAllJson(ranks, own && placeOf(own), "begin a run");
  return own ?? trace.wrapSpanContext({ ...context, isRemote: true });
}

function placeOf(
  span: Span,
): Pick<ReturnType<Span["spanContext"]>, "traceId" | "spanId" | "traceFlags"> {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, traceFlags };
}
