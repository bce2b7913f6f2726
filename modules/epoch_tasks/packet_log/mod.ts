/**
 * State packets in a file.
 *
 * @module
 */
export { type PacketLogOptions, packetLog } from "./packet_log.ts";
