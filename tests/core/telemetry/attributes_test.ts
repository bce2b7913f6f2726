import assert from "node:assert/strict";
import { test } from "node:test";
import { breachAttributes, skippedAttributes } from "../../../core/boundary/boundary_events.ts";
import { EVENT_TABLE } from "../../../core/engine/event_table.ts";
import {
  ATTRIBUTE,
  type CommandOutcome,
  EVENT,
  epochAttributes,
  type ModeChange,
  metricAttribute,
  planAttributes,
  providerAttribute,
  SPAN,
} from "../../../core/mod.ts";
import { breakerAttributes } from "../../../core/stability/stability_events.ts";
import { INSTRUMENT } from "../../../core/telemetry/instruments.ts";
import { CircuitBreakerState } from "../../../proto/mod.ts";
import { commandOf } from "../../../testing/_support/commands.ts";

const modeOf = (change: ModeChange) => EVENT_TABLE.mode.spanEvent?.attributes({ change }) ?? {};
const commandOfEvent = (outcome: CommandOutcome) =>
  EVENT_TABLE.command.spanEvent?.attributes({ outcome }) ?? {};

test("SPAN, ATTRIBUTE, EVENT and INSTRUMENT follow the naming rules of OpenTelemetry, each name once", () => {
  const names = [SPAN, EVENT, INSTRUMENT].flatMap((names) => Object.values(names) as string[]);
  const keys: string[] = Object.values(ATTRIBUTE);
  for (const name of [...names, ...keys]) assert.match(name, /^tolaria(\.[a-z]+(_[a-z]+)*)+$/);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(new Set(names).size, names.length);
});

test("providerAttribute() writes the role's name in snake_case", () => {
  assert.equal(providerAttribute("learning-rate-policy"), "tolaria.provider.learning_rate_policy");
});

test("metricAttribute() prefixes the metrics of the validation as Keras does", () => {
  assert.equal(metricAttribute("accuracy", "train"), "tolaria.accuracy");
  assert.equal(metricAttribute("accuracy", "validation"), "tolaria.val_accuracy");
});

test("planAttributes() names the backend and the provider of each role", () => {
  const attributes = planAttributes({
    runId: "r",
    providers: { "compute-backend": "wasm", optimizer: "adamw" },
    device: { type: "cpu", description: "wasm, 2 threads" },
    seed: 7,
    epochs: 3,
    stepsPerEpoch: 10,
    batchSize: 4,
    trainExamples: 40,
    validationExamples: 8,
    parameterCount: 99,
  });
  assert.equal(attributes["tolaria.backend.name"], "wasm");
  assert.equal(attributes["tolaria.provider.optimizer"], "adamw");
  assert.equal(attributes["tolaria.run.seed"], 7);
});

test("epochAttributes() leaves the validation out where there was none", () => {
  const attributes = epochAttributes({
    epoch: 2,
    step: 20,
    train: { loss: 0.5, metrics: { accuracy: 0.8 } },
    learningRate: 1e-3,
    stepMs: 3,
    wallS: 1,
    best: true,
  });
  assert.equal(attributes["tolaria.loss"], 0.5);
  assert.equal(attributes["tolaria.accuracy"], 0.8);
  assert.ok(!Object.keys(attributes).some((key) => key.startsWith("tolaria.val_")));
});

test("breachAttributes() says which time was exceeded, and by how much", () => {
  assert.deepEqual(breachAttributes({ phase: "decide", budgetMs: 12, actualMs: 12.5 }), {
    "tolaria.breach.phase": "decide",
    "tolaria.boundary.budget_ms": 12,
    "tolaria.boundary.actual_ms": 12.5,
  });
});

test("skippedAttributes() says what was left out, and why", () => {
  assert.deepEqual(skippedAttributes({ name: "controller", reason: "it is busy" }), {
    "tolaria.skipped.name": "controller",
    "tolaria.skipped.reason": "it is busy",
  });
});

test("EVENT_TABLE.mode lists what is shed, in order, in a list of its own", () => {
  const shed = ["profile", "packets"] as const;
  const attributes = modeOf({
    from: "normal",
    to: "conservative",
    cause: "boundary/breach",
    reason: "late",
    shed,
    epoch: 3,
  });
  assert.deepEqual(attributes, {
    "tolaria.mode.from": "normal",
    "tolaria.mode.to": "conservative",
    "tolaria.mode.reason": "late",
    "tolaria.mode.shed": ["profile", "packets"],
    "tolaria.epoch.number": 3,
  });
  assert.notEqual(attributes["tolaria.mode.shed"], shed);
});

test("breakerAttributes() names states as Leyline does", () => {
  const { CIRCUIT_STATE_CLOSED: from, CIRCUIT_STATE_OPEN: to } = CircuitBreakerState;
  assert.deepEqual(breakerAttributes({ name: "tamiyo", from, to, reason: "failed once" }), {
    "tolaria.breaker.name": "tamiyo",
    "tolaria.breaker.from": "CIRCUIT_STATE_CLOSED",
    "tolaria.breaker.to": "CIRCUIT_STATE_OPEN",
    "tolaria.breaker.reason": "failed once",
  });
});

test("commandOfEvent() names the type as Leyline does", () => {
  const outcome = {
    command: commandOf(),
    source: "outside",
    status: "refused",
    reason: "no",
  } as const;
  assert.deepEqual(commandOfEvent(outcome), {
    "tolaria.command.id": "c1",
    "tolaria.command.type": "COMMAND_PAUSE",
    "tolaria.command.source": "outside",
    "tolaria.command.status": "refused",
    "tolaria.command.reason": "no",
  });
});
