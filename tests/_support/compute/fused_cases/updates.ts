import type { FusedCase, Outputs } from "./fused_case.ts";

const ADAMW = { learningRate: 0.02, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, count: 3 };
const SGD = { learningRate: 0.1, momentum: 0.9 };

/** The formula of `TolariaAdamw`, number by number. */
function adamwOf(inputs: Readonly<Record<string, number[]>>): Outputs {
  const { learningRate, beta1, beta2, epsilon, count } = ADAMW;
  const [p, g, m, v] = ["p", "g", "m", "v"].map((name) => inputs[name] as number[]) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const decayAt = (i: number) => inputs.decay?.[i] ?? inputs.decay?.[0] ?? 0;
  const m2 = m.map((value, i) => value + (1 - beta1) * ((g[i] as number) - value));
  const v2 = v.map((value, i) => value + (1 - beta2) * ((g[i] as number) ** 2 - value));
  const p2 = p.map((value, i) => {
    const mHat = (m2[i] as number) / (1 - beta1 ** count);
    const vHat = (v2[i] as number) / (1 - beta2 ** count);
    return value - learningRate * (mHat / (Math.sqrt(vHat) + epsilon) + decayAt(i) * value);
  });
  return [p2, m2, v2];
}

/** The formula of `TolariaSgd`, number by number. */
function sgdOf(inputs: Readonly<Record<string, number[]>>, nesterov: boolean): Outputs {
  const [p, g, b] = [inputs.p, inputs.g, inputs.b] as [number[], number[], number[]];
  const b2 = b.map((value, i) => SGD.momentum * value + (g[i] as number));
  const p2 = p.map((value, i) => {
    const momentum = b2[i] as number;
    const step = nesterov ? (g[i] as number) + SGD.momentum * momentum : momentum;
    return value - SGD.learningRate * step;
  });
  return [p2, b2];
}

const RMSPROP = { learningRate: 0.02, alpha: 0.9, epsilon: 1e-3, momentum: 0.8 };
const ADAGRAD = { learningRate: 0.02, epsilon: 1e-3 };

/** The formula of `TolariaRmsprop`, number by number. */
function rmspropOf(inputs: Readonly<Record<string, number[]>>): Outputs {
  const { learningRate, alpha, epsilon, momentum } = RMSPROP;
  const [p, g, v] = [inputs.p, inputs.g, inputs.v] as [number[], number[], number[]];
  const v2 = v.map((value, i) => value + (1 - alpha) * ((g[i] as number) ** 2 - value));
  const scaled = g.map((value, i) => value / (Math.sqrt(v2[i] as number) + epsilon));
  const b2 = inputs.b?.map((value, i) => momentum * value + (scaled[i] as number));
  const p2 = p.map((value, i) => value - learningRate * ((b2 ?? scaled)[i] as number));
  return b2 ? [p2, v2, b2] : [p2, v2];
}

/** The formula of `TolariaAdagrad`, number by number. */
function adagradOf(inputs: Readonly<Record<string, number[]>>): Outputs {
  const { learningRate, epsilon } = ADAGRAD;
  const [p, g, s] = [inputs.p, inputs.g, inputs.s] as [number[], number[], number[]];
  const s2 = s.map((value, i) => value + (g[i] as number) ** 2);
  const p2 = p.map(
    (value, i) =>
      value - (learningRate * (g[i] as number)) / (Math.sqrt(s2[i] as number) + epsilon),
  );
  return [p2, s2];
}

const adamwShapes = (n: number) => ({ p: [n], g: [n], m: [n], v: [n] });

/** Updates of parameters. */
export const UPDATES: readonly FusedCase[] = [
  {
    name: "TolariaAdamw",
    variant: "without decay",
    shapes: adamwShapes,
    attributes: ADAMW,
    expected: adamwOf,
  },
  {
    name: "TolariaAdamw",
    variant: "with one decay",
    shapes: (n) => ({ ...adamwShapes(n), decay: [] }),
    attributes: ADAMW,
    expected: adamwOf,
  },
  {
    name: "TolariaAdamw",
    variant: "with a decay for each number",
    shapes: (n) => ({ ...adamwShapes(n), decay: [n] }),
    attributes: ADAMW,
    expected: adamwOf,
  },
  ...[false, true].map(
    (nesterov): FusedCase => ({
      name: "TolariaSgd",
      variant: nesterov ? "by Nesterov" : "with momentum",
      shapes: (n) => ({ p: [n], g: [n], b: [n] }),
      attributes: { ...SGD, nesterov },
      expected: (inputs) => sgdOf(inputs, nesterov),
    }),
  ),
  {
    name: "TolariaDescent",
    variant: "without momentum",
    shapes: (n) => ({ p: [n], g: [n] }),
    attributes: { learningRate: SGD.learningRate },
    expected: ({ p, g }) => [
      (p as number[]).map((value, i) => value - SGD.learningRate * (g?.[i] as number)),
    ],
  },
  ...[false, true].map(
    (buffered): FusedCase => ({
      name: "TolariaRmsprop",
      variant: buffered ? "with momentum" : "without momentum",
      shapes: (n) => ({ p: [n], g: [n], v: [n], ...(buffered && { b: [n] }) }),
      attributes: RMSPROP,
      expected: rmspropOf,
    }),
  ),
  {
    name: "TolariaAdagrad",
    variant: "with epsilon",
    shapes: (n) => ({ p: [n], g: [n], s: [n] }),
    attributes: ADAGRAD,
    expected: adagradOf,
  },
];
