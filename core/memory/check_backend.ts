import { tf } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { ComputeBackend } from "../ports/compute_backend.ts";

/**
 * Fails if tfjs computes on another backend than the run's, which another trainer or a model started.
 *
 * @throws {TolariaError} `backend/busy`.
 */
export function checkBackend({ isCurrent, name }: ComputeBackend): void {
  if (isCurrent) return;
  throw new TolariaError(
    "backend/busy",
    `tfjs has one current backend in a process, which was ${name} and is ${tf.getBackend()} now: give all trainers and models of the process the same backend, or dispose the others first. Cannot train on ${name}.`,
  );
}
