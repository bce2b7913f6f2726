import { fileURLToPath } from "node:url";
import { scriptArguments } from "../../../core/mod.ts";
import type { ControllerLink } from "./link.ts";
import { openProcessLink } from "./process_link.ts";

/**
 * Starts a policy in a process of its own, on the runtime that this one runs on.
 *
 * @param policy Address of the policy's module.
 * @param options What its factory is given: what JSON can carry.
 * @param state What it begins with; what it is made with if left out.
 */
export function openPolicyProcess(
  policy: string,
  options: unknown,
  timeoutMs: number,
  state?: Uint8Array,
): Promise<ControllerLink> {
  const main = fileURLToPath(new URL("_process_main.ts", import.meta.url));
  const given = JSON.stringify(options ?? null);
  const args = [...scriptArguments(), main, policy, given, String(process.pid)];
  const command = [process.execPath, ...args];
  return openProcessLink({ command, timeoutMs, state, isPolicy: true });
}
