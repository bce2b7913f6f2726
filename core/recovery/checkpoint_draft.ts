import { tf } from "../../deps.ts";
import { readsLate } from "../late_reads/fetch_values.ts";
import type {
  CheckpointDraft,
  CheckpointDtype,
  CheckpointSource,
} from "../ports/checkpoint_store.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";
import type { StateTensor, TrainingState } from "../ports/training_state.ts";

/** A state in the form that is written. Its numbers are read in place: it must live until the write is over. */
export function draftOf(
  state: TrainingState,
  backend: Pick<ComputeBackend, "view">,
  told: Pick<CheckpointDraft, "runId" | "reason">,
): CheckpointDraft {
  const parts = [...state.parts].map(([name, { version, data, tensors }]) => ({
    name,
    version,
    data,
    tensors: tensors.map((tensor) => sourceOf(tensor, backend)),
  }));
  return { ...told, step: state.step, epoch: state.epoch, parts };
}

function sourceOf(
  { tensor, prefix, segments }: StateTensor,
  backend: Pick<ComputeBackend, "view">,
): CheckpointSource {
  const dtype = tensor.dtype as CheckpointDtype;
  const bytesEach = dtype === "bool" ? 1 : 4;
  const view = backend.view?.(tensor);
  const shared =
    view?.buffer instanceof SharedArrayBuffer
      ? { buffer: view.buffer, byteOffset: view.byteOffset }
      : undefined;
  return {
    dtype,
    prefix,
    segments,
    bytes: tensor.size * bytesEach,
    ...(shared && { shared }),
    read: (from, to) => {
      // Each time again: an unshared heap may have moved.
      const numbers = backend.view?.(tensor) ?? slice(tensor, from / bytesEach, to / bytesEach);
      const start = backend.view ? from : 0;
      const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset + start, to - from);
      return Uint8Array.from(bytes);
    },
  };
}

function slice(
  tensor: tf.Tensor,
  from: number,
  to: number,
): Float32Array | Int32Array | Uint8Array {
  // Fetched as a whole before it is written.
  if (readsLate()) return tensor.dataSync().subarray(from, to);
  const numbers = tf.tidy(() => tensor.flatten().slice(from, to - from));
  try {
    return numbers.dataSync();
  } finally {
    numbers.dispose();
  }
}
