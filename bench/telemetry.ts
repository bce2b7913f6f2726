import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
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
  mlp,
  none,
  opossumBreakers,
  otlp,
} from "../modules/mod.ts";
import { type Bench, type BenchOptions, quantile, rounded } from "./_harness.ts";
import { Stopwatch, timedTelemetry } from "./_timed_telemetry.ts";

/** Steps of an epoch; each block of them has one that is sampled. */
const STEPS = 500;
const BLOCK = 50;

const INPUTS = 8;
const BATCH = 4;

/** Nobody listens there: it is the port of the discard protocol. */
const DOWN = "http://127.0.0.1:9";

/** What telemetry costs the training's thread, in real runs. */
export const telemetry: Bench = {
  name: "telemetry",
  summary:
    "us a step that telemetry takes of the training's thread: on, off, and with a collector that is down",
  run: async ({ extra }: BenchOptions) => {
    const epochs = Number(extra.epochs ?? 40);
    const collector = new Worker(new URL("_collector_child.ts", import.meta.url));
    const spillFolder = mkdtempSync(join(tmpdir(), "tolaria-bench-"));
    try {
      const [port] = await once(collector, "message");
      const to = (endpoint: string) => otlp({ endpoint, metricsEveryMs: 1000, spillFolder });
      const on = await measure(to(`http://127.0.0.1:${port}`), epochs);
      const down = await measure(to(DOWN), epochs);
      const off = await measure(none(), epochs);
      return {
        us_per_step: on.stepUs,
        us_per_step_off: off.stepUs,
        us_per_step_down: down.stepUs,
        us_per_epoch: on.epochUs,
        us_per_epoch_off: off.epochUs,
        steps: epochs * STEPS,
        step_span_every: BLOCK,
      };
    } finally {
      await collector.terminate();
      rmSync(spillFolder, { recursive: true });
    }
  },
};

/** Trains, and takes the time that was spent in `provider`: in the middle block of steps, and between epochs. */
async function measure(provider: ContainerModule, epochs: number) {
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
  await using trainer = createTrainer({
    host: mlp({ inputShape: [INPUTS], hidden: [8], classes: 2 }),
    data: arrays(examples()),
    modules: [cpu(), adamw(), constant(1e-3), timed(provider, watch), observer],
    batchSize: BATCH,
    stepSpanEvery: BLOCK,
  });
  await trainer.run({ epochs });
  const blocksUs: number[] = [];
  for (let at = 0; at + BLOCK <= stepsMs.length; at += BLOCK) {
    const took = stepsMs.slice(at, at + BLOCK).reduce((sum, ms) => sum + ms, 0);
    blocksUs.push((took / BLOCK) * 1000);
  }
  return {
    stepUs: rounded(quantile(blocksUs, 0.5)),
    epochUs: rounded(quantile(epochsMs, 0.5) * 1000),
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
