import { tf } from "../../../../deps.ts";
import { type Nd, sizeOf } from "./nd.ts";
import { type SweepCase, values } from "./sweep_case.ts";

const TOLERANCE = 2e-5;

/** What a case should compute; the same on every backend. */
interface Expected {
  readonly value: Nd;
  readonly dy: Nd;
  readonly gradients: readonly Nd[];
}

const known = new Map<SweepCase, Expected>();

/** Value and gradients of a case in float64. */
function expectedOf(sweep: SweepCase): Expected {
  const kept = known.get(sweep);
  if (kept) return kept;
  const value = sweep.reference(...sweep.inputs);
  const dy = values(value.shape, 11);
  const { gradient } = sweep;
  const gradients =
    gradient === false ? [] : gradient ? gradient(dy, ...sweep.inputs) : differences(sweep, dy);
  const expected = { value, dy, gradients };
  known.set(sweep, expected);
  return expected;
}

/** Central differences of sum(dy f(x)) in each input. */
function differences({ inputs, reference }: SweepCase, dy: Nd): Nd[] {
  return inputs.map((input, which) => {
    const at = (moved: Nd) =>
      reference(...inputs.map((x, index) => (index === which ? moved : x))).data.reduce(
        (total, y, index) => total + y * (dy.data[index] as number),
        0,
      );
    const data = input.data.map((x, index) => {
      const step = 1e-5;
      const shifted = (by: number) => {
        const moved = { shape: input.shape, data: input.data.slice() };
        moved.data[index] = x + by;
        return at(moved);
      };
      return (shifted(step) - shifted(-step)) / (2 * step);
    });
    return { shape: input.shape, data };
  });
}

/** What is wrong with a case on the current backend; undefined if nothing is. */
export function faultOf(sweep: SweepCase): string | undefined {
  const { value, dy, gradients } = expectedOf(sweep);
  const tolerance = sweep.tolerance ?? TOLERANCE;
  return tf.tidy(() => {
    const inputs = sweep.inputs.map(tensorOf);
    try {
      const computed = sweep.compute(...inputs);
      const wrong = differenceOf(computed, value, tolerance);
      if (wrong) return `value${wrong}`;
      if (sweep.gradient === false) return undefined;
      const weights = tensorOf(dy);
      const found = tf.grads((...x) =>
        sweep
          .compute(...x)
          .mul(weights)
          .sum(),
      )(inputs);
      for (const [at, expected] of gradients.entries()) {
        const wrong = differenceOf(found[at] as tf.Tensor, expected, tolerance);
        if (wrong) return `gradient ${at}${wrong}`;
      }
    } catch (error) {
      return `throws ${error}`;
    }
    return undefined;
  });
}

const tensorOf = ({ shape, data }: Nd): tf.Tensor =>
  tf.tensor(Float32Array.from(data), [...shape], "float32");

function differenceOf(actual: tf.Tensor, expected: Nd, tolerance: number): string | undefined {
  if (actual.shape.join() !== expected.shape.join()) {
    return ` has shape [${actual.shape}], expected [${expected.shape}]`;
  }
  const numbers = actual.dataSync();
  for (let at = 0; at < sizeOf(expected.shape); at++) {
    const [a, b] = [numbers[at] as number, expected.data[at] as number];
    if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const error = Math.abs(a - b) / Math.max(1, Math.abs(b));
    if (!(error <= tolerance)) return `[${at}] is ${a}, expected ${b}`;
  }
  return undefined;
}
