import { tf } from "../../deps.ts";
import type { LoadedCheckpoint, LoadedPart, LoadedTensor } from "../ports/checkpoint_store.ts";
import type { StatePart, StateTensor, TrainingState } from "../ports/training_state.ts";

/** The state that a checkpoint holds, on the run's backend. The caller disposes it. */
export function stateOf({ info, parts }: LoadedCheckpoint): TrainingState {
  const { step, epoch, bytes } = info;
  const made = new Map([...parts].map(([name, part]) => [name, partOf(part)]));
  return { step, epoch, parts: made, bytes };
}

function partOf({ version, data, tensors }: LoadedPart): StatePart {
  return { version, data, tensors: tensors.map(tensorOf) };
}

function tensorOf({ dtype, prefix, segments, values }: LoadedTensor): StateTensor {
  // Flat; the owner reshapes them.
  return { prefix, segments, tensor: tf.tensor(values, [values.length], dtype) };
}
