import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wasmKernelFiles } from "../../../deps.ts";
import { addBackendCalls, type KernelModule, type KernelModuleFactory } from "./emscripten.ts";
import { guardProcess } from "./process_guard.ts";

const require = createRequire(import.meta.url);

/** Loads tfjs's SIMD kernels for one thread. */
export async function loadPlainKernels(): Promise<KernelModule> {
  const files = wasmKernelFiles();
  const factory: KernelModuleFactory = require(files.plainScript);
  const module = await guardProcess(() => factory({ locateFile: () => files.plainBinary }));
  return addBackendCalls(module);
}

/**
 * Loads tfjs's SIMD kernels with a heap that threads share.
 *
 * The package refuses threads outside a browser, but its binary has them, so its factory is called by hand.
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
    // The factory is done when every worker has loaded, so nobody needs the file any more.
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The worker's text was written for a Blob, with its newlines unescaped; and `location` is read-only in Deno. */
function workerScript(contents: string): string {
  return contents.replace(/\n/g, "\\n").replace("location:{href:__filename},", "");
}

/** Ends the workers that the binary always starts, eight of them: the threads that multiply are our own. */
export function endWorkers({ PThread }: KernelModule): void {
  PThread?.terminateAllThreads();
}
