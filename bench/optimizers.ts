import {
  COMPUTE_BACKEND,
  LEARNING_RATE_POLICY,
  LearningRateAuthority,
  OptimizerManager,
  OptimizerSource,
  ParameterGroup,
  ParameterGroups,
} from "../core/mod.ts";
import { Container, tf } from "../deps.ts";
import { adam, sgd, warmupCosine } from "../modules/mod.ts";
import { type Bench, type BenchOptions, backendOf, quantile, rounded } from "./_harness.ts";
import {
  bandwidths,
  copyBandwidth,
  mlpWeights,
  optimizerOf,
  timeUpdates,
} from "./_update_rivals.ts";

const CLOCK = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };
const HALF_MILLION = [784, 512, 256, 10];
const MILLION = [784, 1024, 192, 10];
const TWENTY_FIVE_MILLION = [2048, 2048, 2048, 2048, 2048, 2048, 2048];
const GROUPS = 8;

/** Times updates, changes of optimizers, and the authority over rates. */
export const optimizers: Bench = {
  name: "optimizers",
  summary:
    "ms and GB/s an update against tfjs's own optimizers, ms a rebuild, us an advance of 8 groups",
  run: async ({ backend = "wasm", extra }: BenchOptions) => {
    const make = backendOf(backend);
    const container = new Container();
    container.load(make(), warmupCosine({ peak: 1e-3, warmupSteps: 100, totalSteps: 1e9 }));
    const compute = container.get(COMPUTE_BACKEND);
    await compute.start();
    try {
      const authority = authorityOf(container);
      const small = await timeUpdates(HALF_MILLION, 15);
      // --large no leaves the 25 million out, which take a minute.
      const large = extra.large === "no" ? undefined : await timeUpdates(TWENTY_FIVE_MILLION, 5);
      return {
        backend,
        device: compute.device.description,
        advance_us: timeAdvance(authority),
        ...timeChanges(container),
        copy_gb_s: copyBandwidth(),
        ...(large && { gb_s: { "25M": bandwidths(large.own, sizeOf(TWENTY_FIVE_MILLION)) } }),
        update_ms: { "0.5M": small.own, ...(large && { "25M": large.own }) },
        tfjs_update_ms: { "0.5M": small.tfjs, ...(large && { "25M": large.tfjs }) },
      };
    } finally {
      await container.unbindAllAsync();
    }
  },
};

/** Weights and biases of layers. */
function sizeOf(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, units, at) => sum + ((widths[at] as number) + 1) * units, 0);
}

function authorityOf(container: Container): LearningRateAuthority {
  const rates = new LearningRateAuthority(container.get(LEARNING_RATE_POLICY));
  rates.register("host");
  return rates;
}

/** Microseconds of `advance()` over eight groups, seven of them following the first and warming up. */
function timeAdvance(rates: LearningRateAuthority): number {
  for (let index = 1; index < GROUPS; index++) rates.register(`seed${index}`, { parent: "host" });
  let step = 0;
  const perCall = Array.from({ length: 60 }, () => {
    const startedMs = performance.now();
    for (let call = 0; call < 200; call++) {
      rates.advance({ step: step++, epoch: 0, totalSteps: 1e9, stepsPerEpoch: 100 });
    }
    return ((performance.now() - startedMs) * 1000) / 200;
  });
  return rounded(quantile(perCall.slice(10), 0.5));
}

/** Milliseconds of exchanging Adam for SGD and of adding a group, at a million parameters. */
function timeChanges(container: Container) {
  const rates = authorityOf(container);
  rates.advance({ step: 0, epoch: 0, totalSteps: 1e9, stepsPerEpoch: 100 });
  const host = mlpWeights(MILLION);
  const [first, second] = [optimizerOf(adam()), optimizerOf(sgd({ momentum: 0.9 }))];
  const groups = new ParameterGroups([new ParameterGroup(host, [], first)]);
  const manager = new OptimizerManager({
    groups,
    source: new OptimizerSource({}),
    rates,
    clock: CLOCK,
    progress: { step: 0 },
    limit: { changes: 1e9, steps: 1 },
    overrides: [],
  });
  const gradients_P = groups.get("host").flatten(({ variable }) => variable);
  const rebuilds: number[] = [];
  const commits: number[] = [];
  const additions: number[] = [];
  for (let round = -2; round < 15; round++) {
    groups.get("host").update(gradients_P, 1e-3);
    const [change] = manager.swap("host", second, { rate: "match" });
    manager.swap("host", first, { reset: true });
    const parameters = mlpWeights(MILLION);
    const added = manager.addGroup({ name: "seed", parameters, parent: "host" });
    manager.dropGroup("seed");
    tf.dispose(parameters.map(({ variable }) => variable));
    if (round < 0 || !change) continue;
    rebuilds.push(change.prepareMs + change.commitMs);
    commits.push(change.commitMs);
    additions.push(added.prepareMs + added.commitMs);
  }
  tf.dispose([gradients_P, ...host.map(({ variable }) => variable)]);
  groups.dispose();
  return {
    rebuild_ms: rounded(quantile(rebuilds, 0.5)),
    rebuild_ms_max: rounded(Math.max(...rebuilds)),
    commit_ms_max: rounded(Math.max(...commits)),
    add_group_ms: rounded(quantile(additions, 0.5)),
    add_group_ms_max: rounded(Math.max(...additions)),
  };
}
