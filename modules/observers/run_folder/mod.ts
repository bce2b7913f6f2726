/**
 * Folders of runs.
 *
 * @module
 */
export { type RunFolderOptions, runFolder } from "./run_folder.ts";
