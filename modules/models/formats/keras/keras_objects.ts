/** An object of a Keras configuration. */
export interface KerasObject {
  readonly module: string;
  readonly class_name: string;
  readonly config: KerasConfig;
  readonly registered_name: string | null;
}

/** Options of an object: names in snake_case. */
export type KerasConfig = Readonly<Record<string, unknown>>;

/** Returns an object of the module `keras.<module>`. */
export function kerasObject(module: string, className: string, config: KerasConfig): KerasObject {
  return {
    module: module === "" ? "keras" : `keras.${module}`,
    class_name: className,
    config,
    registered_name: null,
  };
}

/** `kernelSize` as `kernel_size`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Name of a class as Keras calls the folder of its weights: `Conv2DTranspose` as `conv2d_transpose`, `PReLU` as `p_re_lu`. */
export function folderName(className: string): string {
  return className
    .replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** Gives each name a number behind it if there was one like it: `dense`, `dense_1`. */
export class FolderNames {
  readonly #counts = new Map<string, number>();

  next(className: string): string {
    const name = folderName(className);
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  }
}
