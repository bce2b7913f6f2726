import assert from "node:assert/strict";
import type { Telemetry } from "../core/mod.ts";
import { context, type Span, SpanStatusCode, trace } from "../deps.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** A telemetry, and the view from its destination. */
export interface TelemetryStage {
  /** The exporter to check. */
  readonly telemetry: Telemetry;
  /** Spans that have arrived. */
  delivered(): number | Promise<number>;
  /** Takes the destination down. */
  close?(): Promise<void>;
}

/** Checks what the port {@link Telemetry} obliges a provider to. */
export function conformsToTelemetry(
  create: () => Promise<TelemetryStage>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (name: string, claim: (stage: TelemetryStage) => Promise<void>) => {
    declare(name, async () => {
      const stage = await create();
      try {
        await claim(stage);
      } finally {
        await stage.telemetry.dispose();
        await stage.close?.();
      }
    });
  };

  check("Telemetry has lost nothing at first", async ({ telemetry }) => {
    assert.equal(telemetry.losses().spans, 0);
  });

  check("Telemetry.meter counts, measures and times without throwing", async ({ telemetry }) => {
    const { meter } = telemetry;
    meter.createCounter("tolaria.steps").add(1, { status: "odd" });
    meter.createGauge("tolaria.loss").record(Number.NaN);
    meter.createHistogram("tolaria.step.duration", { unit: "ms" }).record(3);
    await telemetry.flush();
  });

  check("Telemetry delivers every recorded span or counts it as lost", async (stage) => {
    const recorded = endSpans(stage.telemetry, 300);
    await stage.telemetry.dispose();
    assert.equal((await stage.delivered()) + stage.telemetry.losses().spans, recorded);
  });

  check("Telemetry.flush() leaves nothing undelivered", async (stage) => {
    const recorded = endSpans(stage.telemetry, 5);
    await stage.telemetry.flush();
    assert.equal((await stage.delivered()) + stage.telemetry.losses().spans, recorded);
  });

  check(
    "Telemetry.tracer takes events, exceptions and odd numbers without throwing",
    async ({ telemetry }) => {
      const span = telemetry.tracer.startSpan("odd", { attributes: { nan: Number.NaN } });
      span.addEvent("event", { infinite: Number.POSITIVE_INFINITY });
      span.recordException(new Error("boom"));
      span.setStatus({ code: SpanStatusCode.ERROR, message: "boom" });
      span.end();
      await telemetry.flush();
    },
  );

  check("Telemetry.dispose() can be called twice, and spans may end after it", async (stage) => {
    const late = stage.telemetry.tracer.startSpan("late");
    await stage.telemetry.dispose();
    await stage.telemetry.dispose();
    const recorded = end(late);
    assert.equal((await stage.delivered()) + stage.telemetry.losses().spans, recorded);
  });

  check("Telemetry draws nothing from Math.random", async ({ telemetry }) => {
    const random = Math.random;
    Math.random = () => assert.fail("Math.random was called");
    try {
      endSpans(telemetry, 3);
      await telemetry.flush();
    } finally {
      Math.random = random;
    }
  });
}

/** Ends `count` spans under one more; returns how many of them were recorded. */
function endSpans({ tracer }: Telemetry, count: number): number {
  const parent = tracer.startSpan("parent");
  const below = trace.setSpan(context.active(), parent);
  let recorded = 0;
  for (let index = 0; index < count; index++) {
    recorded += end(tracer.startSpan("child", { attributes: { index } }, below));
  }
  return recorded + end(parent);
}

function end(span: Span): number {
  const recorded = span.isRecording() ? 1 : 0;
  span.end();
  return recorded;
}
