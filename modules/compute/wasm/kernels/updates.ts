import type { FusedKernels } from "../../../../core/mod.ts";
import type { CompiledKernels } from "../assembly/load.ts";
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

/** Optimizer updates in one pass. */
export function updates(compiled: CompiledKernels): WasmKernel[] {
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
      compiled: CompiledKernels,
    ) => TensorInfo[],
  ): WasmKernel {
    return {
      kernelName,
      run: (inputs, attributes, heap) =>
        run(inputs as Infos<Name>, attributes as FusedKernels[Name]["attributes"], heap, compiled),
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
  compiled: CompiledKernels,
): TensorInfo[] {
  const { learningRate } = attributes;
  const [share1, share2, factor, epsilon] = correct(attributes);
  return run(heap, [p, m, v], [g], ({ from: [p1, m1, v1, g1], to: [p2, m2, v2], n }) => {
    const places = [p1, g1, m1, v1, p2, m2, v2] as Seven;
    const [at, stride] = decayOf(decay, heap);
    const scale = learningRate * factor;
    compiled.adamw(...places, n, share1, share2, scale, epsilon, learningRate, at, stride);
  });
}

type Seven = [number, number, number, number, number, number, number];
type Five = [number, number, number, number, number];

function lamb(
  { p, m, v, g, decay }: Infos<"TolariaLamb">,
  attributes: FusedKernels["TolariaLamb"]["attributes"],
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo[] {
  const { learningRate, sizes } = attributes;
  const [share1, share2, factor, epsilon] = correct(attributes);
  return run(heap, [p, m, v], [g], ({ from: [p1, m1, v1, g1], to: [p2, m2, v2] }) => {
    const [at, stride] = decayOf(decay, heap);
    let bytes = 0;
    for (const n of sizes) {
      const places = [p1, g1, m1, v1, p2, m2, v2].map((place) => (place as number) + bytes);
      const numbers = [share1, share2, factor, epsilon, learningRate] as Five;
      compiled.lamb(...(places as Seven), n, ...numbers, at + stride * bytes, stride);
      bytes += n * Float32Array.BYTES_PER_ELEMENT;
    }
  });
}

function sgd(
  { p, b, g }: Infos<"TolariaSgd">,
  { learningRate, momentum, nesterov }: FusedKernels["TolariaSgd"]["attributes"],
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo[] {
  return run(heap, [p, b], [g], ({ from: [p1, b1, g1], to: [p2, b2], n }) => {
    const places = [p1, g1, b1, p2, b2] as Five;
    compiled.sgd(...places, n, learningRate, momentum, nesterov ? 1 : 0);
  });
}

function descent(
  { p, g }: Infos<"TolariaDescent">,
  { learningRate }: FusedKernels["TolariaDescent"]["attributes"],
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo[] {
  return run(heap, [p], [g], ({ from: [p1, g1], to: [p2], n }) => {
    compiled.descent(p1 as number, g1 as number, p2 as number, n, learningRate);
  });
}

function rmsprop(
  { p, v, b, g, ...others }: Infos<"TolariaRmsprop"> | Infos<"TolariaCenteredRmsprop">,
  attributes: FusedKernels["TolariaRmsprop"]["attributes"],
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo[] {
  const { learningRate, alpha, epsilon, momentum } = attributes;
  const a = "a" in others ? others.a : undefined;
  return run(heap, [p, v, a, b], [g], ({ from: [p1, v1, a1, b1, g1], to, n }) => {
    const places = [p1, g1, v1, a1, b1] as Five;
    const results = to as [number, number, number, number];
    compiled.rmsprop(...places, ...results, n, learningRate, 1 - alpha, epsilon, momentum);
  });
}

function adagrad(
  { p, s, g }: Infos<"TolariaAdagrad">,
  { learningRate, epsilon }: FusedKernels["TolariaAdagrad"]["attributes"],
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo[] {
  return run(heap, [p, s], [g], ({ from: [p1, s1, g1], to: [p2, s2], n }) => {
    compiled.adagrad(...([p1, g1, s1, p2, s2] as Five), n, learningRate, epsilon);
  });
}

function lion(
  { p, m, g, decay }: Infos<"TolariaLion">,
  { learningRate, beta1, beta2 }: FusedKernels["TolariaLion"]["attributes"],
  heap: WasmHeap,
  compiled: CompiledKernels,
): TensorInfo[] {
  return run(heap, [p, m], [g], ({ from: [p1, m1, g1], to: [p2, m2], n }) => {
    const places = [p1, g1, m1, p2, m2] as Five;
    const [at, stride] = decayOf(decay, heap);
    compiled.lion(...places, n, learningRate, 1 - beta1, 1 - beta2, at, stride);
  });
}
