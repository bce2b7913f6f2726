/** Numbers of an observation: position, velocity, angle and angular velocity of the pole. */
export const OBSERVATION = 4;

/** Steps after which an episode is cut off. */
export const MAX_STEPS = 500;

/** What a step of an environment led to. */
export interface Transition {
  readonly observation: readonly number[];
  readonly reward: number;
  /** Whether the pole fell or the cart left the track. */
  readonly terminated: boolean;
  /** Whether the episode was cut off. */
  readonly truncated: boolean;
}

/** Where an environment stands, as plain data. */
export interface CartPoleState {
  readonly observation: number[];
  readonly steps: number;
}

// In SI units: of gravity, the masses of cart and pole, half the pole's length, the push, and the time between two steps.
const GRAVITY = 9.8;
const CART = 1;
const POLE = 0.1;
const HALF_LENGTH = 0.5;
const FORCE = 10;
const TAU = 0.02;

const MAX_POSITION = 2.4;
const MAX_ANGLE = (12 * 2 * Math.PI) / 360;

/**
 * A pole on a cart that is pushed to the left or to the right, with the limits of CartPole-v1: an episode ends when the
 * pole leans by 12 degrees or the cart is 2.4 m from the middle, and is cut off after 500 steps. Each step earns 1.
 *
 * @see Barto, Sutton and Anderson 1983, Neuronlike adaptive elements that can solve difficult learning control problems,
 * doi:10.1109/TSMC.1983.6313077, appendix; without friction, and integrated by Euler's method.
 */
export class CartPole {
  #observation: readonly number[] = [0, 0, 0, 0];
  #steps = 0;

  /** What the agent sees. */
  get observation(): readonly number[] {
    return this.#observation;
  }

  /** Begins an episode near the upright position; `random` returns numbers in [0, 1). */
  reset(random: () => number): void {
    this.#observation = Array.from({ length: OBSERVATION }, () => random() * 0.1 - 0.05);
    this.#steps = 0;
  }

  /** Pushes the cart to the left with action 0, to the right with action 1. */
  step(action: number): Transition {
    const [x, speed, angle, spin] = this.#observation as [number, number, number, number];
    const force = action === 1 ? FORCE : -FORCE;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const mass = CART + POLE;
    const push = (force + POLE * HALF_LENGTH * spin ** 2 * sin) / mass;
    const turn = (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE * cos ** 2) / mass));
    const pull = push - (POLE * HALF_LENGTH * turn * cos) / mass;
    const observation = [
      x + TAU * speed,
      speed + TAU * pull,
      angle + TAU * spin,
      spin + TAU * turn,
    ];
    this.#observation = observation;
    this.#steps += 1;
    const terminated =
      Math.abs(observation[0] as number) > MAX_POSITION ||
      Math.abs(observation[2] as number) > MAX_ANGLE;
    return { observation, reward: 1, terminated, truncated: this.#steps >= MAX_STEPS };
  }

  /** Returns where it stands. */
  state(): CartPoleState {
    return { observation: [...this.#observation], steps: this.#steps };
  }

  /** Restores a state. */
  restore({ observation, steps }: CartPoleState): void {
    this.#observation = [...observation];
    this.#steps = steps;
  }
}
