/**
 * Images in folders.
 *
 * @module
 */
export type { ImageRecord, LinkRule } from "../_image_folder/mod.ts";
export { type ImageFolderOptions, imageFolder } from "./image_folder.ts";
