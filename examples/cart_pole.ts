// A double deep Q-network learns to hold a pole on a cart, by steps that the program takes itself: it plays, remembers
// what happened in a replay buffer, and trains on draws from it against a target network that follows slowly.
// Run it: npx bun run examples/cart_pole.ts [--seed 1]
import { stdout } from "node:process";
import { parseArgs } from "node:util";
import {
  adam,
  createTrainer,
  type EpochReport,
  type Modules,
  mlp,
  type Trainer,
  tf,
  wasm,
  watchdog,
} from "tolaria";
import { driven } from "tolaria/data";
import { buildHost, copyWeights } from "tolaria/hosts";
import { custom } from "tolaria/objectives";
import { constant } from "tolaria/schedules";
import { OBSERVATION } from "./_cart_pole.ts";
import { ACTIONS, DeepQ } from "./_deep_q.ts";

/** Steps of training for each time that the players move. */
const STEPS_A_MOVE = 8;
/** Steps over which exploration falls from always to seldom. */
const EXPLORED_STEPS = 1_000;
const SELDOM = 0.05;
/** The agent. */
const AGENT = {
  players: 16,
  capacity: 50_000,
  batch: 64,
  discount: 0.99,
  tau: 0.01,
  // Values are then of the size of 1, which a network learns sooner than values up to 100.
  rewardScale: 0.02,
};
/** Mean return that counts as solved. */
const SOLVED = 475;

/** How it is played and trained. */
export interface CartPoleOptions {
  readonly seed: number;
  /** Epochs at most. @default 100 */
  readonly epochs?: number;
  /** Steps of training from one evaluation to the next. @default 400 */
  readonly stepsAnEpoch?: number;
  /** Episodes of an evaluation. @default 100 */
  readonly episodes?: number;
  /** Moves before training begins. @default 1000 */
  readonly warmUp?: number;
  /** Compute backend, and providers besides those of the example. @default wasm on one thread */
  readonly modules?: readonly Modules[];
  /** Whether to go on from the last checkpoint. @default false */
  readonly resume?: boolean;
  /** Ends it after a step. */
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onStep?: (step: number) => void;
  /** Called after each epoch. */
  readonly onEpoch?: (epoch: CartPoleEpoch) => void;
}

/** What came of an epoch. */
export interface CartPoleEpoch {
  readonly epoch: number;
  /** Steps of training. */
  readonly step: number;
  /** Moves in the environments. */
  readonly moves: number;
  /** Mean loss. */
  readonly loss: number;
  /** Returns of the greedy policy in the episodes of the evaluation. */
  readonly returns: readonly number[];
  readonly meanReturn: number;
}

/** What came of it. */
export interface CartPoleResult {
  readonly epochs: readonly CartPoleEpoch[];
  /** Whether the mean return reached 475, as CartPole-v1 asks for. */
  readonly solved: boolean;
  readonly weightsHash: string | undefined;
  readonly endReason: string;
}

const network = () => mlp({ inputShape: [OBSERVATION], hidden: [64, 64], classes: ACTIONS });

/** Huber loss of the value of the action that was taken; the other action's value is left alone. */
const valueOfAction = () =>
  custom({
    name: "value of the action",
    loss: ([values], [action, wanted]) => {
      const taken = tf.oneHot(action as tf.Tensor1D, ACTIONS);
      const value_B = (values as tf.Tensor).mul(taken).sum(1);
      return tf.losses.huberLoss(wanted as tf.Tensor, value_B);
    },
  });

/** The wanted values move while the network learns, so a loss that rises is no sign of a fault here. */
const patientWatchdog = () => watchdog({ lossRatio: false, lossSigma: false });

function trainerOf(seed: number, modules: readonly Modules[]): Trainer {
  return createTrainer({
    host: network(),
    data: driven({
      inputs: [{ name: "observation", shape: [OBSERVATION], dtype: "float32" }],
      targets: [
        { name: "action", shape: [], dtype: "int32", classes: ACTIONS },
        { name: "value", shape: [], dtype: "float32" },
      ],
    }),
    modules: [valueOfAction(), adam(), constant(5e-4), patientWatchdog(), ...modules],
    clipNorm: 10,
    seed,
  });
}

/** Plays and trains until the pole is held. */
export async function cartPole(options: CartPoleOptions): Promise<CartPoleResult> {
  const { seed, stepsAnEpoch = 400, warmUp = 1_000, signal } = options;
  await using trainer = trainerOf(seed, options.modules ?? [wasm({ threads: 1 })]);
  const online = await trainer.host();
  const target = await buildHost(network());
  copyWeights(online, target);
  const agent = new DeepQ(online, target, { seed, ...AGENT });
  await using loop = await trainer.begin({
    participants: agent.participants,
    ...(signal && { signal }),
    ...(options.resume && { resume: {} }),
  });
  const epochs: CartPoleEpoch[] = [];
  const isSolved = () => (epochs.at(-1)?.meanReturn ?? 0) >= SOLVED;
  while (!loop.over && !isSolved() && loop.epochs < (options.epochs ?? 100)) {
    // At the head of the loop: what is done before a step is in the checkpoint after it.
    if (loop.steps >= (loop.epochs + 1) * stepsAnEpoch) {
      const report = await loop.endEpoch();
      if (!report) break;
      epochs.push(evaluated(agent, report, options));
      options.onEpoch?.(epochs.at(-1) as CartPoleEpoch);
      continue;
    }
    const explored = Math.min(1, loop.steps / EXPLORED_STEPS);
    if (loop.steps % STEPS_A_MOVE === 0) agent.move(1 - (1 - SELDOM) * explored);
    if (agent.moves < warmUp) continue;
    const { observation, action, value } = agent.nextBatch();
    await loop.step({ inputs: [observation], targets: [action, value] });
    value.dispose();
    options.onStep?.(loop.steps);
  }
  const { endReason, weightsHash } = await loop.end();
  target.dispose();
  return { epochs, solved: isSolved(), weightsHash, endReason };
}

function evaluated(
  agent: DeepQ,
  { epoch, step, train }: EpochReport,
  { seed, episodes = 100 }: CartPoleOptions,
): CartPoleEpoch {
  // Other episodes in each epoch, which follow from the seed alone: a resumed run plays the same.
  const returns = agent.evaluate(episodes, seed + 1_000 * epoch);
  const meanReturn = returns.reduce((sum, value) => sum + value, 0) / episodes;
  return { epoch, step, moves: agent.moves, loss: train.loss, returns, meanReturn };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seed: { type: "string", default: "1" } } });
  const startedMs = performance.now();
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  const { solved, epochs } = await cartPole({
    seed: Number(values.seed),
    onEpoch: ({ epoch, step, moves, loss, meanReturn }) =>
      stdout.write(
        `epoch ${epoch}: ${step} steps, ${moves} moves, loss ${loss.toFixed(3)}, mean return ${meanReturn.toFixed(1)}, ${seconds()} s\n`,
      ),
  });
  const { epoch, moves, meanReturn, returns } = epochs.at(-1) as CartPoleEpoch;
  stdout.write(
    `${solved ? "solved" : "not solved"}: mean return ${meanReturn.toFixed(1)} over ${returns.length} episodes, after ${epoch} epochs, ${moves} moves and ${seconds()} s, with seed ${values.seed}\n`,
  );
}
