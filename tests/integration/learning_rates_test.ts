import assert from "node:assert/strict";
import { test } from "node:test";
import { OPTIMIZER, type Optimizer, RUN_OBSERVER, type StepReport } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import {
  adamw,
  constant,
  cosine,
  createTrainer,
  memory,
  perGroup,
  plateau,
  SpanRecorder,
} from "../../modules/mod.ts";
import { resolveProvider } from "../../testing/_support/resolve_provider.ts";
import { tinyJob } from "../_support/training/tiny_job.ts";

/** AdamW that keeps its rate in a place of its own, as wrapped optimizers do. */
function storing(stored: { rate: number }): ContainerModule {
  const rateCell = {
    read: () => stored.rate,
    write: (rate: number) => {
      stored.rate = rate;
    },
  };
  const withCell = (inner: Optimizer) =>
    new Proxy(inner, {
      get: (target, key) => {
        if (key === "rateCell") return rateCell;
        const value = Reflect.get(target, key, target);
        if (key !== "update") return typeof value === "function" ? value.bind(target) : value;
        const update: Optimizer["update"] = (parameters_P, gradients_P, state) =>
          target.update(parameters_P, gradients_P, state, stored.rate);
        return update;
      },
    });
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toResolvedValue(async () =>
      withCell(await resolveProvider(OPTIMIZER, adamw())),
    );
  });
}

function onStep(tell: (step: StepReport) => void): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({ onStep: tell });
  });
}

test("Trainer.run() restores a learning rate that was written into an optimizer, with an incident", async () => {
  const stored = { rate: Number.NaN };
  const seen: number[] = [];
  const meddler = onStep(({ step }) => {
    seen.push(stored.rate);
    if (step === 5) stored.rate = 7;
  });
  const recorder = new SpanRecorder();
  const modules = [storing(stored), constant(0.1), memory(recorder), meddler];
  await using trainer = createTrainer(tinyJob(modules));
  const report = await trainer.run({ epochs: 2 });
  assert.deepEqual(report.incidents, [
    {
      kind: "learning-rate/violation",
      message:
        'learning rate of group "host" must be 0.1, as the authority set it: found 7 between steps; put back',
      step: 5,
      epoch: 1,
    },
  ]);
  assert.ok(seen.every((rate) => rate === 0.1));
  const [run] = recorder.named("tolaria.run");
  const kinds = run?.events.map(({ attributes }) => attributes?.["tolaria.incident.kind"]);
  assert.ok(kinds?.includes("learning-rate/violation"));
});

test("Trainer.run() ends with the same weights when a learning rate was tampered with", async () => {
  const hashes: string[] = [];
  for (const meddledStep of [Number.NaN, 3]) {
    const stored = { rate: Number.NaN };
    const meddler = onStep(({ step }) => {
      if (step === meddledStep) stored.rate = 7;
    });
    const job = tinyJob([storing(stored), cosine({ peak: 0.1 }), meddler]);
    await using trainer = createTrainer(job);
    hashes.push((await trainer.run({ epochs: 1 })).weightsHash);
  }
  assert.equal(hashes[0], hashes[1]);
});

test("plateau() lowers the rate by the validation metric and emits an event with the reason", async () => {
  const rates: number[] = [];
  const recorder = new SpanRecorder();
  // Nothing is an improvement on the first epoch by more than its whole value.
  const policy = plateau({ initial: 0.1, patience: 0, threshold: 0.99, factor: 0.5 });
  const modules = [
    adamw(),
    policy,
    memory(recorder),
    onStep((step) => rates.push(step.learningRate)),
  ];
  await using trainer = createTrainer(tinyJob(modules));
  await trainer.run({ epochs: 3 });
  const eight = (rate: number) => Array<number>(8).fill(rate);
  assert.deepEqual(rates, [...eight(0.1), ...eight(0.1), ...eight(0.05)]);
  const [run] = recorder.named("tolaria.run");
  const changes = run?.events.filter(({ name }) => name === "tolaria.learning_rate.change") ?? [];
  assert.equal(changes.length, 2);
  const { "tolaria.learning_rate.reason": reason, ...rest } = changes[1]?.attributes ?? {};
  assert.match(String(reason), /^plateau: val_loss no better than [\d.]+ for 1 epochs$/);
  assert.deepEqual(rest, {
    "tolaria.learning_rate.group": "host",
    "tolaria.learning_rate.from": 0.1,
    "tolaria.learning_rate.to": 0.05,
    "tolaria.step.number": 16,
  });
});

test("Trainer.run() rejects before the first step when a policy has no rule for its length", async () => {
  const policy = cosine({ peak: 0.1, over: { steps: 10 } });
  await using trainer = createTrainer(tinyJob([adamw(), policy]));
  await assert.rejects(() => trainer.run({ epochs: 2 }), {
    code: "options/invalid",
    message: /"over" of cosine must be at least 16 steps/,
  });
  assert.equal((await trainer.run({ epochs: 1 })).steps, 8);
});

test("Trainer.run() records an incident when a policy names a group that never existed", async () => {
  const policy = perGroup({
    default: constant(0.1),
    groups: { host: constant(0.2), haed: constant(0.3) },
  });
  await using trainer = createTrainer(tinyJob([adamw(), policy]));
  const { incidents } = await trainer.run({ epochs: 1 });
  assert.deepEqual(
    incidents.map(({ kind, message }) => [kind, message]),
    [
      [
        "learning-rate/unused",
        'the learning-rate policy for group "haed" was not used; groups of the run: host',
      ],
    ],
  );
});

test("Trainer.run() puts every group's rate on the span of a sampled step", async () => {
  const recorder = new SpanRecorder();
  await using trainer = createTrainer(tinyJob([adamw(), constant(0.1), memory(recorder)]));
  await trainer.run({ epochs: 1 });
  const attributes = recorder.named("tolaria.step")[0]?.attributes;
  assert.deepEqual(attributes?.["tolaria.learning_rate.groups"], ["host"]);
  assert.deepEqual(attributes?.["tolaria.learning_rate.rates"], [0.1]);
});
