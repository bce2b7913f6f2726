import { tf } from "tolaria";
import { type ReplayBuffer, replayBuffer } from "tolaria/data";
import { hostState, polyakUpdate } from "tolaria/hosts";
import type { Host, StateParticipant } from "tolaria/ports";
import { OBSERVATION } from "./_cart_pole.ts";
import { Players, playEpisodes } from "./_players.ts";

// B = experiences in a batch

/** Actions of the environment: to the left, to the right. */
export const ACTIONS = 2;

/** How an agent learns. */
export interface DeepQOptions {
  readonly seed: number;
  /** Environments that are played at once. */
  readonly players: number;
  /** Experiences that it remembers. */
  readonly capacity: number;
  /** Experiences in a batch. */
  readonly batch: number;
  /** What a reward of the next move is worth now. */
  readonly discount: number;
  /** Share of the network that the target network takes over before each step. */
  readonly tau: number;
  /** Factor of rewards, which sets the size of the values. */
  readonly rewardScale: number;
}

const COLUMNS = {
  observation: { shape: [OBSERVATION] },
  action: { classes: ACTIONS },
  reward: {},
  next: { shape: [OBSERVATION] },
  ended: {},
} as const;

/** A batch to train on; the values are the caller's to dispose. */
export interface ValuedActions {
  readonly observation: Float32Array;
  readonly action: Int32Array;
  readonly value: tf.Tensor;
}

/**
 * An agent that learns what its actions are worth: experience replay, a target network, and double Q-learning.
 *
 * @see Mnih et al. 2015, Human-level control through deep reinforcement learning, doi:10.1038/nature14236; van Hasselt,
 * Guez and Silver 2015, Deep reinforcement learning with double Q-learning, arXiv:1509.06461.
 */
export class DeepQ {
  readonly #options: DeepQOptions;
  readonly #online: Host;
  readonly #target: Host;
  readonly #players: Players;
  readonly #buffer: ReplayBuffer<typeof COLUMNS>;

  /** @param online The network that is trained; `target` begins as a copy of it. Both stay the caller's. */
  constructor(online: Host, target: Host, options: DeepQOptions) {
    const { seed, players, capacity } = options;
    this.#options = options;
    this.#online = online;
    this.#target = target;
    this.#players = new Players(players, seed, "players");
    this.#buffer = replayBuffer({ capacity, columns: COLUMNS, seed });
  }

  /** All that it goes by besides the network in training. */
  get participants(): readonly StateParticipant[] {
    return [this.#buffer, this.#players.participant(), hostState(this.#target)];
  }

  /** Moves so far. */
  get moves(): number {
    return this.#buffer.added;
  }

  /** Makes a move in each environment, at random with probability `epsilon`, and remembers what came of it. */
  move(epsilon: number): void {
    const { count, observations } = this.#players;
    const values = this.#valuesOf(observations, count);
    for (const experience of this.#players.play(values, epsilon)) this.#buffer.add(experience);
  }

  /**
   * Draws a batch, with what the actions should have been valued at, [B]:
   *
   *     r + discount * Q_target(s', argmax_a Q(s', a)), and r where the episode ended
   */
  nextBatch(): ValuedActions {
    const { batch, discount, rewardScale, tau } = this.#options;
    polyakUpdate(this.#online, this.#target, { tau });
    const { observation, action, next, reward, ended } = this.#buffer.sample(batch);
    const value = tf.tidy(() => {
      const seen = tf.tensor2d(next, [batch, OBSERVATION]);
      const [values] = this.#online.forward([seen], false) as [tf.Tensor2D];
      const [followed] = this.#target.forward([seen], false) as [tf.Tensor2D];
      const chosen = tf.oneHot(values.argMax(1), ACTIONS);
      const value_B = followed.mul(chosen).sum(1).mul(discount);
      return value_B.mul(tf.sub(1, ended)).add(tf.mul(reward, rewardScale));
    });
    return { observation, action, value };
  }

  /** Plays `episodes` without exploring, and returns their returns. */
  evaluate(episodes: number, seed: number): number[] {
    return playEpisodes(episodes, seed, (observations, count) =>
      this.#valuesOf(observations, count),
    );
  }

  /** Values of both actions, [B, 2]. */
  #valuesOf(observations: Float32Array, count: number): ArrayLike<number> {
    let numbers: ArrayLike<number> = [];
    tf.tidy(() => {
      const seen = tf.tensor2d(observations, [count, OBSERVATION]);
      numbers = this.#online.forward([seen], false)[0]?.dataSync() ?? [];
    });
    return numbers;
  }
}
