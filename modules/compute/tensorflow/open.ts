import type { ComputeDevice } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { type OpenBackend, SharedBackend } from "../_shared/mod.ts";
import { registerKernels } from "./kernels/register.ts";
import { describeDevice, type Loaded, loadTensorflow } from "./load/load_tensorflow.ts";
import { BACKEND_NAME, type NodeBackend } from "./node_backend.ts";

/** TensorFlow in this process. */
export const SHARED: SharedBackend<Settings, ComputeDevice> = new SharedBackend({
  name: BACKEND_NAME,
  open,
});

interface Settings {
  /** Folder of a setup. */
  readonly folder: string;
}

/** Loaded once: a library cannot be unloaded. */
let loaded: Loaded | undefined;

async function open({ folder }: Settings): Promise<OpenBackend<ComputeDevice>> {
  // A program may have loaded the package by itself.
  const foreign = tf.findBackend(BACKEND_NAME) as NodeBackend | null;
  loaded ??= foreign ? adopt(foreign) : loadTensorflow(folder);
  const { binding, createBackend, device, shielded } = loaded;
  if (!foreign) tf.registerBackend(BACKEND_NAME, createBackend);
  const restoreKernels = registerKernels({ binding, shielded });
  return {
    info: device,
    close: () => {
      restoreKernels();
      if (!foreign) tf.removeBackend(BACKEND_NAME);
    },
  };
}

function adopt(backend: NodeBackend): Loaded {
  const { binding } = backend;
  return {
    binding,
    device: describeDevice(binding),
    shielded: false,
    createBackend: () => backend,
  };
}
