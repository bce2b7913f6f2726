import type { FusedKernels } from "../../core/mod.ts";

/** Numbers of each output. */
type Outputs = readonly (readonly number[])[];

/** A kernel with what goes into it, and the same by its formula in double precision. */
export interface FusedCase {
  readonly name: keyof FusedKernels;
  /** What sets it apart from other cases of the kernel. */
  readonly variant: string;
  /** Shapes of its inputs by name, for vectors of n numbers. */
  readonly shapes: (n: number) => Readonly<Record<string, number[]>>;
  /** Its inputs are from here to 1. @default 0, which suits a second moment too */
  readonly least?: number;
  readonly attributes: object;
  readonly expected: (inputs: Readonly<Record<string, number[]>>) => Outputs;
}

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

/** The formula of `TolariaCrossEntropy`, for five rows. */
function crossEntropyOf(logits: readonly number[], targets: readonly number[]): Outputs {
  const rows = rowsOf(logits, 5).map((row, index) => {
    const target = rowsOf(targets, 5)[index] as number[];
    const sum = row.reduce((total, value) => total + Math.exp(value), 0);
    const loss = row.reduce(
      (total, x, at) => total + (target[at] as number) * (Math.log(sum) - x),
      0,
    );
    return { loss, gradient: row.map((x, at) => Math.exp(x) / sum - (target[at] as number)) };
  });
  const mean = rows.reduce((total, { loss }) => total + loss, 0) / 5;
  return [[mean], rows.flatMap(({ gradient }) => gradient)];
}

const adamwShapes = (n: number) => ({ p: [n], g: [n], m: [n], v: [n] });
/** Every kernel, in each of its variants. */
export const FUSED_CASES: readonly FusedCase[] = [
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
  {
    name: "TolariaCrossEntropy",
    variant: "with distributions",
    shapes: (n) => ({ logits: [5, n + 1], targets: [5, n + 1] }),
    attributes: {},
    expected: ({ logits, targets }) => crossEntropyOf(logits as number[], targets as number[]),
  },
  {
    name: "TolariaAccuracy",
    variant: "with distributions",
    shapes: (n) => ({ scores: [7, n + 2], targets: [7, n + 2] }),
    attributes: {},
    expected: ({ scores, targets }) => {
      const places = [scores, targets].map((all) =>
        rowsOf(all as number[], 7).map((row) => row.indexOf(Math.max(...row))),
      );
      return [
        [(places[0]?.filter((place, row) => place === places[1]?.[row]).length as number) / 7],
      ];
    },
  },
  {
    name: "TolariaReluGradient",
    variant: "of a vector",
    least: -1,
    shapes: (n) => ({ dy: [n], x: [n] }),
    attributes: {},
    expected: ({ dy, x }) => [
      (dy as number[]).map((d, i) => (((x as number[])[i] as number) > 0 ? d : 0)),
    ],
  },
  ...(["linear", "relu"] as const).map(
    (activation): FusedCase => ({
      name: "TolariaDense",
      variant: `with a bias, ${activation}`,
      shapes: (n) => ({ x: [n, 3], kernel: [3, 5], bias: [5] }),
      least: -1,
      attributes: { activation },
      expected: (inputs) => denseOf(inputs, activation),
    }),
  ),
  {
    name: "TolariaDense",
    variant: "of three axes, without a bias",
    shapes: (n) => ({ x: [2, 2, 3], kernel: [3, n] }),
    least: -1,
    attributes: { activation: "relu" },
    expected: (inputs) => denseOf(inputs, "relu"),
  },
  {
    name: "TolariaDenseGradient",
    variant: "of a linear layer",
    shapes: (n) => ({ dy: [3, 2, n] }),
    least: -1,
    attributes: {},
    expected: ({ dy }) => [sumOfRows(rowsOf(dy as number[], 6))],
  },
  {
    name: "TolariaDenseGradient",
    variant: "of a ReLU",
    shapes: (n) => ({ dy: [3, n], y: [3, n] }),
    least: -1,
    attributes: {},
    expected: ({ dy, y }) => {
      const dz = (dy as number[]).map((d, i) => ((y?.[i] as number) > 0 ? d : 0));
      return [sumOfRows(rowsOf(dz, 3)), dz];
    },
  },
  {
    name: "TolariaSquaredNorm",
    variant: "of a vector",
    shapes: (n) => ({ x: [n] }),
    attributes: {},
    expected: ({ x }) => [[(x as number[]).reduce((sum, value) => sum + value ** 2, 0)]],
  },
  {
    name: "TolariaFlatten",
    variant: "of a matrix, a scalar and a vector",
    shapes: (n) => ({ x0: [3, n], x1: [], x2: [n] }),
    attributes: {},
    expected: ({ x0, x1, x2 }) => {
      const all = [x0, x1, x2].flat() as number[];
      return [all, [all.reduce((sum, value) => sum + value ** 2, 0)]];
    },
  },
  {
    name: "TolariaGram",
    variant: "of three rows",
    shapes: (n) => ({ x: [3, n] }),
    attributes: {},
    expected: ({ x }) => {
      const rows = rowsOf(x as number[], 3);
      return [
        rows.flatMap((a) =>
          rows.map((b) => a.reduce((sum, value, at) => sum + value * (b[at] as number), 0)),
        ),
      ];
    },
  },
  {
    name: "TolariaCombine",
    variant: "of three rows",
    shapes: (n) => ({ w: [3], x: [3, n] }),
    attributes: {},
    expected: ({ w, x }) => {
      const rows = rowsOf(x as number[], 3);
      const [first] = rows as [number[]];
      return [
        first.map((_, at) =>
          rows.reduce((sum, row, r) => sum + (w?.[r] as number) * (row[at] as number), 0),
        ),
      ];
    },
  },
];

/** The formula of `TolariaDense`, whose kernel has three rows. */
function denseOf(
  { x, kernel, bias }: Readonly<Record<string, number[]>>,
  activation: "linear" | "relu",
): Outputs {
  const weights = rowsOf(kernel as number[], 3);
  const rows = rowsOf(x as number[], (x as number[]).length / 3);
  const y = rows.flatMap((row) =>
    (weights[0] as number[]).map((_, unit) =>
      row.reduce(
        (sum, value, at) => sum + value * (weights[at]?.[unit] as number),
        bias?.[unit] ?? 0,
      ),
    ),
  );
  return [activation === "relu" ? y.map((value) => Math.max(0, value)) : y];
}

function sumOfRows([first, ...others]: readonly number[][]): number[] {
  return others.reduce(
    (sum, row) => sum.map((value, at) => value + (row[at] as number)),
    first as number[],
  );
}

/** A matrix by its rows. */
function rowsOf(values: readonly number[], count: number): number[][] {
  const size = values.length / count;
  return Array.from({ length: count }, (_, row) => values.slice(row * size, (row + 1) * size));
}
