/** The parts of WebGPU that are used here. */
export interface Gpu {
  requestAdapter(options: { readonly powerPreference: string }): Promise<GpuAdapter | null>;
}

/** A device that WebGPU offers. */
export interface GpuAdapter {
  readonly info: GpuAdapterInfo;
  readonly features: { has(name: string): boolean };
  readonly limits: Readonly<Record<string, number | bigint | undefined>>;
  readonly isFallbackAdapter?: boolean;
  requestDevice(wanted: object): Promise<GpuDevice>;
}

/** What an adapter says of itself. */
export interface GpuAdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** A device in use. */
export interface GpuDevice {
  readonly limits: Readonly<Record<string, number | bigint | undefined>>;
  readonly lost: Promise<{ readonly reason?: string; readonly message?: string }>;
  onuncapturederror?: ((event: GpuErrorEvent) => void) | null;
  addEventListener?(type: string, listener: (event: GpuErrorEvent) => void): void;
  destroy(): void;
}

/** An error that nobody waits for. */
export interface GpuErrorEvent {
  readonly error?: { readonly message?: string };
  preventDefault?(): void;
}

/** Names of programs that pretend to be a GPU. */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader|software|softpipe|warp|basic render/i;

/** Whether an adapter computes on the CPU. */
export function isSoftware({ isFallbackAdapter, info }: GpuAdapter): boolean {
  const { device = "", description = "", architecture = "" } = info;
  const named = SOFTWARE.test(`${device} ${description} ${architecture}`);
  return isFallbackAdapter === true || info.isFallbackAdapter === true || named;
}

/** What an adapter is, for people. */
export function describeAdapter(adapter: GpuAdapter): string {
  const { vendor, architecture, device, description } = adapter.info;
  const parts = [description, device, architecture, vendor].filter((part) => part);
  const name = parts[0] ?? "an adapter without a name";
  return `WebGPU on ${name}${isSoftware(adapter) ? ", in software" : ""} (experimental)`;
}
