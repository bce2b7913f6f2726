import { OPTIMIZER, type Optimizer, type Parameter, ParameterGroup } from "../core/mod.ts";
import { Container, type ContainerModule, tf } from "../deps.ts";
import { adagrad, adam, adamw, lamb, lion, rmsprop, sgd } from "../modules/mod.ts";
import { quantile, rounded } from "./_harness.ts";

/** Tolaria's optimizer, and the one of tfjs that does the same if there is one. */
interface Rivals {
  readonly own: () => ContainerModule;
  readonly tfjs?: () => tf.Optimizer;
  /** Vectors as long as the arena that one pass must read or write. */
  readonly vectors: number;
}

const RIVALS: Readonly<Record<string, Rivals>> = {
  sgd: {
    own: () => sgd({ momentum: 0.9 }),
    tfjs: () => tf.train.momentum(1e-3, 0.9),
    vectors: 5,
  },
  nesterov: {
    own: () => sgd({ momentum: 0.9, nesterov: true }),
    tfjs: () => tf.train.momentum(1e-3, 0.9, true),
    vectors: 5,
  },
  adam: { own: () => adam(), tfjs: () => tf.train.adam(1e-3), vectors: 7 },
  // Its decay differs from weight to weight, and is one more vector.
  adamw: { own: () => adamw(), vectors: 8 },
  rmsprop: {
    own: () => rmsprop({ momentum: 0.9 }),
    tfjs: () => tf.train.rmsprop(1e-3, 0.99, 0.9),
    vectors: 7,
  },
  centered_rmsprop: {
    own: () => rmsprop({ momentum: 0.9, centered: true }),
    tfjs: () => tf.train.rmsprop(1e-3, 0.99, 0.9, 1e-8, true),
    vectors: 9,
  },
  adagrad: { own: () => adagrad(), tfjs: () => tf.train.adagrad(1e-3), vectors: 5 },
  lion: { own: () => lion(), vectors: 6 },
  // The step is known only after the norms, so it is written, and read again with the weights.
  lamb: { own: () => lamb(), vectors: 10 },
};

/** Vectors that laying the gradients in the arena reads and writes. */
const FLATTEN_VECTORS = 2;

/** GB/s by optimizer: what an update must read and write, over the time that it takes. */
export function bandwidths(times: UpdateTimes, parameters: number): UpdateTimes {
  const entries = Object.entries(times).map(([name, ms]) => {
    const vectors = (RIVALS[name] as Rivals).vectors + FLATTEN_VECTORS;
    const bytes = vectors * parameters * Float32Array.BYTES_PER_ELEMENT;
    return [name, ms === null ? null : rounded(bytes / ms / 1e6)] as const;
  });
  return Object.fromEntries(entries);
}

/** GB/s of copying 100 MB: read and written. */
export function copyBandwidth(): number {
  const from = new Float32Array(25e6).fill(1);
  const to = new Float32Array(from.length);
  const rounds = Array.from({ length: 12 }, () => {
    const startedMs = performance.now();
    to.set(from);
    return performance.now() - startedMs;
  });
  return rounded((2 * from.byteLength) / quantile(rounds.slice(2), 0.5) / 1e6);
}

/** Milliseconds an update by optimizer; null where tfjs has none. */
export type UpdateTimes = Readonly<Record<string, number | null>>;

/** The optimizer that a module binds. */
export function optimizerOf(module: ContainerModule): Optimizer {
  const container = new Container();
  container.load(module);
  return container.get(OPTIMIZER);
}

/** Weights of a multi-layer perceptron. The caller disposes them. */
export function mlpWeights(widths: readonly number[]): Parameter[] {
  return widths.slice(1).flatMap((units, index) => {
    const kernel = tf.randomNormal([widths[index] as number, units], 0, 0.05, "float32", 1);
    const bias = tf.zeros([units]);
    const parameters = [
      { name: `dense${index + 1}/kernel`, variable: tf.variable(kernel) },
      { name: `dense${index + 1}/bias`, variable: tf.variable(bias) },
    ];
    tf.dispose([kernel, bias]);
    return parameters;
  });
}

/** Times each optimizer against its rival in turns, gradients of single weights to weights both. */
export async function timeUpdates(
  widths: readonly number[],
  rounds: number,
): Promise<{ readonly own: UpdateTimes; readonly tfjs: UpdateTimes }> {
  const own: Record<string, number | null> = {};
  const tfjs: Record<string, number | null> = {};
  for (const [name, rivals] of Object.entries(RIVALS)) {
    const times = await timeRivals(rivals, widths, rounds);
    own[name] = times.own;
    tfjs[name] = times.tfjs;
  }
  return { own, tfjs };
}

async function timeRivals(rivals: Rivals, widths: readonly number[], rounds: number) {
  const parameters = mlpWeights(widths);
  const gradients = parameters.map(({ variable }) => tf.mul(variable, 0.1));
  const byName = Object.fromEntries(
    parameters.map(({ variable }, index) => [variable.name, gradients[index] as tf.Tensor]),
  );
  const group = new ParameterGroup(parameters, [], optimizerOf(rivals.own()));
  const rival = rivals.tfjs?.();
  const times: { own: number[]; tfjs: number[] } = { own: [], tfjs: [] };
  const updates = {
    own: () => {
      const gradients_P = group.flatten(({ variable }) => byName[variable.name]);
      group.update(gradients_P, 1e-3);
      gradients_P.dispose();
    },
    tfjs: () => rival?.applyGradients(byName),
  };
  for (let round = -Math.min(10, rounds); round < rounds; round++) {
    for (const side of ["own", "tfjs"] as const) {
      if (side === "tfjs" && !rival) continue;
      const took = await timeOnce(updates[side], parameters);
      // The rounds before it warm up.
      if (round >= 0) times[side].push(took);
    }
  }
  group.dispose();
  rival?.dispose();
  tf.dispose([gradients, parameters.map(({ variable }) => variable)]);
  const median = (list: number[]) => (list.length > 0 ? rounded(quantile(list, 0.5)) : null);
  return { own: median(times.own), tfjs: median(times.tfjs) };
}

/** One update, waited for: a backend may do its work behind the call's back. */
async function timeOnce(update: () => void, parameters: readonly Parameter[]): Promise<number> {
  const startedMs = performance.now();
  update();
  const probe = tf.tidy(() => (parameters[1] as Parameter).variable.sum());
  await probe.data();
  probe.dispose();
  return performance.now() - startedMs;
}
