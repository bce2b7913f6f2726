/**
 * What the hosts of an untrusted controller share.
 *
 * @module
 */
export { HostedTamiyo } from "./hosted_tamiyo.ts";
export { openPolicyProcess } from "./policy_process.ts";
export { openProcessLink } from "./process_link.ts";
export { openWorkerLink } from "./worker_link.ts";
