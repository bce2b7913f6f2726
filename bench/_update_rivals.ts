import { OPTIMIZER, type Optimizer, type Parameter, ParameterGroup } from "../core/mod.ts";
import { Container, type ContainerModule, tf } from "../deps.ts";
import { adagrad, adam, adamw, lamb, lion, rmsprop, sgd } from "../modules/mod.ts";
import { quantile, rounded } from "./_harness.ts";

/** Tolaria's optimizer, and the one of tfjs that does the same where there is one. */
interface Rivals {
  readonly own: () => ContainerModule;
  readonly tfjs?: () => tf.Optimizer;
}

const RIVALS: Readonly<Record<string, Rivals>> = {
  sgd: { own: () => sgd({ momentum: 0.9 }), tfjs: () => tf.train.momentum(1e-3, 0.9) },
  adam: { own: () => adam(), tfjs: () => tf.train.adam(1e-3) },
  adamw: { own: () => adamw() },
  rmsprop: {
    own: () => rmsprop({ momentum: 0.9 }),
    tfjs: () => tf.train.rmsprop(1e-3, 0.99, 0.9),
  },
  adagrad: { own: () => adagrad(), tfjs: () => tf.train.adagrad(1e-3) },
  lion: { own: () => lion() },
  lamb: { own: () => lamb() },
};

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
  for (let round = -2; round < rounds; round++) {
    for (const side of ["own", "tfjs"] as const) {
      if (side === "tfjs" && !rival) continue;
      const took = await timeOnce(updates[side], parameters);
      // The first two warm up.
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
