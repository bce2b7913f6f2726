import {
  COMPUTE_BACKEND,
  type ComputeBackend,
  type ComputeDevice,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { isInstalled } from "../../../deps_optional.ts";
import { BackendLease } from "../_shared/mod.ts";
import { type OpenWebgpu, SHARED, type WebgpuSettings } from "./open.ts";

/** Options of the webgpu backend. */
export interface WebgpuOptions {
  /** Steps whose numbers are read together, 1 to 64. @default 8 */
  readonly everySteps?: number;
}

const WebgpuSchema: z.ZodType<Required<WebgpuOptions>> = z.strictObject({
  everySteps: z.int().min(1).max(64).default(8),
});

class WebgpuBackend implements ComputeBackend {
  readonly name = "webgpu";
  readonly lateReads: { readonly everySteps: number };
  readonly #lease: BackendLease<WebgpuSettings, OpenWebgpu>;
  #open: OpenWebgpu | undefined;

  constructor({ everySteps }: Required<WebgpuOptions>, settings: WebgpuSettings) {
    this.lateReads = { everySteps };
    this.#lease = new BackendLease(SHARED, settings);
  }

  get device(): ComputeDevice {
    return this.#open?.device ?? { type: "webgpu", description: "WebGPU, not started" };
  }

  get isCurrent(): boolean {
    return this.#lease.isCurrent;
  }

  takeFault(): string | undefined {
    return this.#open?.takeFault();
  }

  async start(): Promise<void> {
    this.#open = await this.#lease.start();
  }

  async dispose(): Promise<void> {
    this.#open = undefined;
    await this.#lease.dispose();
  }
}

/**
 * Runs tfjs's kernels for WebGPU: experimental.
 *
 * Needs the optional packages `@tensorflow/tfjs-backend-webgpu` and, on a runtime without WebGPU of its own, `webgpu`.
 */
export function webgpu(options: WebgpuOptions = {}): ContainerModule {
  return bindWebgpu(parseOptions("make webgpu", WebgpuSchema, options), { hardwareOnly: false });
}

/** The same for who did not ask for it: refuses an adapter that computes on the CPU. */
export function webgpuOnHardware(): ContainerModule {
  return bindWebgpu(WebgpuSchema.parse({}), { hardwareOnly: true });
}

/** Whether WebGPU and its kernels look available. */
export function isWebgpuThere(): boolean {
  const { navigator } = globalThis as { navigator?: { readonly gpu?: unknown } };
  const offered = navigator?.gpu !== undefined || isInstalled("webgpu");
  return offered && isInstalled("@tensorflow/tfjs-backend-webgpu");
}

function bindWebgpu(options: Required<WebgpuOptions>, settings: WebgpuSettings): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COMPUTE_BACKEND)
      .toResolvedValue(() => new WebgpuBackend(options, settings))
      .inSingletonScope()
      .onDeactivation((backend) => backend.dispose());
  });
}
