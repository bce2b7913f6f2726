/** The parts of tfjs's compiled kernels, an Emscripten module, that are used here. */
export interface KernelModule {
  readonly HEAPU8: Uint8Array;
  /** Allocates `bytes` on the heap; returns 0 if there is no room. */
  _malloc(bytes: number): number;
  _free(at: number): void;
  cwrap(
    name: string,
    returns: string | null,
    takes: readonly string[],
  ): (...args: never[]) => number;
  /** The memory, in the threaded binary. */
  readonly wasmMemory?: WebAssembly.Memory;
  /** Exports of the compiled code, including its memory, in the single-threaded binary. */
  readonly asm?: { readonly memory: WebAssembly.Memory };
  /** Functions for the backend class; the package adds them to modules that it loads itself. */
  tfjs?: Readonly<Record<string, unknown>>;
  /** The workers of the threaded binary. */
  readonly PThread?: { terminateAllThreads(): void };
}

/** Creates a module; its workers load `mainScriptUrlOrBlob`. */
export type KernelModuleFactory = (config: {
  readonly locateFile: (path: string) => string;
  readonly mainScriptUrlOrBlob?: string;
}) => Promise<KernelModule>;

/** Returns the memory that holds the heap. */
export function memoryOf({ wasmMemory, asm }: KernelModule): WebAssembly.Memory {
  const memory = wasmMemory ?? asm?.memory;
  if (!memory) throw new TypeError("Cannot find the memory of tfjs's wasm kernels");
  return memory;
}

/** Adds the functions that the package's backend class calls. */
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
