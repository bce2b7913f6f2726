import assert from "node:assert/strict";
import { test } from "node:test";
import { ATTRIBUTE, EVENT, SPAN } from "../../core/mod.ts";
import { INSTRUMENT } from "../../core/telemetry/instruments.ts";
import {
  opossumBreakers,
  type SpanRecorder,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../../modules/mod.ts";
import { smallTrainer } from "./_small_run.ts";

/** Names that a run makes of the names of its roles and metrics. */
const MADE = /^tolaria\.(provider\.[a-z_]+|(val_)?[a-z_]+)$/;

const unknown = (emitted: Iterable<string>, table: Readonly<Record<string, string>>) => {
  const known = new Set(Object.values(table));
  return [...new Set(emitted)].filter((name) => !known.has(name)).sort();
};

function attributesOf({ spans }: SpanRecorder): string[] {
  return spans.flatMap(({ attributes, events }) => [
    ...Object.keys(attributes),
    ...events.flatMap((event) => Object.keys(event.attributes)),
  ]);
}

test("Trainer.run() emits no span, event, attribute or metric that the table lacks", async () => {
  const policy: TamiyoPolicy = {
    name: "bad",
    decide: () => {
      throw new Error("boom");
    },
  };
  const { trainer, recorder } = smallTrainer({
    modules: [tamiyoInProcess({ policy }), opossumBreakers()],
  });
  const report = await trainer.run({ epochs: 4 });
  const { metrics } = recorder;
  await trainer.dispose();

  assert.deepEqual(
    unknown(
      recorder.spans.map(({ name }) => name),
      SPAN,
    ),
    [],
  );
  assert.deepEqual(
    unknown(
      recorder.spans.flatMap(({ events }) => events.map(({ name }) => name)),
      EVENT,
    ),
    [],
  );
  assert.deepEqual(
    unknown(attributesOf(recorder), ATTRIBUTE).filter((name) => !MADE.test(name)),
    [],
  );
  assert.deepEqual(
    unknown(
      metrics.map(({ name }) => name),
      INSTRUMENT,
    ),
    [],
  );

  const metric = (name: string, key?: string, value?: string) =>
    metrics.find(
      ({ name: other, attributes }) =>
        other === name && (key === undefined || attributes[key] === value),
    );
  // 3 steps an epoch of 16 examples each.
  assert.equal(metric(INSTRUMENT.steps, "status", "applied")?.value, 12);
  assert.equal(metric(INSTRUMENT.examples)?.value, 12 * 16);
  assert.equal(metric(INSTRUMENT.stepDuration)?.count, 12);
  assert.equal(metric(INSTRUMENT.boundaryDuration)?.count, 4);
  assert.equal(metric(INSTRUMENT.phaseDuration, "phase", "decide")?.count, 4);
  assert.equal(metric(INSTRUMENT.learningRate, "group", "host")?.value, 0.05);
  assert.equal(
    metric(INSTRUMENT.incidents, "kind", "controller/fault")?.value,
    report.incidents.filter(({ kind }) => kind === "controller/fault").length,
  );
  const last = report.epochs.at(-1);
  const exported = metrics.filter(({ name }) => name === INSTRUMENT.metric);
  assert.deepEqual(
    exported.filter(({ attributes }) => attributes.metric === "loss").map(({ value }) => value),
    [last?.train.loss, last?.validation?.loss],
  );
});
