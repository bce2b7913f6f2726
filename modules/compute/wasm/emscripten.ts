/** What Tolaria uses of tfjs's compiled kernels: an Emscripten module. */
export interface KernelModule {
  readonly HEAPU8: Uint8Array;
  /** Takes `bytes` of the heap; 0 where there is no room. */
  _malloc(bytes: number): number;
  _free(at: number): void;
  cwrap(
    name: string,
    returns: string | null,
    takes: readonly string[],
  ): (...args: never[]) => number;
  /** Its memory, where threads share it. */
  readonly wasmMemory?: WebAssembly.Memory;
  /** What the compiled code exports: its memory among it, where threads do not share it. */
  readonly asm?: { readonly memory: WebAssembly.Memory };
  /** What the backend class calls; the package adds it to a module that it loads itself. */
  tfjs?: Readonly<Record<string, unknown>>;
  /** Its workers, where it has threads. */
  readonly PThread?: { terminateAllThreads(): void };
}

/** Makes a module; `mainScriptUrlOrBlob` is what its workers load. */
export type KernelModuleFactory = (config: {
  readonly locateFile: (path: string) => string;
  readonly mainScriptUrlOrBlob?: string;
}) => Promise<KernelModule>;

/** The memory that the heap is in. */
export function memoryOf({ wasmMemory, asm }: KernelModule): WebAssembly.Memory {
  const memory = wasmMemory ?? asm?.memory;
  if (!memory) throw new TypeError("Cannot find the memory of tfjs's wasm kernels");
  return memory;
}

/** Adds the calls that the package's backend class makes. */
export function addBackendCalls(module: KernelModule): KernelModule {
  const call = (name: string, returns: string | null, ...takes: string[]) =>
    module.cwrap(name, returns, takes);
  module.tfjs = {
    init: call("init", null),
    initWithThreadsCount: call("init_with_threads_count", null, "number"),
    getThreadsCount: call("get_threads_count", "number"),
    registerTensor: call("register_tensor", null, "number", "number", "number"),
    disposeData: call("dispose_data", null, "number"),
    dispose: call("dispose", null),
  };
  return module;
}
