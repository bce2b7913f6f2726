/**
 * What the buses share.
 *
 * @module
 */
export { BusCounters, noDrops } from "./bus_counters.ts";
export { Listeners } from "./listeners.ts";
export { MessageDeduplicator } from "./message_deduplicator.ts";
export { isCritical, type OutboundMessage, toOutbound } from "./outbound_message.ts";
