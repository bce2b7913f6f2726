import { accessSync, constants, existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "./_run.ts";

/** What is built: the module carries the second version of Jaeger, in one program. */
const MODULE = "github.com/jaegertracing/jaeger@v1.76.0";

/** The image of the same version. */
const IMAGE = "jaegertracing/jaeger:2.13.0";

/** Oldest Go that builds it. */
const LEAST_GO = [1, 24] as const;

/** Where a Jaeger comes from. */
export type JaegerSource =
  | { readonly kind: "program"; readonly path: string; readonly found: string }
  | { readonly kind: "container"; readonly engine: string; readonly image: string }
  | { readonly kind: "build"; readonly go: string };

/** The built program, in the user's cache and outside of any clone. */
export function cachedJaeger(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache");
  return join(cache, "tolaria", MODULE.replaceAll("/", "_"), "jaeger");
}

/**
 * Where a Jaeger is to be had, the first that there is: TOLARIA_JAEGER, the PATH, one that was built before, a container
 * engine, Go.
 *
 * @throws {Error} Where TOLARIA_JAEGER names no program.
 */
export async function findJaeger(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<JaegerSource | undefined> {
  const program = findProgram(environment);
  if (program) return program;
  for (const engine of ["docker", "podman"]) {
    const path = onPath(engine, environment);
    // An engine whose service is down starts nothing.
    if (path && (await succeeds([path, "info"])))
      return { kind: "container", engine: path, image: IMAGE };
  }
  const go = onPath("go", environment);
  return go && (await isRecent(go)) ? { kind: "build", go } : undefined;
}

/** {@link findJaeger}, only what needs neither an engine nor a build. */
export function findProgram(
  environment: NodeJS.ProcessEnv = process.env,
): Extract<JaegerSource, { kind: "program" }> | undefined {
  const given = environment.TOLARIA_JAEGER;
  if (given && !isExecutable(given)) {
    throw new Error(`"TOLARIA_JAEGER" must be a program, but is "${given}". Cannot start Jaeger.`);
  }
  if (given) return { kind: "program", path: given, found: "TOLARIA_JAEGER" };
  const path = onPath("jaeger", environment);
  if (path) return { kind: "program", path, found: "the PATH" };
  const cached = cachedJaeger(environment);
  return existsSync(cached)
    ? { kind: "program", path: cached, found: `a build of ${MODULE}` }
    : undefined;
}

/**
 * Builds Jaeger into the cache: some minutes, once. Prints each of its packages as it is compiled.
 *
 * In a copy of the module's folder: `go install` refuses it because of a replace directive, and the module cache is read-only.
 *
 * @returns Path of the program.
 */
export async function buildJaeger(go: string, show = true): Promise<string> {
  const target = cachedJaeger();
  const folder = join(target, "..");
  await mkdir(folder, { recursive: true });
  const download = await need([go, "mod", "download", "-json", MODULE], false);
  const { Dir } = JSON.parse(download.slice(download.indexOf("{"))) as { Dir: string };
  const work = await mkdtemp(join(folder, "build-"));
  try {
    const source = join(work, "source");
    await cp(Dir, source, { recursive: true });
    await need(["chmod", "-R", "u+w", source], false);
    const built = join(work, "jaeger");
    await need([go, "build", "-v", "-trimpath", "-o", built, "./cmd/jaeger"], show, source);
    await rename(built, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

async function need(command: readonly string[], show: boolean, cwd?: string): Promise<string> {
  const { code, output } = await run(command, { show, cwd });
  if (code !== 0) throw new Error(`'${command.join(" ")}' failed with ${code}: ${output}`);
  return output;
}

async function isRecent(go: string): Promise<boolean> {
  const { output } = await run([go, "env", "GOVERSION"]);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(output) ?? [];
  return Number(major) > LEAST_GO[0] || Number(minor) >= LEAST_GO[1];
}

async function succeeds(command: readonly string[]): Promise<boolean> {
  return (await run(command)).code === 0;
}

function onPath(name: string, { PATH = "" }: NodeJS.ProcessEnv): string | undefined {
  return PATH.split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
