import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { type ComputeDevice, errorMessage, messageOf, TolariaError } from "../../../../core/mod.ts";
import type { tf } from "../../../../deps.ts";
import { bindingFile, readInstallation, scriptsFolder } from "../install/installation.ts";
import { isComplete, nativeFunctionsOf } from "../native_functions.ts";
import type { Binding, NodeBackend } from "../node_backend.ts";
import { copying } from "./copying_backend.ts";
import { evaluatePackage } from "./evaluate_package.ts";
import { inShape } from "./in_shape.ts";
import { findStock } from "./stock.ts";

/** A TensorFlow that is loaded in this process. */
export interface Loaded {
  readonly binding: Binding;
  readonly device: ComputeDevice;
  /** Whether ops are shielded from signals: `native/shield_signals.cc`. */
  readonly shielded: boolean;
  /** Creates the backend for tfjs. */
  createBackend(): tf.KernelBackend;
}

/** Files of a TensorFlow that can be loaded. */
export interface Place {
  /** The compiled binding. */
  readonly binding: string;
  /** Folder of the package's scripts. */
  readonly scripts: string;
  /** Version of CUDA, if known. */
  readonly cuda?: string | null;
  /** Whether our setup compiled the binding, with its additions. */
  readonly own: boolean;
}

/** A class of the package. */
type BackendClass = new (binding: Binding, packageName: string) => NodeBackend;

/**
 * Loads TensorFlow's library and the package's kernels into this process: the setup in `folder`, or
 * else the package as npm installed it.
 *
 * @throws {TolariaError} `backend/unavailable` if there is none or it does not load.
 */
export function loadTensorflow(folder: string): Loaded {
  const place = findTensorflow(folder);
  try {
    const binding = createRequire(import.meta.url)(place.binding) as Binding;
    const [backend] = evaluatePackage(place.scripts, [
      "./nodejs_kernel_backend",
      "./register_all_kernels",
    ]) as [{ NodeJSKernelBackend: BackendClass }];
    const device = describeDevice(binding, place.cuda);
    return {
      binding,
      device: place.own && !isComplete(binding) ? outdated(device) : device,
      shielded: place.own,
      createBackend: () => {
        const made = inShape(new backend.NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu"));
        const native = nativeFunctionsOf(binding);
        return native ? copying(made, native) : made;
      },
    };
  } catch (error) {
    throw new TolariaError(
      "backend/unavailable",
      `${messageOf(error)}. ${place.binding} does not load: run "tolaria setup tensorflow". Cannot start tensorflow.`,
      { cause: error },
    );
  }
}

/**
 * Finds the TensorFlow that would be loaded, without loading it.
 *
 * @throws {TolariaError} `backend/unavailable` if there is none.
 */
export function findTensorflow(folder: string): Place {
  const found = readInstallation(folder);
  if (found && !("fault" in found)) {
    const { cuda } = found;
    return { binding: bindingFile(folder), scripts: scriptsFolder(folder), cuda, own: true };
  }
  const stock = findStock();
  if (stock) return stock;
  const reason = found ? found.fault : `nothing is set up in ${folder}`;
  throw new TolariaError(
    "backend/unavailable",
    errorMessage(
      `${reason}, and no npm package provides it. Run "tolaria setup tensorflow", or choose another backend`,
      "start tensorflow",
    ),
  );
}

/**
 * Adds that running the setup again makes it faster: a binding of an earlier version runs on ops
 * alone.
 */
function outdated({ type, description }: ComputeDevice): ComputeDevice {
  const way = "set up by an earlier version: run 'tolaria setup tensorflow' again";
  return { type, description: `${description}, ${way}` };
}

/** Describes the device that TensorFlow runs on. */
export function describeDevice(binding: Binding, cuda?: string | null): ComputeDevice {
  const version = `TensorFlow ${binding.TF_Version}`;
  if (binding.isUsingGpuDevice()) {
    return { type: "cuda", description: `${version}, ${cuda ? `CUDA ${cuda}, ` : ""}GPU` };
  }
  return { type: "cpu", description: `${version}, CPU, ${availableParallelism()} threads` };
}
