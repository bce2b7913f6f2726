import type { ComputeDevice } from "../../../core/mod.ts";
import { TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { installOverrides, inTurn, makeCurrent, putBack } from "../_shared/mod.ts";
import { registerKernels } from "./kernels/register.ts";
import { describeDevice, type Loaded, loadTensorflow } from "./load/load_tensorflow.ts";
import { BACKEND_NAME, type NodeBackend } from "./node_backend.ts";

/** What is in use; a process loads one library at most. */
let live:
  | { device: ComputeDevice; previous: string; restore: () => void; users: number }
  | undefined;

/** What one user has taken. */
export interface Taken {
  readonly device: ComputeDevice;
  /** What was current in the place of a backend that was there already. */
  readonly instead: string | undefined;
}

/** A library cannot be unloaded, so it is loaded once. */
let loaded: Loaded | undefined;

/** Whether a program has loaded the package by itself: then that is what there is. */
const isForeign = () => tf.findBackendFactory(BACKEND_NAME) !== null;

/** What happens to `live` happens one after the other. */
const inOrder = inTurn();

/**
 * Makes TensorFlow tfjs's current backend; the second user shares it.
 *
 * @param folder Where a setup has put its work.
 * @throws {TolariaError} `backend/unavailable` if there is no TensorFlow, or it cannot be loaded.
 */
export function acquire(folder: string): Promise<Taken> {
  return inOrder(async () => {
    if (live) {
      live.users += 1;
      return { device: live.device, instead: await makeCurrent(BACKEND_NAME) };
    }
    const foreign = isForeign();
    loaded ??= foreign ? adoptForeign() : loadTensorflow(folder);
    const { binding, createBackend, device, shielded } = loaded;
    const previous = tf.getBackend() ?? "cpu";
    if (!foreign) tf.registerBackend(BACKEND_NAME, createBackend);
    const takeBack = [registerKernels({ binding, shielded }), installOverrides()];
    const restore = () => {
      for (const undo of takeBack) undo();
      if (!foreign) tf.removeBackend(BACKEND_NAME);
    };
    if (!(await tf.setBackend(BACKEND_NAME))) {
      restore();
      throw new TolariaError("backend/unavailable", "Cannot start tensorflow as it did not start");
    }
    live = { device, previous, restore, users: 1 };
    return { device, instead: undefined };
  });
}

/** Takes a user away, and the backend with the last. */
export function release({ instead }: Taken): Promise<void> {
  return inOrder(async () => {
    if (!live) return;
    live.users -= 1;
    if (live.users > 0) {
      if (instead !== undefined) await putBack(instead);
      return;
    }
    const { previous, restore } = live;
    live = undefined;
    await putBack(previous);
    restore();
  });
}

function adoptForeign(): Loaded {
  const backend = tf.findBackend(BACKEND_NAME) as NodeBackend;
  const { binding } = backend;
  return {
    binding,
    device: describeDevice(binding),
    shielded: false,
    createBackend: () => backend,
  };
}
