import { availableParallelism, cpus, release, type } from "node:os";

/** What a run was made with, for whoever compares it with another. */
export function environment(
  runtime: { readonly name: string; readonly version: string },
  tolaria: string,
): Readonly<Record<string, string | number>> {
  return {
    tolaria,
    runtime: `${runtime.name} ${runtime.version}`,
    os: `${type()} ${release()}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
  };
}
