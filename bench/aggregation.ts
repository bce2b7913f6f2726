import {
  COMPUTE_BACKEND,
  combineRows,
  combineTasks,
  GRADIENT_AGGREGATOR,
  type GradientAggregator,
  gramOfRows,
  ParameterGroup,
  RandomStream,
  readGram,
  stackGradients,
  type Task,
} from "../core/mod.ts";
import { Container, type ContainerModule, type ServiceIdentifier, tf } from "../deps.ts";
import { pcgrad, sgd, weightedSum } from "../modules/mod.ts";
import { type Bench, type BenchOptions, backendOf, quantile, rounded } from "./_harness.ts";
import { mlpWeights, optimizerOf } from "./_update_rivals.ts";

const HALF_MILLION = [784, 512, 256, 10];
const TASKS = [2, 4, 8];
const WARM_UP = 5;
const ROUNDS = 60;

type Gradient = ReadonlyMap<tf.Variable, tf.Tensor>;

/** Times what a step does with the gradients of several tasks, once they are there. */
export const aggregation: Bench = {
  name: "aggregation",
  summary: "ms from the gradients of 2, 4 and 8 tasks to one, by weighted sum and by PCGrad",
  run: async ({ backend = "wasm" }: BenchOptions) => {
    const make = backendOf(backend);
    const compute = resolve(make(), COMPUTE_BACKEND);
    await compute.start();
    const group = new ParameterGroup(mlpWeights(HALF_MILLION), [], optimizerOf(sgd()));
    try {
      return TASKS.map((tasks) => ({ backend, ...measure(group, tasks) }));
    } finally {
      group.dispose();
    }
  },
};

function resolve<T>(module: ContainerModule, token: ServiceIdentifier<T>): T {
  const container = new Container();
  container.load(module);
  return container.get(token);
}

/** All of them in turn, so that what else the machine does falls on each alike. */
function measure(group: ParameterGroup, count: number) {
  const gradients = Array.from({ length: count }, () => gradientOf(group));
  const tasks = gradients.map((_, task): Task => ({ name: `${task}`, role: "host", weight: 1 }));
  const ways = {
    weighted: combiner(group, tasks, resolve(weightedSum(), GRADIENT_AGGREGATOR)),
    pcgrad: combiner(group, tasks, resolve(pcgrad(), GRADIENT_AGGREGATOR)),
    sum: (rows: readonly Gradient[]) => addUp(group, rows),
  };
  const timesMs: Record<keyof typeof ways, number[]> = { weighted: [], pcgrad: [], sum: [] };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const name of Object.keys(ways) as (keyof typeof ways)[]) {
      const startedMs = performance.now();
      ways[name](gradients).dispose();
      if (round >= 0) timesMs[name].push(performance.now() - startedMs);
    }
  }
  for (const gradient of gradients) tf.dispose([...gradient.values()]);
  const [weightedMs, pcgradMs, sumMs] = [timesMs.weighted, timesMs.pcgrad, timesMs.sum].map(
    (times) => quantile(times, 0.5),
  ) as [number, number, number];
  const ratios = timesMs.pcgrad.map((ms, round) => ms / (timesMs.weighted[round] as number));
  return {
    tasks: count,
    params: group.layout.size,
    weighted_ms: rounded(weightedMs),
    pcgrad_ms: rounded(pcgradMs),
    ratio: rounded(quantile(ratios, 0.5)),
    // Nothing but the sum: without inner products, and so without norms, conflicts and a check of each task.
    sum_ms: rounded(sumMs),
  };
}

function gradientOf({ contents }: ParameterGroup): Gradient {
  return new Map(
    contents.parameters.map(({ variable }) => [variable, tf.randomNormal(variable.shape)]),
  );
}

/** What the engine does with a step's gradients. */
function combiner(group: ParameterGroup, tasks: readonly Task[], aggregator: GradientAggregator) {
  const rule = { aggregator, random: new RandomStream(0, "aggregator"), taskClipNorm: undefined };
  const losses = tasks.map(() => 1);
  return (rows: readonly Gradient[]): tf.Tensor1D => {
    const rows_RP = stackGradients(group, rows);
    const gram_RR = gramOfRows(rows_RP);
    const gram = readGram(gram_RR.dataSync<"float32">(), rows_RP);
    const { weights_R } = combineTasks(rule, tasks, gram, losses);
    const combined_P = combineRows(rows_RP, weights_R);
    // Read, so that a backend that computes later has computed.
    tf.tidy(() => combined_P.slice(0, 1).dataSync());
    tf.dispose([rows_RP, gram_RR]);
    return combined_P;
  };
}

function addUp(group: ParameterGroup, rows: readonly Gradient[]): tf.Tensor1D {
  const sum_P = tf.tidy(() =>
    group.flatten(({ variable }) =>
      rows.map((row) => row.get(variable) as tf.Tensor).reduce((sum, tensor) => sum.add(tensor)),
    ),
  );
  tf.tidy(() => sum_P.slice(0, 1).dataSync());
  return sum_P;
}
