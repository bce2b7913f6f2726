import type { ComputeDevice } from "../../../core/mod.ts";
import { TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { registerKernels } from "./kernels/register.ts";
import { type Loaded, loadTensorflow } from "./load/load_tensorflow.ts";
import { BACKEND_NAME } from "./node_backend.ts";

/** What is in use; a process loads one library at most. */
let live: { readonly previous: string; readonly restore: () => void; users: number } | undefined;

/** A library cannot be unloaded, so it is loaded once. */
let loaded: Loaded | undefined;

/** What happens to `live` happens one after the other. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Makes TensorFlow tfjs's current backend; the second user shares it.
 *
 * @param folder Where a setup has put its work.
 * @throws {TolariaError} `backend/unavailable` if there is no TensorFlow, or it cannot be loaded.
 */
export function acquire(folder: string): Promise<ComputeDevice> {
  return inTurn(async () => {
    loaded ??= loadTensorflow(folder);
    const { createBackend, device } = loaded;
    if (live) {
      live.users += 1;
      return device;
    }
    const previous = tf.getBackend() ?? "cpu";
    // A program that has loaded the package by itself has registered it, too.
    const foreign = tf.findBackendFactory(BACKEND_NAME) !== null;
    if (!foreign) tf.registerBackend(BACKEND_NAME, createBackend);
    const takeBack = registerKernels();
    const restore = () => {
      takeBack();
      if (!foreign) tf.removeBackend(BACKEND_NAME);
    };
    if (!(await tf.setBackend(BACKEND_NAME))) {
      restore();
      throw new TolariaError("backend/unavailable", "Cannot start tensorflow as it did not start");
    }
    live = { previous, restore, users: 1 };
    return device;
  });
}

/** Takes a user away, and the backend with the last. */
export function release(): Promise<void> {
  return inTurn(async () => {
    if (!live) return;
    live.users -= 1;
    if (live.users > 0) return;
    const { previous, restore } = live;
    live = undefined;
    await tf.setBackend(previous);
    restore();
  });
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work);
  turn = done.catch(() => {});
  return done;
}
