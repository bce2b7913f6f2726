import assert from "node:assert/strict";
import { type Emergencies, EVENT, type RunObserver, SPAN } from "../../core/mod.ts";
import {
  adamw,
  autopilot,
  constant,
  createTrainer,
  noAutopilot,
  opossumBreakers,
  otlp,
  snapshots,
  watchdog,
} from "../../modules/mod.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import { testUnless } from "../../testing/_support/suite.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { type JaegerSpan, noJaeger, tracesOf, withJaeger } from "../_support/telemetry/jaeger.ts";
import { tinyJob } from "../_support/training/tiny_job.ts";
import { gradientDescent, scaledLoss, trainerOf, watching } from "../_support/training/training.ts";
import { BACK_ONLY, faultAt, run, trainer, WATCH } from "./_spoiled_run.ts";

const named = (spans: readonly JaegerSpan[], name: string) =>
  spans.filter((span) => span.name === name);

const PHASES = [SPAN.boundaryApply, SPAN.boundaryAssemble, SPAN.boundaryDecide, SPAN.boundaryGuard];

testUnless(
  noJaeger,
  "otlp() shows a run in Jaeger as one trace of run, epochs, steps, validation and boundaries with phases",
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
      const [root]: JaegerSpan[] = named(trace, SPAN.run);
      assert.equal(root?.parentSpanId, undefined);
      assert.equal(root?.tags["tolaria.run.id"], plan.runId);
      assert.equal(root?.tags["tolaria.run.end_reason"], "completed");
      const epochs: JaegerSpan[] = named(trace, SPAN.epoch);
      assert.deepEqual(epochs.map(({ tags }) => tags["tolaria.epoch.number"]).sort(), [1, 2]);
      for (const epoch of epochs) {
        assert.equal(epoch.parentSpanId, root?.spanId);
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

testUnless(
  noJaeger,
  "otlp() shows an incident in Jaeger from cause to recovery: loss, level, mode, rollback, good steps",
  () =>
    withJaeger(async (jaeger) => {
      let emergencies: Emergencies | undefined;
      const operator: RunObserver = {
        onIncident: ({ kind, message }) => {
          if (kind !== "loss/non-finite") return;
          const level = EmergencyLevel.EMERGENCY_LEVEL_SEVERE;
          emergencies?.raise({ level, reason: message, source: "operator" });
        },
      };
      // The seventh batch has no loss: the one of step 7.
      await using trainer = trainerOf({
        modules: [
          scaledLoss((call) => (call === 6 ? Number.NaN : 1)),
          gradientDescent(),
          constant(0.1),
          snapshots({ everySteps: 1 }),
          noAutopilot(),
          otlp({ endpoint: jaeger.endpoint }),
          watching(operator),
        ],
        stepSpanEvery: 1,
      });
      emergencies = await trainer.emergencies();
      const report = await trainer.run({ epochs: 3 });
      assert.equal(report.endReason, "completed");

      let trace: JaegerSpan[] = [];
      await waitUntil("Jaeger has the span of the run", async () => {
        [trace = []] = await tracesOf(jaeger, "tolaria", 1);
        return named(trace, SPAN.run).length > 0;
      });
      const [root]: JaegerSpan[] = named(trace, SPAN.run);
      const happened = (name: string) => root?.events.filter(({ event }) => event === name) ?? [];
      const cause = trace
        .flatMap(({ events }) => events)
        .find((event) => event["tolaria.incident.kind"] === "loss/non-finite");
      assert.ok(cause, "the cause");
      const [raised] = happened(EVENT.emergency);
      assert.equal(raised?.["tolaria.emergency.level"], "EMERGENCY_LEVEL_SEVERE");
      assert.equal(happened(EVENT.mode)[0]?.["tolaria.mode.to"], "conservative");
      assert.equal(happened(EVENT.health)[0]?.["tolaria.health.to"], "HEALTH_STATUS_UNHEALTHY");
      const [rollback]: JaegerSpan[] = named(trace, SPAN.rollback);
      assert.equal(rollback?.parentSpanId, root?.spanId);
      const alerts = named(trace, SPAN.alert);
      assert.ok(alerts.some(({ tags }) => tags["tolaria.incident.kind"] === "emergency/raised"));
      assert.equal(rollback?.tags["tolaria.rollback.recovered"], true);
      // In conservative mode one step in ten has a span: of the 15, the eleventh.
      const back = Number(rollback?.tags["tolaria.rollback.step"]);
      const good = named(trace, SPAN.step).filter(
        ({ tags }) => Number(tags["tolaria.step.number"]) > back,
      );
      assert.deepEqual(
        good.map(({ tags }) => tags["tolaria.step.number"]),
        [11],
      );
      assert.ok(Number.isFinite(good[0]?.tags["tolaria.step.loss"]));
    }),
);

testUnless(
  noJaeger,
  "otlp() shows a loss spike in Jaeger: alarm, breaker, level, rollback and first good step",
  () =>
    withJaeger(async (jaeger) => {
      const modules = [
        watchdog(WATCH),
        autopilot(BACK_ONLY),
        snapshots({ everySteps: 4 }),
        opossumBreakers({ breakers: { training: { failures: 1 } } }),
        otlp({ endpoint: jaeger.endpoint }),
      ];
      // Two batches in a row.
      const report = await run(trainer(faultAt([12, 13]), modules));
      assert.equal(report.alarms.length, 1);

      let trace: JaegerSpan[] = [];
      await waitUntil("Jaeger has the span of the run", async () => {
        [trace = []] = await tracesOf(jaeger, "tolaria", 1);
        return named(trace, SPAN.run).length > 0;
      });
      const [whole]: JaegerSpan[] = named(trace, SPAN.run);
      const [recovery]: JaegerSpan[] = named(trace, SPAN.recovery);
      assert.equal(recovery?.parentSpanId, whole?.spanId);
      const [alarm] = recovery?.events.filter(({ event }) => event === EVENT.alarm) ?? [];
      assert.equal(alarm?.["tolaria.alarm.rule"], "loss-ratio");
      assert.equal(recovery?.tags["tolaria.recovery.first_good_step"], 12);
      const [rollback]: JaegerSpan[] = named(trace, SPAN.rollback);
      assert.equal(rollback?.parentSpanId, recovery?.spanId);
      assert.equal(rollback?.tags["tolaria.rollback.step"], 12);
      const happened = (name: string) => whole?.events.filter(({ event }) => event === name) ?? [];
      const opened = happened(EVENT.breaker).map((event) => event["tolaria.breaker.name"]);
      assert.ok(opened.includes("training"), opened.join());
      const levels = happened(EVENT.emergency).map((event) => event["tolaria.emergency.level"]);
      assert.ok(levels.includes("EMERGENCY_LEVEL_MINOR"), levels.join());
    }),
);
