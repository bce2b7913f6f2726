/**
 * The safetensors format: files as a whole, and their headers, which say where tensors lie.
 *
 * @module
 */
export { readSafetensors } from "./read_tensors.ts";
export {
  type Block,
  blockBytes,
  corrupt,
  decodeHeader,
  encodeHeader,
  entriesOf,
  type FileEntry,
  headerBytes,
} from "./safetensors.ts";
export { type WeightArray, writeSafetensors } from "./write_tensors.ts";
