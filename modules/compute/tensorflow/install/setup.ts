import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { NODE_API_HEADERS, TFJS_NODE } from "../../../../deps.ts";
import { compileBinding, findCompiler, ownSources } from "./compile.ts";
import { cannotSetUp } from "./fail.ts";
import { tensorflowFolder } from "./folder.ts";
import {
  bindingFile,
  type Installation,
  readInstallation,
  writeInstallation,
} from "./installation.ts";
import { inspectLibrary, type Library } from "./library.ts";
import { fetchPackage } from "./packages.ts";
import { probeBinding } from "./probe.ts";
import { findWheel, installWheel } from "./wheel.ts";

/** Options of a setup. */
export interface SetupOptions {
  /** Folder with TensorFlow's library and headers: of a Python wheel, or of the C archive. */
  readonly library?: string;
  /** Wheel that pip installs into the setup's folder: `tensorflow-cpu==2.21.0`. */
  readonly pip?: string;
  /** Folder of the setup. @default `~/.cache/tolaria/tensorflow` */
  readonly folder?: string;
  /** Called with a line of text for each step. */
  readonly say?: (line: string) => void;
}

/** Result of a setup. */
export interface SetupResult extends Installation {
  /** Whether it runs on a GPU. */
  readonly gpu: boolean;
  /** The folder that the backend loads it from. */
  readonly folder: string;
  /** Whether nothing had to be done. */
  readonly unchanged: boolean;
}

const WHEEL = "wheel";

/**
 * Sets up the tensorflow backend: fetches the JavaScript of `@tensorflow/tfjs-node-gpu`, finds
 * TensorFlow's library, and compiles the package's binding against it. Does nothing if that is done
 * already.
 *
 * @throws {TolariaError} `backend/unavailable`, with what is missing and what to do.
 */
export async function setupTensorflow(options: SetupOptions = {}): Promise<SetupResult> {
  const { say = () => {} } = options;
  checkPlatform();
  const folder = resolve(options.folder ?? tensorflowFolder());
  mkdirSync(folder, { recursive: true });
  const library = await chooseLibrary(options, folder, say);
  const compiler = await findCompiler();
  const key = keyOf(library, compiler.version);
  const before = readInstallation(folder);
  if (before && "key" in before && before.key === key) {
    const probe = await probeBinding(bindingFile(folder));
    return { ...before, ...probe, folder, unchanged: true };
  }
  say(`fetching ${TFJS_NODE.name} ${TFJS_NODE.version}, without its install script`);
  await fetchPackage(TFJS_NODE, join(folder, "tfjs-node"));
  await fetchPackage(NODE_API_HEADERS, join(folder, "node-api-headers"));
  say(`compiling the binding with ${compiler.version}`);
  const parts = {
    package: join(folder, "tfjs-node"),
    nodeHeaders: join(folder, "node-api-headers"),
  };
  await compileBinding(compiler.program, { ...parts, library, output: bindingFile(folder) });
  say("loading it");
  const probe = await probeBinding(bindingFile(folder));
  const { tensorflow } = probe;
  const { folder: place, cuda } = library;
  const installation = { package: TFJS_NODE.version, tensorflow, cuda, library: place, key };
  writeInstallation(folder, installation);
  return { ...installation, ...probe, folder, unchanged: false };
}

/**
 * Looks whether the backend is ready; changes nothing.
 *
 * @throws {TolariaError} `backend/unavailable`, with the reason, if it is not.
 */
export async function checkTensorflow(
  options: Pick<SetupOptions, "folder"> = {},
): Promise<SetupResult> {
  const folder = resolve(options.folder ?? tensorflowFolder());
  const found = readInstallation(folder);
  const way = "Run 'tolaria setup tensorflow'";
  if (!found) throw cannotSetUp(`nothing is set up in ${folder}`, way);
  if ("fault" in found) throw cannotSetUp(found.fault, way);
  const probe = await probeBinding(bindingFile(folder));
  return { ...found, ...probe, folder, unchanged: true };
}

function checkPlatform(): void {
  if (process.platform === "linux") return;
  throw cannotSetUp(
    `it is for Linux: this is ${process.platform}`,
    "Install @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node if it has a binary for this system",
  );
}

/** The library that is asked for; else that of the last setup; else that of Python. */
async function chooseLibrary(
  { library, pip }: SetupOptions,
  folder: string,
  say: (line: string) => void,
): Promise<Library> {
  if (library !== undefined) return inspectLibrary(library);
  if (pip !== undefined) return inspectLibrary(await wheelOf(pip, folder, say));
  const before = readInstallation(folder);
  if (before && "library" in before) return inspectLibrary(before.library);
  say("looking for a TensorFlow of Python's");
  const found = await findWheel();
  if (found !== undefined) return inspectLibrary(found);
  throw cannotSetUp(
    "no TensorFlow was found",
    "Let pip fetch one with --pip tensorflow-cpu==2.21.0 (1.3 GB in the cache folder), or give --library the folder of one",
  );
}

async function wheelOf(pip: string, folder: string, say: (line: string) => void): Promise<string> {
  const wheels = join(folder, WHEEL);
  const place = join(wheels, createHash("sha256").update(pip).digest("hex").slice(0, 12));
  const there = join(place, "tensorflow");
  if (existsSync(there)) return there;
  say(`installing ${pip} with pip; it is some hundred megabytes`);
  mkdirSync(wheels, { recursive: true });
  return installWheel(pip, place);
}

/** Changes with everything that the binding is made of; a library can be upgraded in place. */
function keyOf({ objects, cuda }: Library, compiler: string): string {
  const hash = createHash("sha256");
  for (const source of ownSources()) hash.update(readFileSync(source));
  const files = objects.map((file) => [file, statSync(file).size, statSync(file).mtimeMs]);
  for (const part of [TFJS_NODE, NODE_API_HEADERS, files, cuda, compiler]) {
    hash.update(JSON.stringify(part));
  }
  return hash.digest("hex");
}
