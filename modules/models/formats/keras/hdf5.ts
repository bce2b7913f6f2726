import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadHdf5 } from "../../../../deps_optional.ts";
import type { WeightArray } from "../../_graph/mod.ts";

/** Returns an HDF5 file with `arrays` at their places; the same bytes for the same arrays. */
export async function hdf5Bytes(arrays: ReadonlyMap<string, WeightArray>): Promise<Uint8Array> {
  const { File } = await loadHdf5();
  return inFolder((folder) => {
    const path = join(folder, "weights.h5");
    withoutClock(() => {
      const file = new File(path, "w");
      for (const [place, { shape, data }] of arrays) {
        const parts = place.split("/");
        const name = parts.pop() as string;
        const group = parts.reduce<Group>(
          (parent, part) => (parent.get(part) ?? parent.create_group(part)) as Group,
          file,
        );
        group.create_dataset({ name, data, shape: [...shape] });
      }
      file.close();
    });
    return readFileSync(path);
  });
}

type Group = InstanceType<Awaited<ReturnType<typeof loadHdf5>>["Group"]>;

/** The library writes the time into each group. */
function withoutClock(write: () => void): void {
  const { now } = Date;
  Date.now = () => 0;
  try {
    write();
  } finally {
    Date.now = now;
  }
}

/** An HDF5 file that is read. */
export interface Hdf5Reader {
  /** The numbers at a place; undefined if there are none. */
  array(place: string): WeightArray | undefined;
  /** Places of everything in the file. */
  readonly places: readonly string[];
}

/** Opens `bytes` for `read`. */
export async function readHdf5<T>(bytes: Uint8Array, read: (file: Hdf5Reader) => T): Promise<T> {
  const { File } = await loadHdf5();
  return inFolder((folder) => {
    const path = join(folder, "weights.h5");
    writeFileSync(path, bytes);
    const file = new File(path, "r");
    try {
      return read({
        places: file.paths(),
        array: (place) => {
          const entity = file.get(place);
          if (!entity || !("shape" in entity) || !entity.shape) return undefined;
          const { shape, value } = entity as { shape: number[]; value: ArrayLike<number> };
          return { shape, data: Float32Array.from(value) };
        },
      });
    } finally {
      file.close();
    }
  });
}

/** The library works on files. */
function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-hdf5-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
