import { readdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { lastLines, runProgram } from "../../../_install/mod.ts";
import { cannotSetUp } from "./fail.ts";
import type { Library } from "./library.ts";

const COMPILERS = ["g++", "clang++", "c++"];

/** Folder of our own C++ sources. */
const OWN = fileURLToPath(new URL("../native/", import.meta.url));

/**
 * Compiled as an object of its own that is loaded before TensorFlow, whose greeting on stderr it
 * suppresses.
 */
const QUIET_START = "quiet_start.cc";

/** Our own sources, headers included. */
export function ownSources(): readonly string[] {
  return readdirSync(OWN)
    .sort()
    .map((name) => join(OWN, name));
}

/** The package's source with the module definition, which `binding.cc` includes. */
const ENTRY = "tfjs_binding.cc";

/** Inputs and output of the compilation. */
export interface BindingParts {
  /** Folder of the package whose `binding/` it is. */
  readonly package: string;
  /** Folder of the package with Node-API's headers. */
  readonly nodeHeaders: string;
  readonly library: Library;
  /** The file to write. */
  readonly output: string;
}

/** Finds the C++ compiler that `CXX` names, or the first known one, with its version. */
export async function findCompiler(): Promise<{
  readonly program: string;
  readonly version: string;
}> {
  const wanted = process.env.CXX ? [process.env.CXX] : COMPILERS;
  for (const program of wanted) {
    const { code, stdout } = await runProgram(program, ["--version"]);
    if (code === 0) return { program, version: (stdout.split("\n")[0] as string).trim() };
  }
  throw cannotSetUp(
    `there is no C++ compiler: looked for ${wanted.join(", ")}`,
    "Install one (Debian, Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++), or name yours in CXX",
  );
}

/** Object that is loaded and initialized before TensorFlow. */
const QUIET_OBJECT = "libtolaria_quiet.so";

/**
 * Compiles the package's Node-API binding against TensorFlow's library.
 *
 * @throws {TolariaError} `backend/unavailable` with the compiler's messages.
 */
export async function compileBinding(compiler: string, parts: BindingParts): Promise<void> {
  const { library, output } = parts;
  const sources = join(parts.package, "binding");
  const files = [
    ...readdirSync(sources)
      .filter((name) => name !== ENTRY)
      .map((name) => join(sources, name)),
    ...ownSources().filter((file) => basename(file) !== QUIET_START),
  ].filter((file) => file.endsWith(".cc"));
  const quiet = join(dirname(output), QUIET_OBJECT);
  const framework = library.objects.at(-1) as string;
  const found = `-Wl,-rpath,${library.folder}`;
  const compile = (...args: string[]) => compileOne(compiler, library, args);
  // Its constructor runs before those of TensorFlow, some of which print.
  const first = ["-Wl,-z,initfirst", `-Wl,-soname,${QUIET_OBJECT}`];
  await compile(join(OWN, QUIET_START), framework, ...first, found, "-o", quiet);
  const fresh = `${output}.new`;
  await compile(
    ...files,
    ...["TFE_Execute", "TFE_NewContext"].map((name) => `-Wl,--wrap=${name}`),
    ...[`-I${sources}`, `-I${join(parts.nodeHeaders, "include")}`],
    ...["-Wl,--no-as-needed", quiet, ...library.objects],
    ...[found, "-Wl,-rpath,$ORIGIN", "-o", fresh],
  );
  renameSync(fresh, output);
}

async function compileOne(compiler: string, library: Library, args: string[]): Promise<void> {
  const common = [
    "-std=c++17",
    "-O3",
    "-fno-math-errno",
    "-fPIC",
    "-shared",
    "-w",
    `-I${library.headers}`,
  ];
  const result = await runProgram(compiler, [...common, ...args]);
  if (result.code === 0) return;
  throw cannotSetUp(
    `the binding does not compile against ${library.folder}: ${lastLines(result, 12)}`,
    "TensorFlow 2.21 is known to work: name it with --pip tensorflow-cpu==2.21.0",
  );
}
