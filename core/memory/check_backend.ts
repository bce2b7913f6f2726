import { tf } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";

/**
 * Fails if tfjs computes on another backend than the run's, which another trainer or a model started.
 *
 * @throws {TolariaError} `backend/busy`; `backend/unavailable` if its device failed.
 */
export function checkBackend(backend: ComputeBackend): void {
  const { isCurrent, name } = backend;
  const fault = backend.takeFault?.();
  if (fault !== undefined) {
    throw new TolariaError("backend/unavailable", `${fault}. Cannot train on ${name}.`);
  }
  if (isCurrent) return;
  throw new TolariaError(
    "backend/busy",
    `tfjs has one current backend in a process, which was ${name} and is ${tf.getBackend()} now: give all trainers and models of the process the same backend, or dispose the others first. Cannot train on ${name}.`,
  );
}
