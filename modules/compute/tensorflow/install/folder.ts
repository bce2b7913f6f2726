import { cachedFolder } from "../../../_install/mod.ts";

/**
 * Default folder of `tolaria setup tensorflow`: `TOLARIA_TENSORFLOW`, or one in the cache folder.
 */
export function tensorflowFolder(): string {
  return cachedFolder("tensorflow", "TOLARIA_TENSORFLOW");
}
