/**
 * What the backends have in common.
 *
 * @module
 */
export { BackendLease, type OpenBackend, SharedBackend } from "./backend_lease.ts";
export { installOverrides } from "./overrides/mod.ts";
export { replaceKernel } from "./replace_kernel.ts";
