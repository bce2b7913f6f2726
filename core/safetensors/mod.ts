/**
 * The safetensors format: the header of a file, and where its tensors lie.
 *
 * @module
 */
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
