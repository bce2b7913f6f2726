import { type ComputeDevice, declareLateReads, TolariaError } from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { loadWebgpuPackage } from "../../../deps_optional.ts";
import { type OpenBackend, SharedBackend } from "../_shared/mod.ts";
import { findAdapter } from "./find_gpu.ts";
import {
  describeAdapter,
  type GpuAdapter,
  type GpuDevice,
  type GpuErrorEvent,
  isSoftware,
} from "./gpu.ts";
import { mendKernels } from "./mend_kernels.ts";
import { type ProgramRunner, watchPrograms } from "./watch_programs.ts";

const BACKEND_NAME = "webgpu";

/** What the kernels use beyond WebGPU's defaults. */
const LIMITS = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
];

/** A backend in use: its device, and what went wrong on it. */
export interface OpenWebgpu {
  readonly device: ComputeDevice;
  /** Since it was asked last. */
  takeFault(): string | undefined;
}

/** What its users may want. */
export interface WebgpuSettings {
  /** Whether to refuse an adapter that computes on the CPU. */
  readonly hardwareOnly: boolean;
}

/** The WebGPU backend of this process. */
export const SHARED: SharedBackend<WebgpuSettings, OpenWebgpu> = new SharedBackend({
  name: BACKEND_NAME,
  open,
  onCurrent: declareLateReads,
});

async function open({ hardwareOnly }: WebgpuSettings): Promise<OpenBackend<OpenWebgpu>> {
  const { WebGPUBackend } = await loadWebgpuPackage();
  const adapter = await findAdapter();
  if (hardwareOnly && isSoftware(adapter)) {
    throw new TolariaError(
      "backend/unavailable",
      `WebGPU found no GPU, but ${describeAdapter(adapter)}: wasm is faster. Cannot start webgpu.`,
    );
  }
  const device = await openDevice(adapter);
  const faults = hearFaults(device);
  // The package registers one of its own, which hears neither of errors nor of a lost device.
  if (tf.findBackendFactory(BACKEND_NAME)) tf.removeBackend(BACKEND_NAME);
  tf.registerBackend(BACKEND_NAME, () => {
    const backend = new WebGPUBackend(device, adapter.info);
    watchPrograms(backend as ProgramRunner, device);
    return backend as tf.KernelBackend;
  });
  const restoreKernels = mendKernels(BACKEND_NAME);
  return {
    info: {
      device: { type: "webgpu", description: describeAdapter(adapter) },
      takeFault: () => faults.shift(),
    },
    close: () => {
      restoreKernels();
      tf.removeBackend(BACKEND_NAME);
      device.destroy();
    },
  };
}

function openDevice(adapter: GpuAdapter): Promise<GpuDevice> {
  const features = ["timestamp-query", "shader-f16"].filter((name) => adapter.features.has(name));
  // A limit that the runtime does not name, or names 0, is left at its default.
  const limits = LIMITS.map((name) => [name, Number(adapter.limits[name])] as const);
  return adapter.requestDevice({
    requiredFeatures: features,
    requiredLimits: Object.fromEntries(limits.filter(([, limit]) => limit > 0)),
  });
}

/** Programs that do not compile, buffers that do not fit and a lost device are heard of here and nowhere else. */
function hearFaults(device: GpuDevice): string[] {
  const faults: string[] = [];
  const hear = (event: GpuErrorEvent) => {
    event.preventDefault?.();
    faults.push(`The device reported an error: ${event.error?.message ?? "it says none"}`);
  };
  if (device.addEventListener) device.addEventListener("uncapturederror", hear);
  else device.onuncapturederror = hear;
  void device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed")
      faults.push(`The device was lost: ${message ?? "it says no reason"}`);
  });
  return faults;
}
