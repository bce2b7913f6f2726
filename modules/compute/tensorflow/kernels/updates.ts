import type { FusedKernels } from "../../../../core/mod.ts";
import type { tf } from "../../../../deps.ts";
import { nativeFunctionsOf } from "../native_functions.ts";
import type { NativeFunctions, NodeBackend, TensorInfo } from "../node_backend.ts";
import { floatType } from "./attributes.ts";
import { idsOf } from "./ids_of.ts";
import { inPlace, type Update, withDonation } from "./in_place.ts";
import type { TensorflowKernel } from "./register.ts";

// P = numbers in the parameter group

/**
 * Optimizer updates in one pass on all threads: by a native function if there is one, and otherwise
 * by TensorFlow's own `ResourceApply*`.
 */
export function updates(native: NativeFunctions | undefined): readonly TensorflowKernel[] {
  return [
    fused("TolariaAdamw", adamw),
    fused("TolariaSgd", sgd),
    fused("TolariaDescent", descent),
    fused("TolariaAdagrad", adagrad),
    ...(native ? nativeUpdates(native) : [fused("TolariaRmsprop", rmspropByOps)]),
  ];
}

function nativeUpdates(native: NativeFunctions): readonly TensorflowKernel[] {
  return [
    fused("TolariaRmsprop", rmsprop(native)),
    fused("TolariaCenteredRmsprop", rmsprop(native)),
    fused("TolariaLion", lion(native)),
    fused("TolariaLamb", lamb(native)),
  ];
}

type Infos<Name extends keyof FusedKernels> = {
  readonly [Key in keyof FusedKernels[Name]["inputs"]]: TensorInfo;
};

function fused<Name extends keyof FusedKernels>(
  kernelName: Name,
  run: (
    inputs: Infos<Name>,
    attributes: FusedKernels[Name]["attributes"],
    backend: NodeBackend,
  ) => TensorInfo[],
): TensorflowKernel {
  return {
    kernelName,
    run: (inputs, attributes, backend) =>
      run(inputs as Infos<Name>, attributes as FusedKernels[Name]["attributes"], backend),
  };
}

/**
 * Folds both bias corrections into the rate and epsilon, in float64. On the CPU a native function
 * does the update; otherwise `ResourceApplyAdam` does, with the powers of the betas set to 0. Its 1
 * - beta is float32, so the corrections use betas rounded to float32.
 */
function adamw(
  inputs: Infos<"TolariaAdamw">,
  attributes: FusedKernels["TolariaAdamw"]["attributes"],
  backend: NodeBackend,
): TensorInfo[] {
  const native = nativeFunctionsOf(backend.binding);
  const { learningRate, count, epsilon, donate = false } = attributes;
  const round = native ? (beta: number) => beta : Math.fround;
  const [beta1, beta2] = [round(attributes.beta1), round(attributes.beta2)];
  const c = Math.sqrt(1 - beta2 ** count);
  const rate = (learningRate * c) / (1 - beta1 ** count);
  const corrected = { rate, beta1, beta2, epsilon: c * epsilon, learningRate, donate };
  return native
    ? adamwNatively(native, inputs, corrected, backend)
    : adamwByOps(inputs, corrected, backend);
}

type Corrected = Record<"rate" | "beta1" | "beta2" | "epsilon" | "learningRate", number> & {
  readonly donate: boolean;
};

function adamwNatively(
  native: NativeFunctions,
  { p, g, m, v, decay }: Infos<"TolariaAdamw">,
  { rate, beta1, beta2, epsilon, learningRate, donate }: Corrected,
  backend: NodeBackend,
): TensorInfo[] {
  const ids = idsOf(backend, [p, m, v, g, decay]);
  const numbers = Float64Array.of(rate, beta1, beta2, epsilon, learningRate);
  return withDonation(backend, [p, m, v], donate, (donated) =>
    native.adamw(Int32Array.from(ids), numbers, donated),
  );
}

function adamwByOps(
  { p, g, m, v, decay }: Infos<"TolariaAdamw">,
  { rate, beta1, beta2, epsilon, learningRate, donate }: Corrected,
  backend: NodeBackend,
): TensorInfo[] {
  const [gradient, decays] = backend.getInputTensorIds(decay ? [g, decay] : [g]) as [
    number,
    number?,
  ];
  return inPlace(backend, [p, m, v], { donate }, (variables, act) => {
    const [parameters] = variables as [number];
    if (decays !== undefined) {
      const step = act.times(parameters, decays);
      act.apply("ResourceApplyGradientDescent", [parameters, act.scalar(learningRate), step]);
    }
    applyAdam(act, variables, { rate, beta1, beta2, epsilon, gradient });
  });
}

/** m <- m + (1 - beta1) (g - m); v <- v + (1 - beta2) (g^2 - v); p <- p - rate m / (sqrt(v) + epsilon). */
function applyAdam(
  act: Update,
  variables: readonly number[],
  {
    rate,
    beta1,
    beta2,
    epsilon,
    gradient,
  }: Record<"rate" | "beta1" | "beta2" | "epsilon" | "gradient", number>,
): void {
  const zero = act.scalar(0);
  const numbers = [rate, beta1, beta2, epsilon].map(act.scalar);
  const flags = { use_nesterov: false };
  act.apply("ResourceApplyAdam", [...variables, zero, zero, ...numbers, gradient], flags);
}

function sgd(
  { p, g, b }: Infos<"TolariaSgd">,
  { learningRate, momentum, nesterov, donate }: FusedKernels["TolariaSgd"]["attributes"],
  backend: NodeBackend,
): tf.Tensor[] {
  const [gradient] = backend.getInputTensorIds([g]) as [number];
  return inPlace(backend, [p, b], { donate }, (variables, act) => {
    const inputs = [...variables, act.scalar(learningRate), gradient, act.scalar(momentum)];
    act.apply("ResourceApplyMomentum", inputs, { use_nesterov: nesterov });
  });
}

function descent(
  { p, g }: Infos<"TolariaDescent">,
  { learningRate, donate }: FusedKernels["TolariaDescent"]["attributes"],
  backend: NodeBackend,
): tf.Tensor[] {
  const [gradient] = backend.getInputTensorIds([g]) as [number];
  return inPlace(backend, [p], { donate }, (variables, act) => {
    act.apply("ResourceApplyGradientDescent", [...variables, act.scalar(learningRate), gradient]);
  });
}

function rmsprop(native: NativeFunctions) {
  return (
    { p, v, b, g, ...others }: Infos<"TolariaRmsprop"> | Infos<"TolariaCenteredRmsprop">,
    attributes: FusedKernels["TolariaRmsprop"]["attributes"],
    backend: NodeBackend,
  ): TensorInfo[] => {
    const { learningRate, alpha, epsilon, momentum, donate = false } = attributes;
    const a = "a" in others ? others.a : undefined;
    const changed = [p, v, a, b].filter((tensor) => tensor !== undefined);
    const ids = Int32Array.from(idsOf(backend, [...changed, g]));
    const numbers = Float64Array.of(learningRate, alpha, epsilon, momentum);
    return withDonation(backend, changed, donate, (donated) =>
      native.rmsprop(ids, numbers, donated, a !== undefined, b !== undefined),
    );
  };
}

function lion(native: NativeFunctions) {
  return (
    { p, m, g, decay }: Infos<"TolariaLion">,
    { learningRate, beta1, beta2, donate = false }: FusedKernels["TolariaLion"]["attributes"],
    backend: NodeBackend,
  ): TensorInfo[] => {
    const ids = Int32Array.from(idsOf(backend, [p, m, g, decay]));
    const numbers = Float64Array.of(learningRate, beta1, beta2);
    return withDonation(backend, [p, m], donate, (donated) => native.lion(ids, numbers, donated));
  };
}

function lamb(native: NativeFunctions) {
  return (
    { p, m, v, g, decay }: Infos<"TolariaLamb">,
    attributes: FusedKernels["TolariaLamb"]["attributes"],
    backend: NodeBackend,
  ): TensorInfo[] => {
    const { learningRate, beta1, beta2, epsilon, count, sizes, donate = false } = attributes;
    const c = Math.sqrt(1 - beta2 ** count);
    const ids = Int32Array.from(idsOf(backend, [p, m, v, g, decay]));
    const factor = c / (1 - beta1 ** count);
    const numbers = Float64Array.of(factor, beta1, beta2, c * epsilon, learningRate);
    return withDonation(backend, [p, m, v], donate, (donated) =>
      native.lamb(ids, numbers, donated, Int32Array.from(sizes)),
    );
  };
}

/**
 * `ResourceApplyRMSProp` has epsilon inside of the root, and the rate inside of the buffer. So the step is that of Adam
 * with a first moment that is the gradient; with momentum it is taken from 0 first, and goes into the buffer then.
 */
function rmspropByOps(
  { p, g, v, b }: Infos<"TolariaRmsprop">,
  attributes: FusedKernels["TolariaRmsprop"]["attributes"],
  backend: NodeBackend,
): tf.Tensor[] {
  const { learningRate, alpha, epsilon, momentum, donate } = attributes;
  const [gradient] = backend.getInputTensorIds([g]) as [number];
  const adam = { beta1: 0, beta2: alpha, epsilon, gradient };
  if (!b) {
    return inPlace(backend, [p, v, g], { donate, kept: 2 }, ([pVar, vVar, mVar], act) => {
      applyAdam(act, [pVar, mVar, vVar] as number[], { ...adam, rate: learningRate });
    });
  }
  const zeros = backend.executeSingleOutput("ZerosLike", [floatType(backend)], [g]);
  try {
    const tensors = [p, v, b, zeros, g];
    return inPlace(backend, tensors, { donate, kept: 3 }, ([pVar, vVar, bVar, sVar, mVar], act) => {
      applyAdam(act, [sVar, mVar, vVar] as number[], { ...adam, rate: -1 });
      const numbers = [act.scalar(learningRate), act.value(sVar as number), act.scalar(momentum)];
      const flags = { use_nesterov: false };
      act.apply("ResourceApplyMomentum", [pVar as number, bVar as number, ...numbers], flags);
    });
  } finally {
    zeros.dispose();
  }
}

function adagrad(
  { p, g, s }: Infos<"TolariaAdagrad">,
  { learningRate, epsilon, donate }: FusedKernels["TolariaAdagrad"]["attributes"],
  backend: NodeBackend,
): tf.Tensor[] {
  const [gradient] = backend.getInputTensorIds([g]) as [number];
  return inPlace(backend, [p, s], { donate }, (variables, act) => {
    const inputs = [...variables, act.scalar(learningRate), act.scalar(epsilon), gradient];
    act.apply("ResourceApplyAdagradV2", inputs, { update_slots: true });
  });
}
