import { COMPUTE_BACKEND, OPTIMIZER } from "../core/mod.ts";
import { Container, tf } from "../deps.ts";
import { adamw } from "../modules/mod.ts";
import { backendOf } from "./_harness.ts";
import { RawLoop } from "./_raw_loop.ts";
import { ADAM } from "./_task.ts";
import { readExamples, TASKS } from "./_tasks.ts";
import { TimedTrainer } from "./_timed_trainer.ts";

const task = TASKS[process.argv[2] ?? "mlp"]!;
const make = backendOf("tensorflow");
const container = new Container();
const { learningRate: _, ...optimizer } = ADAM;
container.load(make(), adamw({ ...optimizer, weightDecay: 0 }));
await container.get(COMPUTE_BACKEND).start();
const examples = await readExamples(62 * 128);
const trainer = new TimedTrainer(task, make(), examples);
const raw = new RawLoop(task, examples, container.get(OPTIMIZER));
const b: any = (tf.backend() as any).binding;
for (let i = 0; i < 3; i++) {
  await trainer.epoch();
  raw.epoch();
}
const log: Record<string, Record<string, [number, number]>> = {};
let side = "";
const wrapped: any = {};
for (const m of [
  "createTensor",
  "deleteTensor",
  "tensorDataSync",
  "executeOp",
  "isUsingGpuDevice",
]) {
  const f = b[m];
  wrapped[m] = (...a: any[]) => {
    const t = performance.now();
    try {
      return f.apply(b, a);
    } finally {
      if (side) {
        const d = performance.now() - t;
        const k = m === "executeOp" ? a[0] : m;
        const e = ((log[side] ??= {})[k] ??= [0, 0]);
        e[0]++;
        e[1] += d;
      }
    }
  };
}
for (const m of Object.getOwnPropertyNames(b)) if (!(m in wrapped)) wrapped[m] = b[m];
(tf.backend() as any).binding = wrapped;
for (let i = 0; i < 10; i++) {
  side = "tol";
  await trainer.epoch();
  side = "raw";
  raw.epoch();
  side = "";
}
const keys = new Set([...Object.keys(log.tol!), ...Object.keys(log.raw!)]);
let st = 0,
  sr = 0;
for (const k of [...keys].sort((a, c) => (log.tol![c]?.[1] ?? 0) - (log.tol![a]?.[1] ?? 0))) {
  const t = log.tol![k] ?? [0, 0],
    r = log.raw![k] ?? [0, 0];
  st += t[1] / 620;
  sr += r[1] / 620;
  console.log(
    k.padEnd(36),
    (t[0] / 620).toFixed(1).padStart(6),
    ((t[1] / 620) * 1000).toFixed(0).padStart(6),
    (r[0] / 620).toFixed(1).padStart(6),
    ((r[1] / 620) * 1000).toFixed(0).padStart(6),
  );
}
console.log("sum ms", st.toFixed(3), sr.toFixed(3));
await trainer.dispose();
await container.unbindAllAsync();
