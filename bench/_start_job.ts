import { RUN_OBSERVER } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";
import { adamw, cnn, defineJob, digits, warmupCosine } from "../modules/mod.ts";
import { backendOf } from "./_harness.ts";

/** Milliseconds since 1970, as the process that waits counts them too. */
const now = () => performance.timeOrigin + performance.now();

const times = { process: performance.timeOrigin, loaded: now(), opened: 0, stepped: 0 };

/** Says when the first step was done, and ends the process. */
const stopwatch = new ContainerModule(({ bind }) => {
  bind(RUN_OBSERVER).toConstantValue({
    onRunStart: () => {
      times.opened = now();
    },
    onStep: () => {
      times.stepped = now();
      process.stdout.write(`${JSON.stringify(times)}\n`, () => process.exit(0));
    },
  });
});

/** The job of examples/digits.ts, until its first step. */
export default defineJob({
  host: cnn({ inputShape: [28, 28, 1], filters: [8, 16], units: 64, classes: 10, dropout: 0.3 }),
  data: digits(),
  modules: [
    adamw({ weightDecay: 0.01 }),
    warmupCosine({ peak: 4e-3, warmupSteps: 100 }),
    backendOf(process.env.TOLARIA_BENCH_BACKEND as string)(),
    stopwatch,
  ],
  batchSize: 64,
  clipNorm: 1,
  run: { epochs: 12 },
});
