import { type FusedCase, rowsOf } from "./fused_case.ts";

// T = places that ask, S = places that are asked, K = numbers of a head

const HEADS = 2;
const [T, S, K] = [3, 5, 2];
const WIDTH = HEADS * K;

type Matrix = readonly (readonly number[])[];
type Inputs = Readonly<Record<string, number[]>>;

/** Rows of each head of each sequence, of [sequences, places, WIDTH]. */
function headsOf(values: readonly number[], places: number): Matrix[] {
  return rowsOf(values, values.length / (places * WIDTH)).flatMap((sequence) =>
    Array.from({ length: HEADS }, (_, head) =>
      rowsOf(sequence, places).map((row) => row.slice(head * K, (head + 1) * K)),
    ),
  );
}

/** Inverse of {@link headsOf}. */
function joined(heads: readonly Matrix[]): number[] {
  return rowsOfHeads(heads).flatMap((sequence) =>
    (sequence[0] as Matrix).flatMap((_, place) => sequence.flatMap((head) => head[place] ?? [])),
  );
}

function rowsOfHeads(heads: readonly Matrix[]): Matrix[][] {
  return Array.from({ length: heads.length / HEADS }, (_, at) =>
    heads.slice(at * HEADS, (at + 1) * HEADS),
  );
}

function product(a: Matrix, b: Matrix): number[][] {
  const columns = turned(b);
  return a.map((row) => columns.map((column) => inner(row, column)));
}

function turned(x: Matrix): number[][] {
  return (x[0] as readonly number[]).map((_, at) => x.map((row) => row[at] as number));
}

function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
}

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map((score) => Math.exp(score));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Scores of the keys that query `t` attends to, and -Infinity for the others. */
function masked(scores: readonly number[], t: number, causal: boolean): number[] {
  return scores.map((score, s) =>
    !causal || s <= t + S - T ? score / Math.sqrt(K) : Number.NEGATIVE_INFINITY,
  );
}

/** The formula of `TolariaAttention`. */
function attentionOf({ q, k, v }: Inputs, causal: boolean): number[][] {
  const [keys, values] = [headsOf(k as number[], S), headsOf(v as number[], S)];
  const heads = headsOf(q as number[], T).map((asking, at) => {
    const scores = product(asking, turned(keys[at] as Matrix));
    const weights = scores.map((row, t) => softmax(masked(row, t, causal)));
    return { weights, y: product(weights, values[at] as Matrix) };
  });
  return [joined(heads.map(({ y }) => y)), heads.flatMap(({ weights }) => weights.flat())];
}

/** The formula of `TolariaAttentionGradient`; the weights are the given ones. */
function gradientOf({ dy, q, k, v, weights }: Inputs): number[][] {
  const [asking, keys, values] = [
    headsOf(q as number[], T),
    headsOf(k as number[], S),
    headsOf(v as number[], S),
  ];
  const given = rowsOf(weights as number[], asking.length);
  const heads = headsOf(dy as number[], T).map((above, at) => {
    const w = rowsOf(given[at] as number[], T);
    const dw = product(above, turned(values[at] as Matrix));
    const ds = dw.map((row, index) => {
      const shares = w[index] as number[];
      const sum = inner(row, shares);
      return row.map((value, place) => ((shares[place] as number) * (value - sum)) / Math.sqrt(K));
    });
    const [dq, dk] = [product(ds, keys[at] as Matrix), product(turned(ds), asking[at] as Matrix)];
    return [dq, dk, product(turned(w), above)] as const;
  });
  return ([0, 1, 2] as const).map((which) => joined(heads.map((head) => head[which])));
}

/** Weights that are 0 where a query does not attend. */
function causalWeights(weights: readonly number[]): number[] {
  return weights.map((weight, at) => (at % S <= (Math.floor(at / S) % T) + S - T ? weight : 0));
}

/** Attention of few queries to few keys, in as many sequences as there are numbers. */
export const ATTENTION: readonly FusedCase[] = [false, true].flatMap((causal): FusedCase[] => [
  {
    name: "TolariaAttention",
    variant: causal ? "of two causal heads" : "of two heads",
    shapes: (n) => ({ q: [n, T, WIDTH], k: [n, S, WIDTH], v: [n, S, WIDTH] }),
    least: -1,
    most: 2500,
    attributes: { heads: HEADS, causal },
    expected: (inputs) => attentionOf(inputs, causal),
  },
  {
    name: "TolariaAttentionGradient",
    variant: causal ? "of two causal heads" : "of two heads",
    shapes: (n) => ({
      ...{ dy: [n, T, WIDTH], q: [n, T, WIDTH], k: [n, S, WIDTH], v: [n, S, WIDTH] },
      weights: [n, HEADS, T, S],
    }),
    least: -1,
    most: 2500,
    attributes: { heads: HEADS, causal },
    expected: gradientOf,
    prepare: (name, values) => (causal && name === "weights" ? causalWeights(values) : values),
  },
]);
