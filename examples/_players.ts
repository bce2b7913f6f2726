import { plainState } from "tolaria";
import { type Json, RandomStream, type StateParticipant } from "tolaria/ports";
import { CartPole, type CartPoleState } from "./_cart_pole.ts";

// B = environments

/** One move in one environment, and what it led to. */
export interface Experience {
  readonly observation: readonly number[];
  readonly action: number;
  readonly reward: number;
  readonly next: readonly number[];
  /** 1 if nothing follows; an episode that was cut off could have gone on. */
  readonly ended: 0 | 1;
}

/** Where players stand, as plain data. */
interface PlayersState {
  readonly places: readonly CartPoleState[];
  readonly returns: readonly number[];
  readonly random: readonly number[];
}

/** Several environments that are played at once, so that one pass of the network decides for all of them. */
export class Players {
  readonly #environments: readonly CartPole[];
  readonly #random: RandomStream;
  #returns: number[];

  constructor(count: number, seed: number, name: string) {
    this.#random = new RandomStream(seed, name);
    this.#environments = Array.from({ length: count }, () => new CartPole());
    for (const one of this.#environments) this.#reset(one);
    this.#returns = this.#environments.map(() => 0);
  }

  /** What the players see, [B, 4]. */
  get observations(): Float32Array {
    const seen = this.#environments.flatMap(({ observation }) => observation);
    return Float32Array.from(seen);
  }

  /** Number of environments, B. */
  get count(): number {
    return this.#environments.length;
  }

  /**
   * Takes a step in each environment: the action with the higher of `values`, [B, 2], or a random one with probability
   * `epsilon`. Episodes that are over begin again.
   *
   * @param onReturn Called with the return of each episode that is over. @default none
   */
  play(
    values: ArrayLike<number>,
    epsilon: number,
    onReturn: (value: number, player: number) => void = () => {},
  ): Experience[] {
    return this.#environments.map((environment, player) => {
      const { observation } = environment;
      const [left, right] = [values[2 * player] as number, values[2 * player + 1] as number];
      const explores = epsilon > 0 && this.#random.next() < epsilon;
      const action = explores ? this.#random.below(2) : Number(right > left);
      const { observation: next, reward, terminated, truncated } = environment.step(action);
      this.#returns[player] = (this.#returns[player] as number) + reward;
      if (terminated || truncated) {
        onReturn(this.#returns[player] as number, player);
        this.#returns[player] = 0;
        this.#reset(environment);
      }
      return { observation, action, reward, next, ended: terminated ? 1 : 0 };
    });
  }

  /** Their part of a run's state. */
  participant(): StateParticipant {
    return plainState({
      name: "players",
      read: (): Json => ({
        places: this.#environments.map((one) => ({ ...one.state() })),
        returns: [...this.#returns],
        random: [...this.#random.state()],
      }),
      write: (state) => {
        const { places, returns, random } = state as unknown as PlayersState;
        this.#environments.forEach((one, at) => {
          one.restore(places[at] as CartPoleState);
        });
        this.#returns = [...returns];
        this.#random.restore(random);
      },
    });
  }

  #reset(environment: CartPole): void {
    environment.reset(() => this.#random.next());
  }
}

/**
 * Plays `episodes` at once, each to its end, and returns their returns.
 *
 * @param valuesOf Values of both actions, [B, 2], for observations [B, 4].
 */
export function playEpisodes(
  episodes: number,
  seed: number,
  valuesOf: (observations: Float32Array, count: number) => ArrayLike<number>,
): number[] {
  const players = new Players(episodes, seed, "evaluation");
  const returns = new Array<number | undefined>(episodes).fill(undefined);
  while (returns.includes(undefined)) {
    players.play(valuesOf(players.observations, episodes), 0, (value, player) => {
      returns[player] ??= value;
    });
  }
  return returns as number[];
}
