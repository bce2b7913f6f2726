import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ATTRIBUTE,
  EVENT,
  epochAttributes,
  measureAttribute,
  planAttributes,
  providerAttribute,
  SPAN,
} from "../../../core/mod.ts";

test("SPAN, ATTRIBUTE and EVENT follow the naming rules of OpenTelemetry, each name once", () => {
  const names = [SPAN, EVENT].flatMap((names) => Object.values(names) as string[]);
  const keys: string[] = Object.values(ATTRIBUTE);
  for (const name of [...names, ...keys]) assert.match(name, /^tolaria(\.[a-z]+(_[a-z]+)*)+$/);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(new Set(names).size, names.length);
});

test("providerAttribute() writes the role's name in snake_case", () => {
  assert.equal(providerAttribute("learning-rate-policy"), "tolaria.provider.learning_rate_policy");
});

test("measureAttribute() prefixes the measures of the validation as Keras does", () => {
  assert.equal(measureAttribute("accuracy", "train"), "tolaria.accuracy");
  assert.equal(measureAttribute("accuracy", "validation"), "tolaria.val_accuracy");
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
