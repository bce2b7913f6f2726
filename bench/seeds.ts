import type { DrivenRun, RandomStream as Stream, Trainer } from "../core/mod.ts";
import { RandomStream } from "../core/mod.ts";
import type { ContainerModule } from "../deps.ts";
import {
  adamw,
  cnn,
  constant,
  createTrainer,
  driven,
  manualClock,
  type PolicyCommand,
  residual,
  seeds,
  silent,
  type TamiyoPolicy,
  tamiyoInProcess,
} from "../modules/mod.ts";
import { CommandType, SeedLifecycleStage, SeedOperation } from "../proto/mod.ts";
import { type Bench, type BenchOptions, backendOf, quantile, rounded } from "./_harness.ts";

const BATCH = 64;
const WARM_UP = 5;
const ROUNDS = 60;
const SLOT = "conv2";

/** What is asked for after each epoch, so that the seed is in another stage in most of those that follow. */
const SCRIPT: readonly (SeedOperation | undefined)[] = [
  SeedOperation.SEED_OP_GERMINATE,
  SeedOperation.SEED_OP_START_TRAINING,
  undefined,
  SeedOperation.SEED_OP_START_GRAFTING,
  SeedOperation.SEED_OP_STABILIZE,
  SeedOperation.SEED_OP_EVALUATE,
  SeedOperation.SEED_OP_FOSSILIZE,
  undefined,
];

/** Times a step of a network with one seed beside that of the same network without, in turns, in each stage of the seed. */
export const seedSteps: Bench = {
  name: "seeds",
  summary: "a step with one conv seed of about 5 % of the host beside one without, by stage",
  run: async ({ backend = "wasm", extra }: BenchOptions) => {
    const rounds = Number(extra.rounds ?? ROUNDS);
    const make = backendOf(backend);
    const seen: Seen = { stage: 0, share: 0 };
    await using plain = trainerOf(make());
    await using seeded = trainerOf(make(), scripted(seen), rounds + WARM_UP);
    await using without = await plain.begin();
    await using withSeed = await seeded.begin();
    const ratios: Record<string, number> = {};
    for (const _ of SCRIPT) {
      const pairs = await timed(without, withSeed, rounds);
      await withSeed.endEpoch();
      await without.endEpoch();
      const stage = SeedLifecycleStage[seen.stage] as string;
      ratios[stage.replace("SEED_STAGE_", "").toLowerCase()] = rounded(quantile(pairs, 0.5));
    }
    const report = await withSeed.end();
    for (const { message } of report.incidents) console.error(message);
    return { backend, rounds, share: rounded(seen.share), ...ratios };
  },
};

/** What the controller saw of the seed. */
interface Seen {
  stage: SeedLifecycleStage;
  /** Multiply-adds of the seed for those of the host, forward. */
  share: number;
}

/** Forward multiply-adds of an example in the host: convolutions of 28 x 28 and 14 x 14 places, two dense layers. */
const HOST = 28 * 28 * 9 * 16 + 14 * 14 * 9 * 16 * 32 + 7 * 7 * 32 * 128 + 128 * 10;

function trainerOf(
  backend: ContainerModule,
  policy?: TamiyoPolicy,
  blendSteps: number = 1,
): Trainer {
  const gates = { minTrainingSteps: 1, maxLossRise: 99, maxOwnLossRatio: 99, minLossGain: -99 };
  return createTrainer({
    host: cnn({
      inputShape: [28, 28, 1],
      filters: [16, 32],
      units: 128,
      classes: 10,
      slots: policy !== undefined,
    }),
    data: driven({
      inputs: [{ name: "image", shape: [28, 28, 1], dtype: "float32" }],
      targets: [{ name: "label", shape: [], dtype: "int32", classes: 10 }],
    }),
    modules: [
      backend,
      // A boundary that is late on a busy machine would keep the seed from its next stage.
      manualClock(),
      silent(),
      adamw(),
      constant(1e-3),
      ...(policy
        ? [
            seeds({ blendSteps, blueprints: { small: residual({ width: 2 }) }, gates }),
            tamiyoInProcess({ policy }),
          ]
        : []),
    ],
  });
}

function scripted(seen: Seen): TamiyoPolicy {
  return {
    name: "script",
    decide: ({ currentEpoch, seedStates }): PolicyCommand | undefined => {
      const seed = seedStates.find(({ seedId }) => seedId === SLOT);
      seen.stage = seed?.stage ?? SeedLifecycleStage.SEED_STAGE_UNKNOWN;
      seen.share = (seed?.metrics?.multiply_adds ?? seen.share * HOST) / HOST;
      const operation = SCRIPT[currentEpoch - 1];
      if (operation === undefined) return undefined;
      return {
        commandType: CommandType.COMMAND_SEED,
        targetSeedId: SLOT,
        seedOperation: { operation, blueprintId: "small" },
      };
    },
  };
}

/** Ratios of the steps of pairs: with a seed for without. */
async function timed(without: DrivenRun, withSeed: DrivenRun, rounds: number): Promise<number[]> {
  const random = new RandomStream(1, "images");
  const ratios: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const batch = batchOf(random);
    // Each is the first of a pair in turn.
    const order = round % 2 === 0 ? [without, withSeed] : [withSeed, without];
    const took = new Map<DrivenRun, number>();
    for (const loop of order) {
      const startedMs = performance.now();
      await loop.step(batch);
      took.set(loop, performance.now() - startedMs);
    }
    if (round >= 0) ratios.push((took.get(withSeed) as number) / (took.get(without) as number));
  }
  return ratios;
}

function batchOf(random: Stream) {
  return {
    inputs: [Float32Array.from({ length: BATCH * 28 * 28 }, () => random.next())],
    targets: [Int32Array.from({ length: BATCH }, () => random.below(10))],
  };
}
