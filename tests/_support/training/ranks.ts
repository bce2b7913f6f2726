import { createHash } from "node:crypto";
import type { Host, RunOptions, RunReport } from "../../../core/mod.ts";
import type { ContainerModule, tf } from "../../../deps.ts";
import {
  arrays,
  createTrainer,
  inProcessCollective,
  mlp,
  noCollective,
  type TrainerConfig,
} from "../../../modules/mod.ts";
import { testBackend } from "../../../testing/_support/test_backend.ts";
import { onStillClock } from "./still_clock.ts";
import { spiral } from "./training.ts";

/**
 * Why a test cannot pass where `TOLARIA_RANKS` has every trainer play several ranks; undefined where it does not.
 *
 * @param reason What the test sees of a batch that is computed as a whole.
 */
export function onOneRank(reason: string): string | undefined {
  return Number(process.env.TOLARIA_RANKS || 1) > 1 ? `on several ranks, ${reason}` : undefined;
}

/** What a run came to. */
export interface RanksResult {
  readonly report: RunReport;
  /** A hash of all weights, trained and not. */
  readonly weights: string;
}

/** A hash of all weights of a host, trained and not, by their bits. */
export function hashOf(host: Host): string {
  const hash = createHash("sha256");
  for (const { name, variable } of [...host.parameters, ...host.buffers]) {
    const values = (variable as tf.Tensor).dataSync() as Float32Array;
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

/** What is trained, on as many ranks as it is asked for. */
export type RanksJob = Partial<TrainerConfig> & Pick<TrainerConfig, "modules">;

/** How it is run. */
export interface RanksOptions {
  /** @default that of the tests */
  readonly backend?: ContainerModule;
  /** @default 2 */
  readonly epochs?: number;
  /** What the run is told besides. */
  readonly run?: Omit<RunOptions, "epochs">;
}

/** Trains a job in 4 shards on so many ranks of this process, on a clock that stands still. */
export async function trainOnRanks(
  ranks: number,
  { modules, ...job }: RanksJob,
  { backend = testBackend(), epochs = 2, run = {} }: RanksOptions = {},
): Promise<RanksResult> {
  const collective = ranks === 1 ? noCollective() : inProcessCollective({ ranks });
  await using trainer = createTrainer({
    host: mlp({ inputShape: [2], hidden: [5], classes: 3 }),
    data: arrays(spiral(20)),
    batchSize: 6,
    shards: 4,
    seed: 11,
    ...job,
    modules: onStillClock([backend, collective, ...modules]),
  });
  const report = await trainer.run({ epochs, ...run });
  return { report, weights: hashOf(await trainer.host()) };
}
