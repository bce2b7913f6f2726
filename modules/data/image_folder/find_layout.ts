import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/mod.ts";
import { METADATA_FILES } from "../_image_folder/mod.ts";

/** Names of folders that hold a part of the examples, as Hugging Face's `imagefolder` knows them. */
const PARTS = {
  train: ["train", "training"],
  validation: ["validation", "valid", "val", "dev"],
  test: ["test", "testing", "eval", "evaluation"],
} as const;

/** How a folder of images is laid out. */
export interface FolderLayout {
  /** Folder of the examples to train on. */
  readonly train: string;
  /** Folders of those that are set apart, if they are in folders of their own. */
  readonly validation?: string | undefined;
  readonly test?: string | undefined;
  /** Names of the classes, sorted by code units; empty if the training images do not lie in folders of theirs. */
  readonly classes: readonly string[];
}

/**
 * Finds out how a folder is laid out: parts, classes and images, classes and images, or images with metadata.
 *
 * @param parts Whether folders may be parts; else they are classes.
 * @throws {TolariaError} `data/invalid` if the folder cannot be read.
 */
export function findLayout(folder: string, parts: boolean): FolderLayout {
  const { folders, hasMetadata } = look(folder);
  const part = (names: readonly string[]) => {
    const name = folders.find((one) => names.includes(one.toLowerCase()));
    return name === undefined ? undefined : join(folder, name);
  };
  const train = parts && !hasMetadata ? part(PARTS.train) : undefined;
  if (train === undefined) return { train: folder, classes: hasMetadata ? [] : classesIn(folder) };
  const { validation, test } = PARTS;
  const classes = look(train).hasMetadata ? [] : classesIn(train);
  return { train, validation: part(validation), test: part(test), classes };
}

function look(folder: string): {
  readonly folders: readonly string[];
  readonly hasMetadata: boolean;
} {
  const names = list(folder);
  const folders = names.filter((name) => statSync(join(folder, name)).isDirectory());
  return { folders, hasMetadata: names.some((name) => METADATA_FILES.includes(name)) };
}

/** A folder without anything in it is no class. */
function classesIn(folder: string): readonly string[] {
  return look(folder).folders.filter((name) => list(join(folder, name)).length > 0);
}

/** Names in a folder that are not hidden, sorted. */
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .sort();
  } catch (error) {
    const message = errorMessage(messageOf(error), `open "${folder}"`);
    throw new TolariaError("data/invalid", message, { cause: error });
  }
}
