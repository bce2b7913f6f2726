import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { RUN_CALLBACK, type RunCallback } from "../../../../core/mod.ts";
import { ContainerModule } from "../../../../deps.ts";
import { constant, type MlflowOptions, mlflow } from "../../../../modules/mod.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";
import { conformsToRunObserver } from "../../../../testing/run_observer.ts";
import {
  type FakeAnswer,
  type FakeMlflow,
  fakeMlflow,
} from "../../../_support/observers/fake_mlflow.ts";
import { observerOf } from "../../../_support/observers/observe.ts";
import { freePort } from "../../../_support/processes/free_port.ts";
import { runChild } from "../../../_support/processes/run_child.ts";
import { gradientDescent, trainerOf } from "../../../_support/training/training.ts";

let conforming: FakeMlflow;
before(async () => {
  conforming = await fakeMlflow();
});
after(() => conforming.close());
conformsToRunObserver(({ clock }) => observerOf(mlflow({ uri: conforming.uri }), clock));

/** A machine that is busy gets to the end of a run late. */
const WITH_TIME = { everySteps: 1, flushTimeoutMs: 7_000 };

/** A run of two epochs with five steps each, sent to `uri`. */
async function runTo(uri: string, options: MlflowOptions = {}, callback: RunCallback = {}) {
  const called = new ContainerModule(({ bind }) => {
    bind(RUN_CALLBACK).toConstantValue(callback);
  });
  const trainer = trainerOf({
    modules: [gradientDescent(), constant(0.1), called, mlflow({ uri, ...WITH_TIME, ...options })],
  });
  const report = await trainer.run({ epochs: 2 });
  await trainer.dispose();
  return report;
}

/** Does `work` with a server that behaves as `behave` says. */
async function withServer(
  behave: ((path: string, nth: number) => FakeAnswer) | undefined,
  work: (server: FakeMlflow) => Promise<void>,
): Promise<void> {
  const server = await fakeMlflow(behave);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

const valuesOf = ({ metrics }: FakeMlflow, name: string) =>
  metrics.filter(({ key }) => key === name).map(({ step, value }) => [step, value]);

test("mlflow() sends settings, metrics, tags, the report and how the run ended", () =>
  withServer(undefined, async (server) => {
    const options = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`o${i}`, i]));
    const report = await runTo(server.uri, { runName: "first", options, tags: { team: "blue" } });
    assert.deepEqual(report.incidents, []);
    const [create] = server.requests.filter(({ path }) => path === "runs/create");
    assert.equal(create?.body.run_name, "first");
    assert.equal(create?.body.experiment_id, "7");
    const params = Object.fromEntries(server.params.map(({ key, value }) => [key, value]));
    // More than one request may hold, which the server would have refused.
    assert.equal(params["option.o119"], "119");
    assert.equal(params.batchSize, "4");
    assert.equal(params.optimizer, "gradient-descent");
    const ofEpochs = report.epochs.map(({ step, train }) => [step, train.loss]);
    assert.deepEqual(valuesOf(server, "loss"), ofEpochs);
    assert.equal(valuesOf(server, "step/loss").length, 10);
    assert.equal(server.tags["tolaria.seed"], "11");
    assert.equal(server.tags["tolaria.run_id"], report.plan.runId);
    assert.equal(server.tags["tolaria.end_reason"], "completed");
    assert.equal(server.tags.team, "blue");
    assert.equal(server.status, "FINISHED");
    const kept = JSON.parse(server.artifacts["7/f00d/artifacts/report.json"] ?? "");
    assert.equal(kept.weights_hash, report.weightsHash);
  }));

test("mlflow() uses an experiment that is there", () =>
  withServer(undefined, async (server) => {
    await runTo(server.uri, { experiment: "mine" });
    await runTo(server.uri, { experiment: "mine" });
    const created = server.requests.filter(({ path }) => path === "experiments/create");
    assert.deepEqual(
      created.map(({ body }) => body),
      [{ name: "mine" }],
    );
  }));

test("mlflow() tries again after 500, 429 and a broken connection, and loses nothing", () => {
  const answers: Record<string, readonly FakeAnswer[]> = {
    "experiments/get-by-name": [500],
    "runs/log-batch": [429, "break"],
    "runs/update": [503],
  };
  const behave = (path: string, nth: number) => answers[path]?.[nth] ?? "answer";
  return withServer(behave, async (server) => {
    const report = await runTo(server.uri);
    assert.deepEqual(report.incidents, []);
    assert.equal(valuesOf(server, "step/loss").length, 10);
    assert.equal(server.status, "FINISHED");
  });
});

test("mlflow() makes one run though the answer to its creation is lost", () =>
  withServer(
    (path, nth) => (path === "runs/create" && nth === 0 ? "lose" : "answer"),
    async (server) => {
      const report = await runTo(server.uri);
      assert.deepEqual(report.incidents, []);
      const created = server.requests.filter(({ path }) => path === "runs/create");
      assert.equal(created.length, 1);
      assert.equal(server.status, "FINISHED");
    },
  ));

const LATE = /values of metrics and how the run ended were not sent within 0.4 s of its end: /;

const FAILURES: readonly [name: string, answer: FakeAnswer, message: RegExp][] = [
  ["never answers", "hang", LATE],
  ["answers 500", 500, LATE],
  ["answers 429", 429, LATE],
  ["breaks connections", "break", LATE],
  ["refuses", 401, /experiments\/get-by-name with status 401: E as told|within 0.4 s/],
];

for (const [name, answer, message] of FAILURES) {
  test(`mlflow() reports a server that ${name} once, and the run completes`, () =>
    withServer(
      () => answer,
      async (server) => {
        const report = await runTo(server.uri, { flushTimeoutMs: 400 });
        assert.equal(report.endReason, "completed");
        assert.equal(report.incidentCounts["observer/failed"], 1);
        const [lost] = report.incidents.filter(({ kind }) => kind === "observer/failed");
        assert.match(lost?.message ?? "", message);
      },
    ));
}

test("mlflow() reports a server that is not there once, and the run completes", async () => {
  const uri = `http://127.0.0.1:${await freePort()}`;
  const report = await runTo(uri, { flushTimeoutMs: 400 });
  assert.equal(report.endReason, "completed");
  assert.equal(report.incidentCounts["observer/failed"], 1);
});

test("mlflow() reports a server that goes away in the middle of a run", async () => {
  const server = await fakeMlflow();
  // Awaited by the loop: the first epoch is over once the server has its parameters, and the second begins without it.
  const onEpochEnd = async ({ epoch }: { readonly epoch: number }) => {
    if (epoch !== 1) return;
    await server.asked("runs/log-batch");
    await server.close();
  };
  const report = await runTo(server.uri, { flushTimeoutMs: 400 }, { onEpochEnd });
  assert.equal(report.endReason, "completed");
  assert.equal(report.incidentCounts["observer/failed"], 1);
  assert.ok(server.params.length > 0);
  assert.equal(server.status, undefined);
});

test("mlflow() does not hold up the end of a process whose trainer is not disposed", () =>
  withServer(
    () => "hang",
    async (server) => {
      const { code, stdout } = await runChild("tests/fixtures/mlflow_run.ts", [server.uri]);
      assert.equal(code, 0);
      assert.equal(stdout, "completed");
    },
  ));

test("mlflow() opens its breaker when the server fails again and again", () =>
  withServer(
    (path, nth) => (path === "runs/create" && nth < 3 ? 503 : "answer"),
    async (server) => {
      const report = await runTo(server.uri);
      assert.deepEqual(report.incidentCounts, { "breaker/open": 1 });
      assert.match(report.incidents[0]?.message ?? "", /exporter\/mlflow.*status 503/);
      assert.equal(server.status, "FINISHED");
    },
  ));

test("mlflow() goes on without metrics that the server refuses, and says how many", () =>
  withServer(
    // The first request has the parameters.
    (path, nth) => (path === "runs/log-batch" && nth === 1 ? 400 : "answer"),
    async (server) => {
      const report = await runTo(server.uri);
      assert.equal(server.status, "FINISHED");
      const [lost] = report.incidents;
      assert.match(lost?.message ?? "", /did not get \d+ values of metrics: .* with status 400/);
    },
  ));

test("mlflow() sends the files of a model when the trainer is disposed", () =>
  withServer(undefined, (server) =>
    withScratch(async ({ path }) => {
      mkdirSync(path("model/layers"), { recursive: true });
      writeFileSync(path("model/model.json"), "{}");
      writeFileSync(path("model/layers/a b.bin"), "weights");
      await runTo(server.uri, { model: path("model") });
      assert.equal(server.artifacts["7/f00d/artifacts/model/model.json"], "{}");
      assert.equal(server.artifacts["7/f00d/artifacts/model/layers/a%20b.bin"], "weights");
    }),
  ));

/** Does `work` with variables in the environment. */
async function withEnvironment(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    await work();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

test("mlflow() is authorized by the environment, and no report shows how", () =>
  withServer(
    (path) => (path === "experiments/create" ? 403 : "answer"),
    (server) =>
      withEnvironment({ MLFLOW_TRACKING_TOKEN: "s3cret" }, async () => {
        const report = await runTo(server.uri);
        assert.equal(server.requests[0]?.authorization, "Bearer s3cret");
        assert.equal(report.incidentCounts["observer/failed"], 1);
        assert.ok(!JSON.stringify(report.incidents).includes("s3cret"));
      }),
  ));

test("mlflow() takes name and password from the environment before a token, and from the address before both", () =>
  withServer(undefined, (server) =>
    withEnvironment(
      {
        MLFLOW_TRACKING_TOKEN: "t",
        MLFLOW_TRACKING_USERNAME: "ada",
        MLFLOW_TRACKING_PASSWORD: "pw",
      },
      async () => {
        await runTo(server.uri);
        // Of "ada:pw" and "bob:p@", by RFC 4648.
        assert.equal(server.requests.at(-1)?.authorization, "Basic YWRhOnB3");
        await runTo(server.uri.replace("//", "//bob:p%40@"));
        assert.equal(server.requests.at(-1)?.authorization, "Basic Ym9iOnBA");
      },
    ),
  ));

test("mlflow() refuses an address that is none of HTTP, and shows no password", () => {
  const expected = {
    message:
      '"uri" must be an http or https address, but is "sqlite:///mlflow.db". Cannot make mlflow.',
  };
  assert.throws(() => mlflow({ uri: "sqlite:///mlflow.db" }), expected);
  assert.throws(
    () => mlflow({ uri: "http://ada:pw@host", everySteps: 0 }),
    (error: Error) => !error.message.includes("pw"),
  );
});
