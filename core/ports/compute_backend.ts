import type { tf } from "../../deps.ts";

/** What a backend says of itself, for the run's report and its span. */
export interface ComputeDevice {
  /** Kind of device, as in Leyline `HardwareContext.device_type`: `cpu`, `cuda`, `webgpu`. */
  readonly type: string;
  /** What it is, for people: `wasm, 2 threads, SIMD`. */
  readonly description: string;
}

/**
 * Runs the tensor kernels: one tfjs backend, made ready for training.
 *
 * tfjs has one current backend for the whole process, so at most one provider is started at a time.
 *
 * A provider must: (1) after `start()` be tfjs's current backend, ready for every kernel that training a
 * network with dense, convolution, depthwise convolution, batch-norm, pooling, dropout and embedding layers
 * needs, gradients included; (2) need no network and no particular working directory; (3) on `dispose()`
 * end its workers, remove its handlers and files, and make the backend that was current before current
 * again; (4) take a second `start()` or `dispose()` without effect; (5) fail `start()` with
 * `backend/unavailable` and the way out where it cannot run.
 */
export interface ComputeBackend {
  /** Name as `--backend` takes it. */
  readonly name: string;
  /** What it runs on; known once started. */
  readonly device: ComputeDevice;
  /** Makes this backend tfjs's current one. */
  start(): Promise<void>;
  /**
   * The numbers of a tensor where they lie, for reading only; omitted if they cannot be reached. Where the buffer is
   * shared, other threads may read them too, until the tensor is disposed; else the view holds until a tensor is made.
   */
  view?(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array;
  /** Releases all that `start()` took. */
  dispose(): Promise<void>;
}
