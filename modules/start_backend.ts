import { COMPUTE_BACKEND, type ComputeDevice, unknownName } from "../core/mod.ts";
import { Container, type ContainerModule } from "../deps.ts";
import { BACKENDS } from "./backends.ts";

/** A compute backend by its `--backend` name, or a provider's module such as `wasm({ threads: 1 })`. */
export type BackendChoice = "auto" | "tensorflow" | "webgpu" | "wasm" | "cpu" | ContainerModule;

/** A backend that runs for a process, or a part of one, outside of any training. */
export interface StartedBackend extends AsyncDisposable {
  /** Name of the backend: `wasm`. */
  readonly name: string;
  /** What it runs on. */
  readonly device: ComputeDevice;
  /** Stops it, unless a trainer or a loaded model still uses it. */
  dispose(): Promise<void>;
}

/**
 * Starts a compute backend and makes it tfjs's current one: for a process that predicts and does not train. It stays
 * until it is disposed, whatever trainers come and go meanwhile.
 *
 * @param backend Which; `auto` is the fastest one that is available.
 * @throws {TolariaError} `backend/unavailable`, `backend/busy` if another one of the process is in the way.
 *
 * @example
 * ```ts
 * import { startBackend, tf } from "tolaria";
 *
 * await using backend = await startBackend();
 * console.log(backend.name, tf.tidy(() => tf.ones([2, 2]).sum().dataSync()[0]));
 * ```
 */
export async function startBackend(backend: BackendChoice = "auto"): Promise<StartedBackend> {
  const container = new Container();
  container.load(moduleOf(backend));
  const started = container.get(COMPUTE_BACKEND);
  try {
    await started.start();
  } catch (error) {
    await container.unbindAllAsync();
    throw error;
  }
  const { name, device } = started;
  let disposal: Promise<void> | undefined;
  const dispose = () => {
    disposal ??= container.unbindAllAsync();
    return disposal;
  };
  return { name, device, dispose, [Symbol.asyncDispose]: dispose };
}

function moduleOf(backend: BackendChoice): ContainerModule {
  if (typeof backend !== "string") return backend;
  if (Object.hasOwn(BACKENDS, backend)) return BACKENDS[backend]();
  throw new RangeError(unknownName("backend", backend, Object.keys(BACKENDS)));
}
