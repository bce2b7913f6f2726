import type { Container, ServiceIdentifier } from "../../deps.ts";
import * as tokens from "../tokens.ts";

/** The roles, the backend last: what providers hold of tensors is on it. */
function roles(): readonly ServiceIdentifier<unknown>[] {
  const { COMPUTE_BACKEND, ...others } = tokens;
  return [...Object.values(others), COMPUTE_BACKEND];
}

/**
 * Unbinds everything, role by role: a provider that cannot be disposed keeps no other from it.
 *
 * @param isBroken Whether a provider could not be made, which has been thrown: its failure to be disposed would hide that.
 * @throws {unknown} The first failure, unless `isBroken`.
 */
export async function unbindAll(container: Container, isBroken: boolean): Promise<void> {
  const failures: unknown[] = [];
  const attempt = (work: () => Promise<unknown>) =>
    work().catch((error: unknown) => void failures.push(error));
  for (const token of roles()) {
    if (container.isBound(token)) await attempt(async () => container.unbindAsync(token));
  }
  await attempt(async () => container.unbindAllAsync());
  if (failures.length > 0 && !isBroken) throw failures[0];
}
