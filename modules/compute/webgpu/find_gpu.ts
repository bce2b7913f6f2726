import { messageOf, TolariaError } from "../../../core/mod.ts";
import { loadDawn } from "../../../deps_optional.ts";
import type { Gpu, GpuAdapter } from "./gpu.ts";

/** WebGPU of this process; kept alive, as Dawn's instance goes with its object. */
let found: Gpu | undefined;

/**
 * The runtime's own WebGPU, else Dawn's.
 *
 * @throws {TolariaError} `backend/unavailable` if there is neither.
 */
export async function findGpu(): Promise<Gpu> {
  if (found) return found;
  const { navigator } = globalThis as { navigator?: { readonly gpu?: Gpu } };
  found = navigator?.gpu ?? (await openDawn());
  return found;
}

async function openDawn(): Promise<Gpu> {
  try {
    const { create, globals } = await loadDawn();
    // tfjs tests with `instanceof` on the classes, and looks for WebGPU at the navigator.
    Object.assign(globalThis, globals);
    const gpu = create([]) as Gpu;
    const target = (globalThis as { navigator?: object }).navigator;
    if (target) Object.defineProperty(target, "gpu", { value: gpu, configurable: true });
    return gpu;
  } catch (cause) {
    throw new TolariaError(
      "backend/unavailable",
      `This runtime has no WebGPU: ${messageOf(cause)} Cannot start webgpu.`,
      { cause },
    );
  }
}

/**
 * The fastest adapter of this machine.
 *
 * @throws {TolariaError} `backend/unavailable` if there is none.
 */
export async function findAdapter(): Promise<GpuAdapter> {
  const gpu = await findGpu();
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter) return adapter;
  throw new TolariaError(
    "backend/unavailable",
    "WebGPU found no adapter: no driver for Vulkan, Metal or Direct3D 12 that this runtime takes. Use wasm. Cannot start webgpu.",
  );
}
