import { SpanStatusCode } from "../../deps.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventAttribute } from "../ports/reports/observed_event.ts";
import type { ObservedSpan } from "../ports/reports/observed_span.ts";
import type { SpanListener, WatchedSpan } from "./watch_spans.ts";

/** Hands on the spans of the run in progress to whoever observes it. */
export class SpanFeed implements SpanListener {
  readonly #clock: Pick<Clock, "wallMs">;
  /** Takes each span when it has ended; undefined if nobody does. */
  take: ((span: ObservedSpan) => void) | undefined;

  constructor(clock: Pick<Clock, "wallMs">) {
    this.#clock = clock;
  }

  began(): void {}

  event(): void {}

  ended(span: WatchedSpan, endMs: number): void {
    if (!this.take) return;
    const { id, parent, name, startMs, attributes, status } = span;
    const durationMs = Math.max(0, endMs - startMs);
    this.take({
      id,
      ...(parent !== undefined && { parent }),
      name,
      startMs: this.#clock.wallMs() - durationMs,
      durationMs,
      failed: status === SpanStatusCode.ERROR,
      attributes: attributes as Readonly<Record<string, EventAttribute>>,
    });
  }
}
