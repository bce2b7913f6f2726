import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wasmKernelFiles } from "../../../deps.ts";
import { addBackendCalls, type KernelModule, type KernelModuleFactory } from "./emscripten.ts";
import { guardProcess } from "./process_guard.ts";

const require = createRequire(import.meta.url);

/** Loads tfjs's single-threaded SIMD kernels. */
export async function loadPlainKernels(): Promise<KernelModule> {
  const files = wasmKernelFiles();
  const factory: KernelModuleFactory = require(files.plainScript);
  const module = await guardProcess(() => factory({ locateFile: () => files.plainBinary }));
  return addBackendCalls(module);
}

/**
 * Loads tfjs's SIMD kernels with a heap in shared memory.
 *
 * The package refuses threads outside a browser, although its binary has them, so this calls the
 * binary's factory directly.
 */
export async function loadSharedKernels(): Promise<KernelModule> {
  const files = wasmKernelFiles();
  const factory: KernelModuleFactory = require(files.threadedScript);
  const folder = mkdtempSync(join(tmpdir(), "tolaria-"));
  try {
    const workerFile = join(folder, "worker.cjs");
    writeFileSync(workerFile, workerScript(require(files.workerScript).wasmWorkerContents));
    const module = await guardProcess(() =>
      factory({
        locateFile: (path) => (path.endsWith(".worker.js") ? workerFile : files.threadedBinary),
        mainScriptUrlOrBlob: files.threadedScript,
      }),
    );
    return addBackendCalls(module);
  } finally {
    // The factory resolves once every worker has loaded, so the file is no longer needed.
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The worker's source was written for a Blob, with unescaped newlines, and assigns to `location`,
 * which is read-only in Deno.
 */
function workerScript(contents: string): string {
  return contents.replace(/\n/g, "\\n").replace("location:{href:__filename},", "");
}

/** Ends the eight workers that the binary always starts: matrix products run on our own threads. */
export function endWorkers({ PThread }: KernelModule): void {
  PThread?.terminateAllThreads();
}
