/**
 * Reads folders of images.
 *
 * @module
 */
export type { ImageRecord, ImagesRequest, ImagesSpec } from "./image_spec.ts";
export { openReader } from "./images_reader.ts";
export { makeSpec } from "./make_spec.ts";
export { METADATA_FILES } from "./read_metadata.ts";
export type { LinkRule } from "./walk_folder.ts";
