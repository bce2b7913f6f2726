import {
  type Attributes,
  context,
  type Span,
  type SpanStatusCode,
  type Tracer,
  trace,
} from "../../deps.ts";
import type { Telemetry } from "../ports/telemetry.ts";
import { machineClock } from "../runtime/mod.ts";

/** A span that started and may have ended. */
export interface WatchedSpan {
  /** Number of the span among those that are watched, from 1. */
  readonly id: number;
  /** That of the one it is part of; undefined for none. */
  readonly parent: number | undefined;
  readonly name: string;
  /** Start on the monotonic clock, ms. */
  readonly startMs: number;
  readonly attributes: Attributes;
  /** Status that was set last; undefined for none. */
  status: SpanStatusCode | undefined;
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
  let count = 0;
  return {
    startSpan: (name, options = {}, above = context.active()) => {
      const { startTime } = options;
      const agoMs = typeof startTime === "number" ? machineClock.wallMs() - startTime : 0;
      count += 1;
      const parent = trace.getSpan(above);
      const watched: WatchedSpan = {
        id: count,
        parent: parent instanceof Watching ? parent.id : undefined,
        name,
        startMs: machineClock.monotonicMs() - Math.max(0, agoMs),
        attributes: { ...options.attributes },
        status: undefined,
      };
      listener.began(watched);
      return new Watching(tracer.startSpan(name, options, above), watched, listener);
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

  get id(): number {
    return this.#watched.id;
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
    this.#watched.status = args[0].code;
    this.#span.setStatus(...args);
    return this;
  }

  updateName(name: string): this {
    this.#span.updateName(name);
    return this;
  }

  end(...args: Parameters<Span["end"]>): void {
    const [endTime] = args;
    const agoMs = typeof endTime === "number" ? machineClock.wallMs() - endTime : 0;
    this.#listener.ended(this.#watched, machineClock.monotonicMs() - Math.max(0, agoMs));
    this.#span.end(...args);
  }

  isRecording(): boolean {
    return this.#span.isRecording();
  }

  recordException(...args: Parameters<Span["recordException"]>): void {
    this.#span.recordException(...args);
  }
}
