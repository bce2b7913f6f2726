import {
  type Host,
  messageOf,
  releaseTapeOnThrow,
  type Slot,
  TolariaError,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { unsupported } from "./make_weights.ts";
import type { CheckedFunctionHost, FunctionInput } from "./options.ts";

// B = examples of the trial

/** Examples of a trial. */
const B = 2;
/** What stands for any size in a trial. */
const ANY_SIZE = 4;

/** Outputs of a pass, and the slots in the order in which they were computed. */
export interface TriedPass {
  readonly outputs: readonly tf.Tensor[];
  readonly slots: readonly Slot[];
}

/** Computes a pass of the function. */
type Run = (inputs: readonly tf.Tensor[], training: boolean) => TriedPass;

/**
 * Tries a forward function before anything is trained by it: one pass as in a prediction, and one as in a training with
 * its gradients. Buffers are as they were after it.
 *
 * @returns The slots of the network.
 * @throws {TolariaError} `host/unsupported` if a pass fails, disposes or keeps tensors, or if the outputs do not depend on
 * each parameter.
 */
export function tryForward(
  host: Pick<Host, "parameters" | "buffers">,
  options: CheckedFunctionHost,
  run: Run,
): readonly Slot[] {
  const inputs = options.inputs.map(sampleOf);
  const held = host.buffers.map(({ variable }) => share(variable));
  try {
    const slots = attempt(options, inputs, host, () => predict(inputs, run));
    const trained = attempt(options, inputs, host, () => differentiate(host, options, inputs, run));
    checkSameSlots(slots, trained, options.name);
    return slots;
  } finally {
    for (const [at, { variable }] of host.buffers.entries()) variable.assign(held[at] as tf.Tensor);
    tf.dispose([...inputs, ...held]);
  }
}

function sampleOf({ shape, dtype = "float32" }: FunctionInput): tf.Tensor {
  return tf.zeros([B, ...shape.map((size) => size ?? ANY_SIZE)], dtype);
}

/** Another handle to the values of a buffer, which an assignment leaves alone. */
function share(variable: tf.Tensor): tf.Tensor {
  return variable.reshape(variable.shape);
}

/** Does `work`, and checks that it leaves tensors as they were. */
function attempt<T>(
  { name }: CheckedFunctionHost,
  inputs: readonly tf.Tensor[],
  { parameters, buffers }: Pick<Host, "parameters" | "buffers">,
  work: () => T,
): T {
  const before = tf.memory().numTensors;
  const result = during(name, inputs, work);
  const kept = tf.memory().numTensors - before;
  if (inputs.some(({ isDisposed }) => isDisposed)) {
    throw unsupported("its forward function disposes its inputs, which are the caller's", name);
  }
  const gone = [...parameters, ...buffers].find(({ variable }) => variable.isDisposed);
  if (gone) throw unsupported(`its forward function disposes weight "${gone.name}"`, name);
  if (kept > 0) {
    throw unsupported(
      `its forward function keeps ${kept} tensors or variables in each pass: leave out tf.keep(), and make variables in "parameters" or "buffers"`,
      name,
    );
  }
  return result;
}

function during<T>(name: string, inputs: readonly tf.Tensor[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (TolariaError.is(error)) throw error;
    const shapes = inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(" and ");
    const fault = `its forward function failed on inputs of shape ${shapes} (${messageOf(error)})`;
    throw unsupported(fault, name, error);
  }
}

function predict(inputs: readonly tf.Tensor[], run: Run): readonly Slot[] {
  let slots: readonly Slot[] = [];
  tf.tidy(() => {
    slots = run(inputs, false).slots;
  });
  return slots;
}

function differentiate(
  { parameters }: Pick<Host, "parameters">,
  { name }: CheckedFunctionHost,
  inputs: readonly tf.Tensor[],
  run: Run,
): readonly Slot[] {
  let slots: readonly Slot[] = [];
  const sum = () => {
    const pass = run(inputs, true);
    slots = pass.slots;
    return pass.outputs.map((output) => output.sum()).reduce((a, b) => a.add(b));
  };
  if (parameters.length === 0) return predict(inputs, run);
  const variables = parameters.map(({ variable }) => variable);
  let at = -1;
  tf.tidy(() => {
    const { grads } = releaseTapeOnThrow(() =>
      tf.engine().gradients(sum, variables, undefined, true),
    );
    at = grads.findIndex((gradient) => !gradient);
  });
  if (at < 0) return slots;
  throw unsupported(
    `the outputs do not depend on parameter "${parameters[at]?.name}" by operations that have a gradient: use it in "forward", or return it from "buffers"`,
    name,
  );
}

function checkSameSlots(slots: readonly Slot[], trained: readonly Slot[], name: string): void {
  const [shown, other] = [slots, trained].map((list) => list.map((slot) => slot.name).join(", "));
  if (shown === other) return;
  throw unsupported(
    `its slots must be the same in each pass, but are ${other || "none"} in training and ${shown || "none"} otherwise`,
    name,
  );
}
