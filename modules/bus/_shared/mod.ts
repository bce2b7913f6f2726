/**
 * What the buses share.
 *
 * @module
 */
export { Admission } from "./admission.ts";
export { Listeners } from "./listeners.ts";
export { OutboundQueue } from "./outbound_queue.ts";
export { type Parcel, packParcel } from "./parcel.ts";
export { noDrops, Tally } from "./tally.ts";
