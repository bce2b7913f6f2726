import { RandomStream } from "../../core/mod.ts";

/** Numbers of a signal. */
export const SIGNAL_LENGTH = 40;

/** Places of a template, and of one with its padding. */
const [TEMPLATE, PADDED] = [12, 72];
/** Least and most zeros behind a template before it is stretched to {@link PADDED} places. */
const [LEAST_PADDING, MOST_PADDING] = [36, 60];
/** Added to a template, so that its zeros are told from the padding. */
const EPSILON = 1e-8;
/** Places by which a signal is moved: fewer than this. */
const MOST_TRANSLATION = 48;
const SCALE = 0.4;
const CORRELATED_NOISE = 0.25;
const INDEPENDENT_NOISE = 0.02;
const SHEAR = 0.75;
/** The correlated noise is smoothed by a Gaussian of this width, cut off at four of them. */
const [SIGMA, RADIUS] = [2, 8];

/** The ten digits, as a pen moves from the top to the bottom of each. */
const DIGITS: readonly (readonly number[])[] = [
  [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
  [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
  [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
  [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
  [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
  [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
  [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
  [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
];

/** The random numbers of one signal. */
export interface SignalDraws {
  /** Of the padding's length, in [0, 1). */
  readonly padding: number;
  /** Of the height, in [0, 1). */
  readonly scale: number;
  /** Places to the right, whole, in [0, 48). */
  readonly translation: number;
  /** Of the noise that replaces the padding, normal, [72]. */
  readonly correlated: ArrayLike<number>;
  /** Of the noise that is added everywhere, normal, [72]. */
  readonly independent: ArrayLike<number>;
  /** Of the slope, in [0, 1). */
  readonly shear: number;
}

/** Signals, row-major, [count, 40], and the digit that each of them is. */
export interface Mnist1d {
  readonly signals: Float32Array;
  readonly labels: Int32Array;
}

/**
 * Generates MNIST-1D: templates of digits, padded, stretched, scaled, moved, with noise, sheared and sampled, as many of
 * each, in random order, with mean 0 and standard deviation 1 over all numbers.
 *
 * The same seed gives the same signals, but not those of the published generator, whose random numbers are numpy's.
 *
 * @param count A multiple of 10.
 * @see Greydanus and Kobak 2024, "Scaling down deep learning with MNIST-1D", arXiv:2011.14439, and its package `mnist1d`.
 */
export function makeMnist1d(count: number, seed: number): Mnist1d {
  const random = new RandomStream(seed, "mnist-1d");
  const order = permutation(count, random);
  const signals = new Float32Array(count * SIGNAL_LENGTH);
  const labels = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const digit = at % DIGITS.length;
    const place = order[at] as number;
    signals.set(signalOf(digit, drawSignal(random)), place * SIGNAL_LENGTH);
    labels[place] = digit;
  }
  standardize(signals);
  return { signals, labels };
}

/** Returns the signal of a digit, before all are standardized, [40]. */
export function signalOf(digit: number, draws: SignalDraws): Float64Array {
  const template = templateOf(DIGITS[digit] as readonly number[]);
  const padding = LEAST_PADDING + Math.floor(draws.padding * (MOST_PADDING - LEAST_PADDING + 1));
  const padded = Float64Array.of(...template, ...new Array<number>(padding).fill(0));
  const stretched = sample(padded, PADDED).map((x) => x * (1 + SCALE * (draws.scale - 0.5)));
  const noise = smooth(Float64Array.from(draws.correlated, (x) => CORRELATED_NOISE * x));
  const slope = SHEAR * (draws.shear - 0.5);
  const moved = stretched.map((_, at) => {
    const x = stretched[(at - draws.translation + PADDED) % PADDED] as number;
    const noisy = x === 0 ? (noise[at] as number) : x;
    const everywhere = INDEPENDENT_NOISE * (draws.independent[at] as number);
    return noisy + everywhere - slope * (at / (PADDED - 1) - 0.5);
  });
  return sample(moved, SIGNAL_LENGTH);
}

/** A digit with standard deviation 1/6 that begins at 0, and what tells its zeros from the padding. */
function templateOf(digit: readonly number[]): readonly number[] {
  const mean = digit.reduce((sum, x) => sum + x, 0) / TEMPLATE;
  const deviation = Math.sqrt(digit.reduce((sum, x) => sum + (x - mean) ** 2, 0) / TEMPLATE);
  return digit.map((x) => (x - (digit[0] as number)) / deviation / 6 + EPSILON);
}

/** Samples `values` linearly at `count` places, the first and the last among them. */
function sample(values: Float64Array, count: number): Float64Array {
  return new Float64Array(count).map((_, at) => {
    const place = (at * (values.length - 1)) / (count - 1);
    const before = Math.min(Math.floor(place), values.length - 2);
    const [low, high] = [values[before] as number, values[before + 1] as number];
    return low + (high - low) * (place - before);
  });
}

/** Smooths by a Gaussian; values are mirrored at the ends, the last one included. */
function smooth(values: Float64Array): Float64Array {
  const weights = Array.from({ length: 2 * RADIUS + 1 }, (_, at) =>
    Math.exp((-0.5 * (at - RADIUS) ** 2) / SIGMA ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values.map((_, at) => {
    const sum = weights.reduce((so, weight, offset) => {
      const place = at + offset - RADIUS;
      const mirrored = place < 0 ? -place - 1 : place;
      const inside = mirrored < values.length ? mirrored : 2 * values.length - 1 - mirrored;
      return so + weight * (values[inside] as number);
    }, 0);
    return sum / total;
  });
}

function drawSignal(random: RandomStream): SignalDraws {
  return {
    padding: random.next(),
    scale: random.next(),
    translation: random.below(MOST_TRANSLATION),
    correlated: normals(random),
    independent: normals(random),
    shear: random.next(),
  };
}

/** Normal random numbers, [72]. @see Marsaglia and Bray 1964, "A convenient method for generating normal variables". */
function normals(random: RandomStream): Float64Array {
  const values = new Float64Array(PADDED);
  for (let at = 0; at < PADDED; ) {
    const [u, v] = [2 * random.next() - 1, 2 * random.next() - 1];
    const square = u * u + v * v;
    if (square >= 1 || square === 0) continue;
    const factor = Math.sqrt((-2 * Math.log(square)) / square);
    values[at++] = u * factor;
    values[at++] = v * factor;
  }
  return values;
}

/** A random order of the numbers below `count`. */
export function permutation(count: number, random: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at--) {
    const other = random.below(at + 1);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}

function standardize(signals: Float32Array): void {
  const mean = signals.reduce((sum, x) => sum + x, 0) / signals.length;
  const variance = signals.reduce((sum, x) => sum + (x - mean) ** 2, 0) / signals.length;
  const scale = 1 / Math.sqrt(variance);
  for (let at = 0; at < signals.length; at++)
    signals[at] = ((signals[at] as number) - mean) * scale;
}
