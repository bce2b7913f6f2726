/**
 * Kasmina for hosts without seeds.
 *
 * @module
 */
export { recordingKasmina, SeedCommandRecord } from "./recording_kasmina.ts";
