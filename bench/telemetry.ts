import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { RUN_OBSERVER, TELEMETRY, type Telemetry } from "../core/mod.ts";
import { Container, ContainerModule } from "../deps.ts";
import {
  adamw,
  arrays,
  constant,
  cpu,
  createTrainer,
  jsonl,
  mlflow,
  mlp,
  none,
  opossumBreakers,
  otlp,
  page,
  runFolder,
  tensorboard,
} from "../modules/mod.ts";
import { type Bench, type BenchOptions, inFolder, quantile, rounded } from "./_harness.ts";
import { timedObservers } from "./_timed_observers.ts";
import { Stopwatch, timedTelemetry } from "./_timed_telemetry.ts";

/** Steps of an epoch; each block of them has one that is sampled. */
const STEPS = 500;
const BLOCK = 50;

const INPUTS = 8;
const BATCH = 4;

/** Nobody listens there: it is the port of the discard protocol. */
const DOWN = "http://127.0.0.1:9";

/** What telemetry and recorders cost the training's thread, in real runs. */
export const telemetry: Bench = {
  name: "telemetry",
  summary:
    "us a step that telemetry and recorders take of the training's thread: all at once, off, a collector, one that is down",
  run: async ({ extra }: BenchOptions) => {
    const epochs = Number(extra.epochs ?? 40);
    return await inFolder(async (folder) => {
      const spillFolder = join(folder, "spill");
      const to = (endpoint: string) => otlp({ endpoint, metricsEveryMs: 1000, spillFolder });
      const all = await measureAll(folder, epochs);
      const on = await withServer("_collector_child.ts", (url) => measure(to(url), [], epochs));
      const down = await measure(to(DOWN), [], epochs);
      const off = await measure(none(), [], epochs);
      return {
        us_per_step: all.stepUs,
        us_per_step_mean: all.meanUs,
        us_per_step_off: off.stepUs,
        us_per_step_otlp: on.stepUs,
        us_per_step_down: down.stepUs,
        us_per_epoch: all.epochUs,
        us_per_epoch_off: off.epochUs,
        us_per_epoch_otlp: on.epochUs,
        steps: epochs * STEPS,
        step_span_every: BLOCK,
      };
    });
  },
};

/** Everything that records a run at once: spans to a file, a run folder and its page, TensorBoard, an MLflow server. */
async function measureAll(folder: string, epochs: number) {
  const directory = join(folder, "runs");
  return await withServer("_mlflow_child.ts", (uri) =>
    measure(
      jsonl({ path: join(folder, "spans.jsonl") }),
      [
        runFolder({ directory }),
        page({ directory, port: 0, onReady: () => {} }),
        tensorboard({ directory: join(folder, "events") }),
        mlflow({ uri }),
      ],
      epochs,
    ),
  );
}

/** Does `work` with the address of a server on a thread of its own. */
async function withServer<T>(main: string, work: (url: string) => Promise<T>): Promise<T> {
  const server = new Worker(new URL(main, import.meta.url));
  try {
    const [port] = await once(server, "message");
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    await server.terminate();
  }
}

/** Trains, and takes the time that was spent in providers: in the middle block of steps, and between epochs. */
async function measure(
  provider: ContainerModule,
  observers: readonly ContainerModule[],
  epochs: number,
) {
  const watch = new Stopwatch();
  const stepsMs: number[] = [];
  const epochsMs: number[] = [];
  const observer = new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER).toConstantValue({
      onStep: ({ stepInEpoch }: { readonly stepInEpoch: number }) => {
        if (stepInEpoch === 1) epochsMs.push(watch.take());
        else stepsMs.push(watch.take());
      },
    });
  });
  const timedOnes = observers.length > 0 ? [timedObservers(observers, watch)] : [];
  using _ = timedPosts(watch);
  await using trainer = createTrainer({
    host: mlp({ inputShape: [INPUTS], hidden: [8], classes: 2 }),
    data: arrays(examples()),
    modules: [cpu(), adamw(), constant(1e-3), timed(provider, watch), ...timedOnes, observer],
    batchSize: BATCH,
    stepSpanEvery: BLOCK,
  });
  const { incidentCounts } = await trainer.run({ epochs });
  const failed = incidentCounts["observer/failed"] ?? 0;
  if (failed > 0) throw new Error(`${failed} observers failed: this measures something else.`);
  const blocksUs: number[] = [];
  for (let at = 0; at + BLOCK <= stepsMs.length; at += BLOCK) {
    const took = stepsMs.slice(at, at + BLOCK).reduce((sum, ms) => sum + ms, 0);
    blocksUs.push((took / BLOCK) * 1000);
  }
  const mean = blocksUs.reduce((sum, us) => sum + us, 0) / blocksUs.length;
  return {
    stepUs: rounded(quantile(blocksUs, 0.5)),
    meanUs: rounded(mean),
    epochUs: rounded(quantile(epochsMs, 0.5) * 1000),
  };
}

/** Times what is posted to workers, from a timer too, until it is disposed. */
function timedPosts(watch: Stopwatch): Disposable {
  const { prototype } = Worker;
  const plain = prototype.postMessage;
  prototype.postMessage = function (...args) {
    watch.time(() => plain.apply(this, args));
  };
  return {
    [Symbol.dispose]: () => {
      prototype.postMessage = plain;
    },
  };
}

/** What `provider` makes, timed. */
function timed(provider: ContainerModule, watch: Stopwatch): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TELEMETRY)
      .toResolvedValue(async () => {
        const container = new Container();
        container.load(opossumBreakers(), provider);
        return timedTelemetry(await container.getAsync<Telemetry>(TELEMETRY), watch);
      })
      .inSingletonScope()
      .onDeactivation((made) => made.dispose());
  });
}

function examples() {
  const size = STEPS * BATCH;
  return {
    inputs: {
      x: {
        values: Float32Array.from({ length: size * INPUTS }, (_, i) => Math.sin(i * i)),
        shape: [INPUTS],
      },
    },
    targets: { y: { values: Array.from({ length: size }, (_, i) => i % 2), classes: 2 } },
  };
}
