import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lastLines, type ProgramResult, runProgram } from "../../../_install/mod.ts";
import { cannotSetUp } from "./fail.ts";

const PYTHONS = ["python3", "python"];

/** Finds the package without importing it, which takes seconds. */
const FIND = `
import importlib.util
found = importlib.util.find_spec("tensorflow")
print(found.submodule_search_locations[0] if found and found.submodule_search_locations else "")
`;

/** Folder of Python's TensorFlow, if it has one. */
export async function findWheel(): Promise<string | undefined> {
  const { stdout, code } = await python(["-c", FIND]);
  const folder = code === 0 ? stdout.trim() : "";
  return folder === "" ? undefined : folder;
}

/**
 * Installs a wheel with pip into its own folder, without its Python dependencies unless the
 * requirement has extras: the library needs none of them.
 *
 * @param requirement For pip: `tensorflow-cpu==2.21.0`, or `tensorflow[and-cuda]` with CUDA's
 * libraries.
 * @returns Folder of TensorFlow in it.
 */
export async function installWheel(requirement: string, folder: string): Promise<string> {
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const alone = requirement.includes("[") ? [] : ["--no-deps"];
  const options = ["--no-compile", "--no-input", "--disable-pip-version-check", "--quiet"];
  const result = await python([
    "-m",
    "pip",
    "install",
    ...options,
    ...alone,
    "--target",
    fresh,
    requirement,
  ]);
  if (result.code !== 0) throw notInstalled(requirement, result);
  const library = join(fresh, "tensorflow");
  if (!existsSync(library)) {
    rmSync(fresh, { recursive: true, force: true });
    throw cannotSetUp(
      `'${requirement}' has no folder 'tensorflow' in it`,
      "Give --pip the name of a TensorFlow wheel: tensorflow-cpu, or tensorflow[and-cuda] for an NVIDIA GPU",
    );
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  return join(folder, "tensorflow");
}

function notInstalled(requirement: string, result: ProgramResult): Error {
  return result.code === undefined
    ? cannotSetUp(
        `there is no Python: ${result.stderr}`,
        "Install python3 with pip, or give --library the folder of a TensorFlow that is there",
      )
    : cannotSetUp(
        `pip did not install '${requirement}': ${lastLines(result)}`,
        "Check the name and the version, that pip is there (python3 -m pip --version), and that it reaches its index",
      );
}

async function python(args: readonly string[]): Promise<ProgramResult> {
  let result: ProgramResult | undefined;
  for (const program of PYTHONS) {
    result = await runProgram(program, args);
    if (result.code !== undefined) return result;
  }
  return result as ProgramResult;
}
