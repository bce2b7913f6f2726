import { errorMessage, TolariaError } from "../../../../core/mod.ts";

/** Error of a setup that cannot continue; `way` is what the user can do. */
export function cannotSetUp(reason: string, way: string): TolariaError {
  return new TolariaError(
    "backend/unavailable",
    errorMessage(`${reason}\n${way}`, "set up tensorflow"),
  );
}
