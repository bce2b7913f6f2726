import type { Telemetry } from "../core/mod.ts";
import type { Meter, Span, Tracer } from "../deps.ts";

/** Adds up the time that is spent in a telemetry on the training's thread. */
export class Stopwatch {
  #totalMs = 0;
  #runs = false;

  /** Times `work`, unless it is part of something that is timed. */
  time<T>(work: () => T): T {
    if (this.#runs) return work();
    this.#runs = true;
    const startedMs = performance.now();
    try {
      return work();
    } finally {
      this.#totalMs += performance.now() - startedMs;
      this.#runs = false;
    }
  }

  /** What was added up since the last call, ms. */
  take(): number {
    const totalMs = this.#totalMs;
    this.#totalMs = 0;
    return totalMs;
  }
}

/** `telemetry`, every call to whose spans and instruments is timed. */
export function timedTelemetry(telemetry: Telemetry, watch: Stopwatch): Telemetry {
  return {
    name: telemetry.name,
    tracer: timedTracer(telemetry.tracer, watch),
    meter: timedMeter(telemetry.meter, watch),
    destination: telemetry.destination,
    losses: () => telemetry.losses(),
    flush: () => telemetry.flush(),
    dispose: () => telemetry.dispose(),
  };
}

function timedTracer(tracer: Tracer, watch: Stopwatch): Tracer {
  return {
    startSpan: (...args) =>
      timedSpan(
        watch.time(() => tracer.startSpan(...args)),
        watch,
      ),
    startActiveSpan: tracer.startActiveSpan.bind(tracer),
  };
}

function timedSpan(span: Span, watch: Stopwatch): Span {
  // A span that records nothing is shared by all.
  if (!span.isRecording()) return span;
  for (const method of ["end", "addEvent", "setAttribute", "setAttributes"] as const) {
    patch(span, method, watch);
  }
  return span;
}

function timedMeter(meter: Meter, watch: Stopwatch): Meter {
  const timed = Object.create(meter) as Meter;
  // Objects of their own: those of a meter that does nothing are shared by all.
  timed.createCounter = (...args) =>
    patch(Object.create(meter.createCounter(...args)), "add", watch);
  timed.createHistogram = (...args) =>
    patch(Object.create(meter.createHistogram(...args)), "record", watch);
  return timed;
}

function patch<K extends string, T extends { [key in K]: (...args: never[]) => unknown }>(
  target: T,
  method: K,
  watch: Stopwatch,
): T {
  const plain = target[method].bind(target) as (...args: unknown[]) => unknown;
  const timed = (...args: unknown[]) => watch.time(() => plain(...args));
  return Object.assign(target, { [method]: timed });
}
