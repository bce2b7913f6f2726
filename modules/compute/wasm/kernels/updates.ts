import type { FusedKernels } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
import type { MatmulEngine } from "../matmul/mod.ts";
import { addressOf, sizeOf, type TensorInfo, type WasmHeap, type WasmKernel } from "./heap.ts";

type Infos<Name extends keyof FusedKernels> = {
  readonly [Key in keyof FusedKernels[Name]["inputs"]]: TensorInfo;
};

/** Addresses of tensors, and how many numbers each of them has. */
interface Vectors {
  /** In the order of the inputs; 0 for one that is missing. */
  readonly from: readonly number[];
  /** Of the new values of those that change, likewise. */
  readonly to: readonly number[];
  readonly n: number;
}

/** As in assembly/update_jobs.as.ts. */
const RULES = ["adamw", "sgd", "descent", "rmsprop", "adagrad", "lion", "lamb"] as const;

/** Numbers of a tile, likewise. */
const AT_ONCE = 16_384;

/** A number takes about as long as this many multiply-adds. */
const WORK = 8;

/** An update by a rule, in the order of its arguments. */
interface Update {
  readonly rule: (typeof RULES)[number];
  readonly n: number;
  readonly places: readonly number[];
  readonly numbers: readonly number[];
  readonly decay?: number;
  readonly stride?: number;
}

/** Runs an update; threads share it. */
type Share = (update: Update) => void;

/** Optimizer updates in one pass. */
export function updates(engine: MatmulEngine, compiled: CompiledKernels): WasmKernel[] {
  const share: Share = ({ rule, n, places, numbers, decay = 0, stride = 0 }) => {
    const at = (index: number) => places[index] ?? 0;
    const number = (index: number) => numbers[index] ?? 0;
    engine.share(n * WORK, (job) =>
      compiled.writeUpdateJob(
        ...([job, RULES.indexOf(rule), n] as const),
        ...([at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8)] as const),
        ...([number(0), number(1), number(2), number(3), number(4), decay, stride] as const),
      ),
    );
  };
  return [
    update("TolariaAdamw", adamw),
    update("TolariaSgd", sgd),
    update("TolariaDescent", descent),
    update("TolariaRmsprop", rmsprop),
    update("TolariaCenteredRmsprop", rmsprop),
    update("TolariaAdagrad", adagrad),
    update("TolariaLion", lion),
    update("TolariaLamb", lamb),
  ];

  function update<Name extends keyof FusedKernels>(
    kernelName: Name,
    run: (
      inputs: Infos<Name>,
      attributes: FusedKernels[Name]["attributes"],
      heap: WasmHeap,
      share: Share,
    ) => TensorInfo[],
  ): WasmKernel {
    return {
      kernelName,
      run: (inputs, attributes, heap) =>
        run(inputs as Infos<Name>, attributes as FusedKernels[Name]["attributes"], heap, share),
    };
  }
}

/** Allocates the new values of `changed`, and runs an update on them and what it reads besides. */
function run(
  heap: WasmHeap,
  changed: readonly (TensorInfo | undefined)[],
  read: readonly TensorInfo[],
  kernel: (vectors: Vectors) => void,
): TensorInfo[] {
  const n = sizeOf((changed[0] as TensorInfo).shape);
  const other = [...changed, ...read].find((tensor) => tensor && sizeOf(tensor.shape) !== n);
  if (other) throw new RangeError(`Vectors must have ${n} numbers, but one has ${other.shape}.`);
  const outputs = changed.map((tensor) => tensor && heap.makeOutput(tensor.shape, "float32"));
  const place = (tensor: TensorInfo | undefined) => (tensor ? addressOf(tensor, heap) : 0);
  kernel({
    from: [...changed, ...read].map(place),
    to: outputs.map(place),
    n,
  });
  return outputs.filter((output) => output !== undefined);
}

/** Address of the decay, 0 for none, and the step from one number's decay to the next. */
function decayOf(decay: TensorInfo | undefined, heap: WasmHeap): readonly [number, number] {
  return decay ? [addressOf(decay, heap), decay.shape.length > 0 ? 1 : 0] : [0, 0];
}

/**
 * Folds both bias corrections into two numbers: with c = sqrt(1 - beta2^t), the step is
 * lr c / (1 - beta1^t) m / (sqrt(v) + c epsilon).
 */
function correct({
  beta1,
  beta2,
  epsilon,
  count,
}: FusedKernels["TolariaAdamw"]["attributes"]): readonly [
  share1: number,
  share2: number,
  factor: number,
  epsilon: number,
] {
  const c = Math.sqrt(1 - beta2 ** count);
  return [1 - beta1, 1 - beta2, c / (1 - beta1 ** count), c * epsilon];
}

function adamw(
  { p, m, v, g, decay }: Infos<"TolariaAdamw">,
  attributes: FusedKernels["TolariaAdamw"]["attributes"],
  heap: WasmHeap,
  share: Share,
): TensorInfo[] {
  const { learningRate } = attributes;
  const [share1, share2, factor, epsilon] = correct(attributes);
  return run(heap, [p, m, v], [g], ({ from: [p1, m1, v1, g1], to: [p2, m2, v2], n }) => {
    const places = [p1, g1, m1, v1, p2, m2, v2] as number[];
    const [at, stride] = decayOf(decay, heap);
    const numbers = [share1, share2, learningRate * factor, epsilon, learningRate];
    share({ rule: "adamw", n, places, numbers, decay: at, stride });
  });
}

function lamb(
  { p, m, v, g, decay }: Infos<"TolariaLamb">,
  attributes: FusedKernels["TolariaLamb"]["attributes"],
  heap: WasmHeap,
  share: Share,
): TensorInfo[] {
  const { learningRate, sizes } = attributes;
  const [share1, share2, factor, epsilon] = correct(attributes);
  return run(heap, [p, m, v], [g], ({ from: [p1, m1, v1, g1], to: [p2, m2, v2] }) => {
    const [at, stride] = decayOf(decay, heap);
    const most = Math.max(0, ...sizes.map((n) => Math.ceil(n / AT_ONCE)));
    // Doubles, a dtype that tfjs does not have.
    const sums = heap.makeOutput([4 * most], "float32");
    let bytes = 0;
    for (const n of sizes.filter((size) => size > 0)) {
      const places = [p1, g1, m1, v1, p2, m2, v2].map((place) => (place as number) + bytes);
      const numbers = [share1, share2, factor, epsilon];
      const decayAt = at + stride * bytes;
      const step = { n, places: [...places, addressOf(sums, heap)], numbers, stride };
      share({ rule: "lamb", ...step, decay: decayAt });
      const trusted = learningRate * trustOf(sums, Math.ceil(n / AT_ONCE), heap);
      const [from, , , , to] = places as Five;
      share({ rule: "descent", n, places: [from, to, to], numbers: [trusted] });
      bytes += n * Float32Array.BYTES_PER_ELEMENT;
    }
    heap.disposeData(sums.dataId);
  });
}

type Five = [number, number, number, number, number];

/** Ratio of the weights' length to the step's, of which each part has added up the squares; 1 if one is 0. */
function trustOf(sums: TensorInfo, parts: number, heap: WasmHeap): number {
  const { buffer, byteOffset } = heap.typedArrayFromHeap(sums);
  const squares = new Float64Array(buffer, byteOffset, 2 * parts);
  let [length, step] = [0, 0];
  for (let part = 0; part < parts; part++) {
    length += squares[2 * part] as number;
    step += squares[2 * part + 1] as number;
  }
  return length > 0 && step > 0 ? Math.sqrt(length / step) : 1;
}

function sgd(
  { p, b, g }: Infos<"TolariaSgd">,
  { learningRate, momentum, nesterov }: FusedKernels["TolariaSgd"]["attributes"],
  heap: WasmHeap,
  share: Share,
): TensorInfo[] {
  return run(heap, [p, b], [g], ({ from: [p1, b1, g1], to: [p2, b2], n }) => {
    const places = [p1, g1, b1, p2, b2] as number[];
    const numbers = [learningRate, momentum];
    share({ rule: "sgd", n, places, numbers, stride: nesterov ? 1 : 0 });
  });
}

function descent(
  { p, g }: Infos<"TolariaDescent">,
  { learningRate }: FusedKernels["TolariaDescent"]["attributes"],
  heap: WasmHeap,
  share: Share,
): TensorInfo[] {
  return run(heap, [p], [g], ({ from: [p1, g1], to: [p2], n }) => {
    const places = [p1, g1, p2] as number[];
    share({ rule: "descent", n, places, numbers: [learningRate] });
  });
}

function rmsprop(
  { p, v, b, g, ...others }: Infos<"TolariaRmsprop"> | Infos<"TolariaCenteredRmsprop">,
  attributes: FusedKernels["TolariaRmsprop"]["attributes"],
  heap: WasmHeap,
  share: Share,
): TensorInfo[] {
  const { learningRate, alpha, epsilon, momentum } = attributes;
  const a = "a" in others ? others.a : undefined;
  return run(heap, [p, v, a, b], [g], ({ from: [p1, v1, a1, b1, g1], to, n }) => {
    const places = [p1, g1, v1, a1, b1, ...to] as number[];
    share({ rule: "rmsprop", n, places, numbers: [learningRate, 1 - alpha, epsilon, momentum] });
  });
}

function adagrad(
  { p, s, g }: Infos<"TolariaAdagrad">,
  { learningRate, epsilon }: FusedKernels["TolariaAdagrad"]["attributes"],
  heap: WasmHeap,
  share: Share,
): TensorInfo[] {
  return run(heap, [p, s], [g], ({ from: [p1, s1, g1], to: [p2, s2], n }) => {
    const places = [p1, g1, s1, p2, s2] as number[];
    share({ rule: "adagrad", n, places, numbers: [learningRate, epsilon] });
  });
}

function lion(
  { p, m, g, decay }: Infos<"TolariaLion">,
  { learningRate, beta1, beta2 }: FusedKernels["TolariaLion"]["attributes"],
  heap: WasmHeap,
  share: Share,
): TensorInfo[] {
  return run(heap, [p, m], [g], ({ from: [p1, m1, g1], to: [p2, m2], n }) => {
    const places = [p1, g1, m1, p2, m2] as number[];
    const [at, stride] = decayOf(decay, heap);
    const numbers = [learningRate, 1 - beta1, 1 - beta2];
    share({ rule: "lion", n, places, numbers, decay: at, stride });
  });
}
