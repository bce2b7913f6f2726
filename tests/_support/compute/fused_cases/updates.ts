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

/** The formula of `TolariaCenteredRmsprop`, number by number. */
function centeredRmspropOf(inputs: Readonly<Record<string, number[]>>): Outputs {
  const { learningRate, alpha, epsilon, momentum } = RMSPROP;
  const [p, g, v, a] = [inputs.p, inputs.g, inputs.v, inputs.a] as [
    number[],
    number[],
    number[],
    number[],
  ];
  const v2 = v.map((value, i) => value + (1 - alpha) * ((g[i] as number) ** 2 - value));
  const a2 = a.map((value, i) => value + (1 - alpha) * ((g[i] as number) - value));
  const scaled = g.map((value, i) => {
    const variance = Math.max((v2[i] as number) - (a2[i] as number) ** 2, 0);
    return value / (Math.sqrt(variance) + epsilon);
  });
  const b2 = inputs.b?.map((value, i) => momentum * value + (scaled[i] as number));
  const p2 = p.map((value, i) => value - learningRate * ((b2 ?? scaled)[i] as number));
  return b2 ? [p2, v2, a2, b2] : [p2, v2, a2];
}

const LION = { learningRate: 0.02, beta1: 0.9, beta2: 0.99 };

/** The formula of `TolariaLion`, number by number. */
function lionOf(inputs: Readonly<Record<string, number[]>>): Outputs {
  const { learningRate, beta1, beta2 } = LION;
  const [p, g, m] = [inputs.p, inputs.g, inputs.m] as [number[], number[], number[]];
  const decayAt = (i: number) => inputs.decay?.[i] ?? inputs.decay?.[0] ?? 0;
  const p2 = p.map((value, i) => {
    const mean = beta1 * (m[i] as number) + (1 - beta1) * (g[i] as number);
    return value - learningRate * (Math.sign(mean) + decayAt(i) * value);
  });
  return [p2, m.map((value, i) => beta2 * value + (1 - beta2) * (g[i] as number))];
}

/** Sizes of three weight tensors, the second of one number, where there are enough. */
function sizesOf(n: number): readonly number[] {
  const first = Math.floor(n / 3);
  return n < 3 ? [n] : [first, 1, n - first - 1];
}

/** The formula of `TolariaLamb`, number by number. */
function lambOf(inputs: Readonly<Record<string, number[]>>): Outputs {
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
  const u = p.map((value, i) => {
    const mHat = (m2[i] as number) / (1 - beta1 ** count);
    const vHat = (v2[i] as number) / (1 - beta2 ** count);
    return mHat / (Math.sqrt(vHat) + epsilon) + decayAt(i) * value;
  });
  const p2: number[] = [];
  for (const size of sizesOf(p.length)) {
    const [from, to] = [p2.length, p2.length + size];
    const [length, step] = [p, u].map((vector) => Math.hypot(...vector.slice(from, to)));
    const trust = length && step ? length / step : 1;
    for (let i = from; i < to; i++) {
      p2.push((p[i] as number) - learningRate * trust * (u[i] as number));
    }
  }
  return [p2, m2, v2];
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

/** No decay, one for all numbers, one for each. */
const DECAYS: readonly Decay[] = [undefined, [], "each"];

type Decay = undefined | readonly [] | "each";

function decayShape(decay: Decay, n: number): Record<string, number[]> {
  return decay === undefined ? {} : { decay: decay === "each" ? [n] : [] };
}

function decayText(decay: Decay): string {
  if (decay === undefined) return "without decay";
  return decay === "each" ? "with a decay for each number" : "with one decay";
}

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
  ...[false, true].map(
    (buffered): FusedCase => ({
      name: "TolariaCenteredRmsprop",
      variant: buffered ? "with momentum" : "without momentum",
      shapes: (n) => ({ p: [n], g: [n], v: [n], a: [n], ...(buffered && { b: [n] }) }),
      // A variance well above 0, where a difference of float32 numbers has digits left.
      offsets: { v: 2 },
      attributes: RMSPROP,
      expected: centeredRmspropOf,
    }),
  ),
  ...DECAYS.map(
    (decay): FusedCase => ({
      name: "TolariaLion",
      variant: decayText(decay),
      shapes: (n) => ({ p: [n], g: [n], m: [n], ...decayShape(decay, n) }),
      least: -1,
      attributes: LION,
      expected: lionOf,
    }),
  ),
  ...DECAYS.map(
    (decay): FusedCase => ({
      name: "TolariaLamb",
      variant: decayText(decay),
      shapes: (n) => ({ ...adamwShapes(n), ...decayShape(decay, n) }),
      attributes: ADAMW,
      attributesFor: (n) => ({ sizes: sizesOf(n) }),
      expected: lambOf,
    }),
  ),
];
