import { errorMessage, TolariaError } from "../../../../core/mod.ts";

/** Error of a setup or a start that cannot continue; `way` is what the user can do. */
export function cannotUseMpi(reason: string, way: string, doing = "set up MPI"): TolariaError {
  return new TolariaError("collective/unavailable", errorMessage(`${reason}\n${way}`, doing));
}
