import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { EpochReport, PassReport, RunReport } from "../../../core/mod.ts";
import { renderReport, reportToJson } from "../../../modules/observers/_report/mod.ts";
import {
  alarmReportOf,
  changeOf,
  controlOf,
  epochOf,
  incidentOf,
  planOf,
  reportOf,
  storyOf,
} from "../../../testing/_support/reports.ts";

test("renderReport() shows result, providers, device and incidents", () => {
  const report = reportOf({
    plan: planOf({ telemetry: "http://localhost:4318/v1/traces" }),
    best: epochOf(1),
    restoredEpoch: 1,
    incidents: [incidentOf()],
  });
  assert.equal(
    renderReport(report),
    `
completed  2 of 2 epochs, 8 steps in 12.5 s, 3.2 ms a step
  best epoch            1: loss 0.5000, accuracy 90.0 %, val_loss 0.6000, val_accuracy 80.0 %
  last epoch            2: loss 0.2500, accuracy 95.0 %, val_loss 0.3000, val_accuracy 90.0 %
  weights               those of epoch 1, put back; sha256 ab12
  ran on                wasm, 2 threads, SIMD
  data source           digits
  host                  cnn
  learning rate policy  warmup-cosine
  optimizer             adamw
  spans                 otlp: http://localhost:4318/v1/traces
  tensors               8, 0.00250 MB: network 0.00240 MB
  epoch boundaries      2, 0.20 ms in the middle, 0.40 ms at most
  loss                  █▁  0.5000 to 0.2500
  accuracy              ▁█  90.0 % to 95.0 %
  val_loss              █▁  0.6000 to 0.3000
  val_accuracy          ▁█  80.0 % to 90.0 %
  1 incident
    loss/non-finite  step 3, epoch 1: loss is NaN: step skipped`,
  );
});

test("renderReport() shows what became of each column", () => {
  const letters = [..."abcdefghij"];
  const opened = { name: '"a.csv"', records: 9_000, leftOut: 12, heldBytes: 2.5e6, workers: 1 };
  const data = {
    opened: [opened],
    columns: {
      "x.hp": { preparation: "standardized", missing: 1_234, imputed: 93.123456789 },
      origin: { preparation: "category", categories: letters, unknown: 2 },
    },
    notes: ["the index was stale"],
    skipped: { train: 1 },
    broken: ['"a.csv", row 3: it has 2 fields'],
  };
  assert.match(
    renderReport(reportOf({ data })),
    new RegExp(
      [
        "  columns",
        '    "a.csv": 9,000 records, 12 left out, read by 1 worker, at most 2.5 MB of them prepared in memory',
        "    x.hp    standardized; 1,234 missing, imputed 93.1235",
        "    origin  category: a, b, c, d, e, f, g, h and 2 more; 2 unknown",
        "    the index was stale",
        "    broken records of train, skipped: 1",
        '      "a.csv", row 3: it has 2 fields',
      ].join("\n"),
    ),
  );
});

test("renderReport() counts the incidents of a kind that the report does not list", () => {
  const incidentCounts = { "loss/non-finite": 20_000 } as const;
  const text = renderReport(reportOf({ incidents: [incidentOf()], incidentCounts }));
  assert.match(
    text,
    / {2}20,000 incidents\n {4}loss\/non-finite {2}step 3, .*\n {4}and 19,999 more of loss\/non-finite$/,
  );
});

test("renderReport() shows each optimizer change, slot by slot", () => {
  const text = renderReport(reportOf({ optimizerChanges: [changeOf()] }));
  assert.match(
    text,
    / {2}1 change of optimizer\n {4}swap {2}step 2, host: adam to sgd, rate times 12.5, 3.3 ms\n {6}m to b: 1 converted\n {6}v: 1 dropped\n/,
  );
});

test("renderReport() shows the history of each seed and its gain", () => {
  const text = renderReport(reportOf({ seeds: [storyOf()] }));
  assert.ok(
    text.includes(
      `
  1 seed
    conv1: conv-norm of 600 numbers, culled; loss 0.5000 to 0.6000, accuracy 80.0 % to 75.0 %
      germinated    after epoch 3: plateau
      culled        after epoch 9: regression
`,
    ),
    text,
  );
});

test("renderReport() shows what the trial of a seed found", () => {
  const trial = {
    step: 375,
    steps: 200,
    lossWithout: 0.4,
    lossWith: 0.35,
    gain: 0.125,
    trainingGain: 0.2,
    minGain: 0.01,
    kept: true,
    multiplyAdds: 1e9,
  };
  const lineOf = (changes: Partial<typeof trial> & { readonly brokenOff?: string }) =>
    renderReport(reportOf({ seeds: [storyOf({ trial: { ...trial, ...changes } })] }))
      .split("\n")
      .find((line) => line.trimStart().startsWith("trial "));
  assert.equal(
    lineOf({}),
    "      trial         from step 375, 200 steps each: loss 0.4000 without it, 0.3500 with it, training loss lower by 20.0 % at least; gain 12.5 % of at least 1.0 %: kept",
  );
  const lost = lineOf({ lossWith: 0.41, gain: -0.025, trainingGain: -0.024, kept: false });
  assert.match(
    lost ?? "",
    /0\.4100 with it, training loss not surely lower; gain -2\.5 % of at least 1\.0 %: taken out$/,
  );
  const broken = { lossWith: Number.NaN, gain: Number.NaN, kept: false, brokenOff: "loss of 99" };
  assert.match(lineOf(broken) ?? "", /loss 0\.4000 without it, taken out: loss of 99$/);
});

test("renderReport() shows an epoch once that is both the best and the last", () => {
  const text = renderReport(reportOf());
  assert.match(text, /^ {2}best and last epoch {3}2: loss/m);
  assert.doesNotMatch(text, /^ {2}last epoch/m);
});

/** A run that was degraded, with a controller that hung and commands of every end. */
const troubled = controlOf({
  mode: "conservative",
  modeChanges: [
    {
      from: "normal",
      to: "conservative",
      cause: "boundary/breach",
      reason: "the controller did not answer within 12 ms",
      shed: ["profile"],
      epoch: 2,
    },
  ],
  boundaries: { count: 1_200, p50Ms: 0.2, p99Ms: 12.4, maxMs: 12.6, breached: 3 },
  breakers: [
    {
      name: "tamiyo",
      state: "CIRCUIT_STATE_HALF_OPEN",
      calls: 9,
      failures: 3,
      rejected: 1,
      opens: 1,
    },
    {
      name: "kasmina",
      state: "CIRCUIT_STATE_CLOSED",
      calls: 1,
      failures: 1,
      rejected: 0,
      opens: 0,
    },
  ],
  commands: { committed: 2, refused: 1, expired: 0, aborted: 0, failed: 0 },
  refusedEnvelopes: 5,
  tamiyo: { lateAnswers: 4, replaced: 1 },
  bus: {
    published: 3,
    delivered: 1,
    waiting: 0,
    dropped: { low: 1, normal: 0, high: 0, critical: 1 },
    received: 4,
    repeated: 0,
    expired: 0,
    refused: 0,
  },
});

test("renderReport() shows only the control rows of what happened", () => {
  const text = renderReport(reportOf({ control: troubled }));
  const rows = [
    "epoch boundaries      1,200, 0.20 ms in the middle, 12.6 ms at most, 3 with a part over its time",
    "mode                  conservative at the end, entered once; last because the controller did not answer within 12 ms",
    "breaker               tamiyo: half open, opened once after 3 failures",
    "commands              2 committed, 1 refused, 5 not let in",
    "controller            replaced once, 4 late answers thrown away",
    "bus messages          3 published, 1 delivered, 4 received, 2 dropped",
  ];
  assert.ok(text.includes(rows.map((row) => `\n  ${row}`).join("")), text);
  assert.ok(!text.includes("kasmina"));
});

test("renderReport() shows the error of a failed run", () => {
  const report = reportOf({
    endReason: "failed",
    error: new Error("boom"),
    epochs: [],
    best: undefined,
  });
  assert.match(renderReport(report), /^failed {2}0 of 2 epochs, .*: boom$/m);
});

test("renderReport() uses colors when requested", () => {
  assert.ok(renderReport(reportOf(), { color: true }).includes("\u001b["));
  assert.ok(!renderReport(reportOf(), { color: false }).includes("\u001b["));
});

const pass: fc.Arbitrary<PassReport> = fc.record({
  loss: fc.double(),
  metrics: fc.dictionary(fc.string(), fc.double(), { maxKeys: 3 }),
});
const epoch: fc.Arbitrary<EpochReport> = fc.record({
  epoch: fc.nat(),
  step: fc.nat(),
  train: pass,
  validation: fc.option(pass, { nil: undefined }),
  learningRate: fc.double(),
  stepMs: fc.double(),
  wallS: fc.double(),
  best: fc.boolean(),
});
const anyReport: fc.Arbitrary<RunReport> = fc.record({
  plan: fc.constant(planOf()),
  endReason: fc.constantFrom("completed", "early-stopped", "interrupted", "halted", "failed"),
  error: fc.anything(),
  epochs: fc.array(epoch, { maxLength: 5 }),
  best: fc.option(epoch, { nil: undefined }),
  restoredEpoch: fc.option(fc.nat(), { nil: undefined }),
  steps: fc.nat(),
  wallS: fc.double(),
  weightsHash: fc.string(),
  incidents: fc.array(
    fc.record({
      kind: fc.constantFrom("run/failed", "loss/non-finite"),
      message: fc.string(),
      step: fc.nat(),
      epoch: fc.nat(),
    }),
    { maxLength: 3 },
  ),
  incidentCounts: fc.constantFrom({}, { "run/failed": 7 }),
  memory: fc.constant(reportOf().memory),
  alarms: fc.constantFrom([], [alarmReportOf()]),
  optimizerChanges: fc.constantFrom([], [changeOf()]),
  seeds: fc.constantFrom([], [storyOf()]),
  control: fc.constant(controlOf()),
  recovery: fc.constant({ rollbacks: [], checkpoints: [] }),
});

test("renderReport() and reportToJson() take any report", () => {
  fc.assert(
    fc.property(anyReport, fc.integer(), (report, width) => {
      renderReport(report, { width });
      const text = JSON.stringify(reportToJson(report));
      assert.equal(JSON.stringify(JSON.parse(text)), text);
    }),
    { seed: 1, numRuns: 200 },
  );
});
