import { fileURLToPath } from "node:url";
import { runtimeIdentity, scriptArguments } from "../../../../core/mod.ts";
import { lastLines, runProgram } from "../../../_install/mod.ts";
import { cannotSetUp } from "./fail.ts";

/** What a binding reports. */
export interface Probe {
  /** Version of TensorFlow. */
  readonly tensorflow: string;
  /** Whether it found a usable GPU. */
  readonly gpu: boolean;
}

/**
 * Loads a binding in a separate process.
 *
 * @throws {TolariaError} `backend/unavailable` with the process's output if it does not load.
 */
export async function probeBinding(binding: string): Promise<Probe> {
  const script = fileURLToPath(new URL("./_probe_main.ts", import.meta.url));
  const result = await runProgram(process.execPath, [...scriptArguments(), script, binding]);
  const answer = result.stdout.trim().split("\n").at(-1) ?? "";
  if (result.code === 0 && answer.startsWith("{")) return JSON.parse(answer);
  throw cannotSetUp(
    `the binding does not load in ${runtimeIdentity().name}: ${lastLines(result)}`,
    "Run the setup again; if TensorFlow was moved or upgraded, give --library its folder",
  );
}
