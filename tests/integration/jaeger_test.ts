import assert from "node:assert/strict";
import { SPAN } from "../../core/mod.ts";
import { adamw, constant, createTrainer, otlp } from "../../modules/mod.ts";
import { type JaegerSpan, noJaeger, tracesOf, withJaeger } from "../_support/jaeger.ts";
import { testUnless } from "../_support/suite.ts";
import { tinyJob } from "../_support/tiny_job.ts";

const named = (spans: readonly JaegerSpan[], name: string) =>
  spans.filter((span) => span.name === name);

const PHASES = [SPAN.boundaryApply, SPAN.boundaryAssemble, SPAN.boundaryDecide, SPAN.boundaryGuard];

testUnless(
  noJaeger,
  "Jaeger has a run as one trace: run, epochs, steps, validation, boundary and its phases",
  () =>
    withJaeger(async (jaeger) => {
      const modules = [adamw(), constant(1e-2), otlp({ endpoint: jaeger.endpoint })];
      // 8 steps an epoch, the first, fourth and seventh and so on with a span: 3 in each of 2 epochs, for 16 steps 6.
      await using trainer = createTrainer({ ...tinyJob(modules), stepSpanEvery: 3 });
      const { plan, incidents } = await trainer.run({ epochs: 2 });
      assert.deepEqual(incidents, []);

      // The run; in 2 epochs each the epoch, its validation, boundary and 4 phases; and the steps.
      const [trace, ...others]: JaegerSpan[][] = await tracesOf(jaeger, "tolaria", 1 + 2 * 7 + 6);
      assert.ok(trace);
      assert.equal(others.length, 0);
      const [run]: JaegerSpan[] = named(trace, SPAN.run);
      assert.equal(run?.parentSpanId, undefined);
      assert.equal(run?.tags["tolaria.run.id"], plan.runId);
      assert.equal(run?.tags["tolaria.run.end_reason"], "completed");
      const epochs: JaegerSpan[] = named(trace, SPAN.epoch);
      assert.deepEqual(epochs.map(({ tags }) => tags["tolaria.epoch.number"]).sort(), [1, 2]);
      for (const epoch of epochs) {
        assert.equal(epoch.parentSpanId, run?.spanId);
        const below: JaegerSpan[] = trace.filter(
          ({ parentSpanId }) => parentSpanId === epoch.spanId,
        );
        assert.deepEqual(below.map(({ name }) => name).sort(), [
          SPAN.boundary,
          ...named(below, SPAN.step).map(({ name }) => name),
          SPAN.validation,
        ]);
        const [boundary]: JaegerSpan[] = named(below, SPAN.boundary);
        const phases: JaegerSpan[] = trace.filter(
          ({ parentSpanId }) => parentSpanId === boundary?.spanId,
        );
        assert.deepEqual(phases.map(({ name }) => name).sort(), PHASES);
      }
      assert.deepEqual(
        named(trace, SPAN.step)
          .map(({ tags }) => Number(tags["tolaria.step.number"]))
          .sort((a, b) => a - b),
        [1, 4, 7, 10, 13, 16],
      );
    }),
);
