import { COMPUTE_BACKEND } from "../../core/mod.ts";
import { type ContainerModule, tf } from "../../deps.ts";
import { BACKENDS, cpu, wasm } from "../../modules/mod.ts";
import { lateBackend } from "../late_backend.ts";
import { resolveProvider } from "./resolve_provider.ts";

/** Backends that tests may run on, one that reads late among them. */
const TESTED: typeof BACKENDS & { readonly late: () => ContainerModule } = {
  ...BACKENDS,
  late: () => lateBackend(cpu, Number(process.env.TOLARIA_LATE_STEPS || 8)),
};

const LATE: string = "late";

/** Name of the backend of tests that are about none: `TOLARIA_BACKEND`, or cpu. */
export const TEST_BACKEND = (process.env.TOLARIA_BACKEND || "cpu") as keyof typeof BACKENDS;

/** Makes that backend. */
export function testBackend(): ContainerModule {
  return TESTED[TEST_BACKEND]();
}

/** Backends of tests that are to hold on each: cpu, wasm on one thread, and the one of `TOLARIA_BACKEND`. */
export const EACH_BACKEND: Readonly<Record<string, () => ContainerModule>> = {
  // They are one backend of tfjs, which hands its numbers over late or does not.
  cpu: TEST_BACKEND === LATE ? testBackend : cpu,
  wasm: () => wasm({ threads: 1 }),
  [TEST_BACKEND]: testBackend,
};

/** The same as tfjs's current backend, for tests that use tensors without a trainer. It stays until the process ends. */
export async function useTestBackend(): Promise<void> {
  await tf.setBackend("cpu");
  if (TEST_BACKEND !== "cpu") await (await resolveProvider(COMPUTE_BACKEND, testBackend())).start();
}
