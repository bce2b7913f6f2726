import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { reportToJson } from "../../../modules/mod.ts";
import {
  alarmReportOf,
  changeOf,
  controlOf,
  epochOf,
  incidentOf,
  reportOf,
  storyOf,
} from "../../../testing/_support/reports.ts";

/** A report in which every optional field but `error` is there. */
const full = reportOf({
  restoredEpoch: 1,
  incidents: [incidentOf()],
  incidentCounts: { [incidentOf().kind]: 1 },
  alarms: [alarmReportOf()],
  optimizerChanges: [changeOf()],
  seeds: [storyOf()],
  profile: { path: "p.json", steps: 2, wallMs: 8, phases: { forward: 7 }, kernels: [] },
  data: {
    columns: {
      hp: { preparation: "as it is", missing: 1, imputed: 2, categories: ["a"], unknown: 3 },
    },
    skipped: { train: 1 },
    broken: ["row 2"],
  },
  control: controlOf({
    modeChanges: [
      {
        from: "normal",
        to: "conservative",
        cause: "boundary/breach",
        reason: "late",
        shed: ["profile"],
        epoch: 2,
      },
    ],
    breakers: [{ name: "a", state: "CLOSED", calls: 1, failures: 0, rejected: 0, opens: 0 }],
  }),
});

/** Paths of the leaves of `value` with their types: `epochs[].train.loss number`. */
function schemaOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => schemaOf(item, `${path}[]`));
    return items.length > 0 ? [...new Set(items)] : [`${path} empty`];
  }
  if (typeof value !== "object" || value === null) {
    return [`${path} ${value === null ? "null" : typeof value}`];
  }
  return Object.entries(value).flatMap(([key, item]) =>
    schemaOf(item, path === "" ? key : `${path}.${key}`),
  );
}

// A line that is changed or removed there needs a greater version; one that is added does not.
const SCHEMA = join(import.meta.dirname, "../../fixtures/report_schema_v1.txt");

test("reportToJson() keeps the schema of version 1", () => {
  const lines = schemaOf(JSON.parse(JSON.stringify(reportToJson(full)))).sort();
  assert.equal(reportToJson(full).version, 1);
  assert.deepEqual(lines, readFileSync(SCHEMA, "utf8").trimEnd().split("\n"));
});

test("reportToJson() has the values of classes and confusion matrices under the names of their metrics", () => {
  const pass = {
    loss: 1,
    metrics: { topFive: 0.5 },
    perClass: { topFive: [{ class: "catFish", value: 0.5, support: 2 }] },
    matrices: {
      myMatrix: {
        classes: ["catFish", "b"],
        counts: [
          [1, 1],
          [0, 2],
        ],
      },
    },
  };
  const json = reportToJson(reportOf({ epochs: [epochOf(1, { train: pass })] }));
  assert.deepEqual(JSON.parse(JSON.stringify(json.epochs[0]?.train)), {
    loss: 1,
    metrics: { topFive: 0.5 },
    per_class: pass.perClass,
    matrices: pass.matrices,
  });
});

test("reportToJson() leaves the names of metrics, roles and columns as they are", () => {
  const epochs = [epochOf(1, { train: { loss: 1, metrics: { topFive: 0.5 } } })];
  const data = { columns: { horsePower: { preparation: "as it is" } } };
  const json = reportToJson(reportOf({ epochs, data }));
  assert.deepEqual(json.data?.columns, data.columns);
  assert.equal(json.epochs[0]?.train.metrics.topFive, 0.5);
  assert.equal(json.plan.providers["compute-backend"], "wasm");
});

test("reportToJson() has null for a number that is not finite, and omits what is undefined", () => {
  const epochs = [epochOf(1, { validation: undefined, train: { loss: Number.NaN, metrics: {} } })];
  const json = reportToJson(reportOf({ epochs, best: undefined }));
  assert.equal(json.epochs[0]?.train.loss, null);
  assert.ok(!("validation" in (json.epochs[0] ?? {})));
  assert.ok(!("best" in json));
});

test("reportToJson() has the message of the error when the run failed", () => {
  assert.equal(reportToJson(reportOf({ error: new Error("boom") })).error, "boom");
  assert.ok(!("error" in reportToJson(reportOf())));
});
