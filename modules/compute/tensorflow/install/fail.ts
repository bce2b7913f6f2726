import { TolariaError } from "../../../../core/mod.ts";

/** The error of a setup that cannot go on; `way` is what the user can do. */
export function cannotSetUp(reason: string, way: string): TolariaError {
  return new TolariaError("backend/unavailable", `Cannot set up tensorflow: ${reason}\n${way}`);
}
