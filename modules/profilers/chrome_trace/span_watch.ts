import type { Telemetry } from "../../../core/mod.ts";
import { machineClock } from "../../../core/mod.ts";
import type { Attributes, Span, Tracer } from "../../../deps.ts";

/** A span that started and may have ended. */
export interface WatchedSpan {
  readonly name: string;
  /** Start on the monotonic clock, ms. */
  readonly startMs: number;
  readonly attributes: Attributes;
}

/** Listener for spans. */
export interface SpanListener {
  began(span: WatchedSpan): void;
  event(name: string, attributes: Attributes): void;
  ended(span: WatchedSpan, endMs: number): void;
}

/** Wraps telemetry so that `listener` observes all spans, including unsampled ones. */
export function watchSpans(telemetry: Telemetry, listener: SpanListener): Telemetry {
  return {
    name: telemetry.name,
    tracer: watchingTracer(telemetry.tracer, listener),
    meter: telemetry.meter,
    destination: telemetry.destination,
    losses: () => telemetry.losses(),
    flush: () => telemetry.flush(),
    dispose: () => telemetry.dispose(),
  };
}

function watchingTracer(tracer: Tracer, listener: SpanListener): Tracer {
  return {
    startSpan: (name, options = {}, context) => {
      const { startTime } = options;
      const agoMs = typeof startTime === "number" ? machineClock.wallMs() - startTime : 0;
      const watched = {
        name,
        startMs: machineClock.monotonicMs() - Math.max(0, agoMs),
        attributes: { ...options.attributes },
      };
      listener.began(watched);
      return new Watching(tracer.startSpan(name, options, context), watched, listener);
    },
    startActiveSpan: tracer.startActiveSpan.bind(tracer),
  };
}

/** A span that forwards everything and notifies a listener. */
class Watching implements Span {
  readonly #span: Span;
  readonly #watched: WatchedSpan;
  readonly #listener: SpanListener;

  constructor(span: Span, watched: WatchedSpan, listener: SpanListener) {
    this.#span = span;
    this.#watched = watched;
    this.#listener = listener;
  }

  spanContext(): ReturnType<Span["spanContext"]> {
    return this.#span.spanContext();
  }

  setAttribute(...[key, value]: Parameters<Span["setAttribute"]>): this {
    this.#watched.attributes[key] = value;
    this.#span.setAttribute(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    Object.assign(this.#watched.attributes, attributes);
    this.#span.setAttributes(attributes);
    return this;
  }

  addEvent(...args: Parameters<Span["addEvent"]>): this {
    const [name, attributes] = args;
    const isTime = attributes instanceof Date || Array.isArray(attributes);
    this.#listener.event(name, isTime ? {} : ((attributes ?? {}) as Attributes));
    this.#span.addEvent(...args);
    return this;
  }

  addLink(...args: Parameters<Span["addLink"]>): this {
    this.#span.addLink(...args);
    return this;
  }

  addLinks(...args: Parameters<Span["addLinks"]>): this {
    this.#span.addLinks(...args);
    return this;
  }

  setStatus(...args: Parameters<Span["setStatus"]>): this {
    this.#span.setStatus(...args);
    return this;
  }

  updateName(name: string): this {
    this.#span.updateName(name);
    return this;
  }

  end(...args: Parameters<Span["end"]>): void {
    this.#listener.ended(this.#watched, machineClock.monotonicMs());
    this.#span.end(...args);
  }

  isRecording(): boolean {
    return this.#span.isRecording();
  }

  recordException(...args: Parameters<Span["recordException"]>): void {
    this.#span.recordException(...args);
  }
}
