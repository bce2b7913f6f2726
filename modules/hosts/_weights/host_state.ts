import {
  type Host,
  type Parameter,
  type PreparedRestore,
  parseState,
  type StatePart,
  type StateParticipant,
  TolariaError,
} from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";

const VERSION = 1;

/**
 * Makes the weights of a host that no trainer has a part of the run's state, for `begin({ participants })`: a rollback or
 * a resume restores a target network with the network that it follows. The host stays yours.
 *
 * @param name Unique in a run: lowercase letters and hyphens. @default "target-network"
 */
export function hostState(host: Host, name: string = "target-network"): StateParticipant {
  const weights = [...host.parameters, ...host.buffers];
  return {
    name,
    capture: () => ({
      version: VERSION,
      data: { weights: weights.map((weight) => weight.name) },
      tensors: weights.map(({ name: weight, variable }) => ({
        prefix: name,
        segments: [{ name: weight, shape: variable.shape, offset: 0, size: variable.size }],
        tensor: held(variable),
      })),
    }),
    prepare: (part) => prepare(name, weights, part),
  };
}

const StateSchema = z.strictObject({ weights: z.array(z.string()) });

function prepare(name: string, weights: readonly Parameter[], part: StatePart): PreparedRestore {
  const { weights: names } = parseState(`"${name}"`, StateSchema, part.data);
  const fits =
    part.version === VERSION &&
    names.join() === weights.map((weight) => weight.name).join() &&
    weights.every(({ variable }, at) => part.tensors[at]?.tensor.size === variable.size);
  if (!fits) {
    throw new TolariaError(
      "state/invalid",
      `The weights must be those of the host (${weights.map((one) => one.name).join(", ")}), but are of another. Cannot restore "${name}".`,
    );
  }
  const next = weights.map(({ variable }, at) =>
    held(part.tensors[at]?.tensor as tf.Tensor, variable.shape),
  );
  const before = weights.map(({ variable }) => held(variable));
  const assign = (values: readonly tf.Tensor[]) => {
    for (const [at, { variable }] of weights.entries()) variable.assign(values[at] as tf.Tensor);
  };
  const release = () => tf.dispose([...next, ...before]);
  return {
    commit: () => assign(next),
    confirm: () => {},
    settle: release,
    abort: () => {
      assign(before);
      release();
    },
  };
}

/** Another handle to the same numbers, which outlives the scope. */
function held(tensor: tf.Tensor, shape: readonly number[] = tensor.shape): tf.Tensor {
  return tf.keep(tensor.reshape([...shape]));
}
