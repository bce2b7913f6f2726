import { COMPUTE_BACKEND } from "../../core/mod.ts";
import { type ContainerModule, tf } from "../../deps.ts";
import { BACKENDS } from "../../modules/mod.ts";
import { resolveProvider } from "./resolve_provider.ts";

const name = (process.env.TOLARIA_BACKEND || "cpu") as keyof typeof BACKENDS;

/** The backend of tests that are about none: `TOLARIA_BACKEND`, or cpu. */
export function testBackend(): ContainerModule {
  return BACKENDS[name]();
}

/** The same as tfjs's current backend, for tests that use tensors without a trainer. It stays until the process ends. */
export async function useTestBackend(): Promise<void> {
  await tf.setBackend("cpu");
  if (name !== "cpu") await (await resolveProvider(COMPUTE_BACKEND, testBackend())).start();
}
