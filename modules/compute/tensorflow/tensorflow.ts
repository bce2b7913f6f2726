import {
  COMPUTE_BACKEND,
  type ComputeBackend,
  type ComputeDevice,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { BackendLease } from "../_shared/mod.ts";
import { tensorflowFolder } from "./install/folder.ts";
import { readInstallation } from "./install/installation.ts";
import { findStock } from "./load/stock.ts";
import { SHARED } from "./open.ts";

/** Options of the tensorflow backend. */
export interface TensorflowOptions {
  /**
   * Folder of the setup that `tolaria setup tensorflow` made.
   * @default the environment's `TOLARIA_TENSORFLOW`, or `~/.cache/tolaria/tensorflow`
   */
  readonly folder?: string;
}

const TensorflowSchema: z.ZodType<Required<TensorflowOptions>> = z.strictObject({
  folder: z.string().min(1).default(tensorflowFolder),
});

class TensorflowBackend implements ComputeBackend {
  readonly name = "tensorflow";
  readonly #lease: BackendLease<{ readonly folder: string }, ComputeDevice>;
  #device: ComputeDevice = { type: "cpu", description: "TensorFlow, not started" };

  constructor({ folder }: Required<TensorflowOptions>) {
    this.#lease = new BackendLease(SHARED, { folder });
  }

  get device(): ComputeDevice {
    return this.#device;
  }

  get isCurrent(): boolean {
    return this.#lease.isCurrent;
  }

  async start(): Promise<void> {
    this.#device = await this.#lease.start();
  }

  dispose(): Promise<void> {
    return this.#lease.dispose();
  }
}

/**
 * Runs kernels on TensorFlow's own library, on a GPU if it finds one: the setup that `tolaria setup
 * tensorflow` made, or the package `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node` as npm
 * installed it.
 */
export function tensorflow(options: TensorflowOptions = {}): ContainerModule {
  const checked = parseOptions("make tensorflow", TensorflowSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(COMPUTE_BACKEND)
      .toResolvedValue(() => new TensorflowBackend(checked))
      .inSingletonScope()
      .onDeactivation((backend) => backend.dispose());
  });
}

/**
 * Whether there is a TensorFlow to load: a setup, even a broken one, or an npm package with its
 * binding.
 */
export function isTensorflowThere(): boolean {
  return readInstallation(tensorflowFolder()) !== undefined || findStock() !== undefined;
}
