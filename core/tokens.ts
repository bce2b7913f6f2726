import type { ServiceIdentifier } from "../deps.ts";
import type { ComputeBackend } from "./ports/compute_backend.ts";
import { role } from "./role.ts";

/** Runs the tensor kernels. Exactly one a run. */
export const COMPUTE_BACKEND: ServiceIdentifier<ComputeBackend> = role("compute-backend");
