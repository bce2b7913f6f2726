import { Pacer } from "../core/engine/pacer.ts";
import { COMPUTE_BACKEND, OPTIMIZER } from "../core/mod.ts";
import { Container } from "../deps.ts";
import { adamw } from "../modules/mod.ts";
import { backendOf, quantile } from "./_harness.ts";
import { RawLoop } from "./_raw_loop.ts";
import { ADAM } from "./_task.ts";
import { MOST_EXAMPLES, readExamples, TASKS } from "./_tasks.ts";
import { TimedTrainer } from "./_timed_trainer.ts";

const name = process.argv[2] ?? "mlp";
const rounds = Number(process.argv[3] ?? 10);
const variants = (process.argv[4] ?? "plain").split(",");
const backend = process.env.B ?? "wasm";
const make = backendOf(backend);
const container = new Container();
const { learningRate: _, ...optimizer } = ADAM;
container.load(make(), adamw({ ...optimizer, weightDecay: 0 }));
await container.get(COMPUTE_BACKEND).start();
const task = TASKS[name]!;
const examples = await readExamples(Math.floor(MOST_EXAMPLES / task.batch) * task.batch);
const trainer = new TimedTrainer(task, make(), examples);
const raw = new RawLoop(task, examples, container.get(OPTIMIZER));
const real = Pacer.prototype.yield;
const realDue = Object.getOwnPropertyDescriptor(Pacer.prototype, "due")!;
let yields = 0,
  ymax = 0,
  ysum = 0;
const since: number[][] = Array.from({ length: 12 }, () => []);
let k = -1,
  last = 0;
const realPush = trainer as any;
const hook = () => {
  const now = performance.now();
  if (k >= 0 && k < 12) since[k]!.push(now - last);
  k = k < 0 ? k : k + 1;
  last = now;
};
(globalThis as any).__hook = hook;
const apply: Record<string, () => void> = {
  plain: () => {},
  timed: () => {
    Pacer.prototype.yield = async function () {
      const t = performance.now();
      await real.call(this);
      const d = performance.now() - t;
      yields++;
      ysum += d;
      ymax = Math.max(ymax, d);
      k = 0;
      last = performance.now();
    };
  },
  never: () => {
    Object.defineProperty(Pacer.prototype, "due", { get: () => false, configurable: true });
  },
};
const times: Record<string, number[]> = { raw: [] };
for (const v of variants) times[v] = [];
for (let round = 0; round < rounds + 2; round++) {
  console.error("RAW");
  const r1 = raw.epoch();
  for (const v of variants) {
    Pacer.prototype.yield = real;
    Object.defineProperty(Pacer.prototype, "due", realDue);
    apply[v]!();
    console.error("TOL", v);
    const t = await trainer.epoch();
    if (round >= 2) times[v]!.push(t);
  }
  console.error("RAW");
  const r2 = raw.epoch();
  if (round >= 2) times.raw!.push((r1 + r2) / 2);
}
for (const [k, v] of Object.entries(times))
  console.log(
    k.padEnd(8),
    "median",
    quantile(v, 0.5).toFixed(3),
    "min",
    Math.min(...v).toFixed(3),
    "ratio",
    quantile(
      v.map((x, i) => x / times.raw![i]!),
      0.5,
    ).toFixed(4),
  );
if (yields)
  console.log("yields", yields, "mean", (ysum / yields).toFixed(3), "max", ymax.toFixed(2));
await trainer.dispose();
await container.unbindAllAsync();

since.forEach(
  (v, i) =>
    v.length &&
    console.log(
      "since yield",
      i,
      v.length,
      "mean",
      (v.reduce((a, b) => a + b, 0) / v.length).toFixed(3),
      "median",
      quantile(v, 0.5).toFixed(3),
    ),
);
