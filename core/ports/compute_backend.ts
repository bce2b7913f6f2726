import type { tf } from "../../deps.ts";

/** What a backend says of itself, for the run's report and its span. */
export interface ComputeDevice {
  /** Kind of device, as in Leyline `HardwareContext.device_type`: `cpu`, `cuda`, `webgpu`. */
  readonly type: string;
  /** What it is, for people: `wasm, 2 threads, SIMD`. */
  readonly description: string;
}

/** How numbers come back from a device that cannot hand them over at once. */
export interface LateReads {
  /** Steps whose numbers are read together, at least 1: more of them wait less, and notice a fault later. */
  readonly everySteps: number;
}

/**
 * Runs the tensor kernels: one tfjs backend, extended for training.
 *
 * tfjs has one current backend per process, so at most one provider is started at a time.
 *
 * A provider must: (1) after `start()` be tfjs's current backend, with every kernel that training a
 * network needs, gradients included, and know whether it still is; (2) need no network and no particular working directory; (3)
 * on `dispose()` end its workers, remove its handlers and files, and make the previous backend
 * current again; (4) ignore a second `start()` or `dispose()`; (5) fail `start()` with
 * `backend/unavailable` and a way out if it cannot run; (6) say `lateReads` if `dataSync()` of a result
 * fails, and return values from it once `data()` of the same memory has resolved.
 */
export interface ComputeBackend {
  /** Name for `--backend`. */
  readonly name: string;
  /** Device that it runs on; known once started. */
  readonly device: ComputeDevice;
  /** Whether tfjs computes on it at present. */
  readonly isCurrent: boolean;
  /** Set if numbers of the device can only be awaited; known once started. @default they are read at once */
  readonly lateReads?: LateReads | undefined;
  /** What went wrong on the device since it was asked last; a run ends with it. @default nothing */
  takeFault?(): string | undefined;
  /** Makes this backend tfjs's current one. */
  start(): Promise<void>;
  /**
   * A read-only view of a tensor's memory; omitted if it cannot be reached. Shared memory can be
   * read by other threads until the tensor is disposed; otherwise the view is valid until the next
   * tensor is created.
   */
  view?(tensor: tf.Tensor): Float32Array | Int32Array | Uint8Array;
  /** Releases everything that `start()` acquired. */
  dispose(): Promise<void>;
}
