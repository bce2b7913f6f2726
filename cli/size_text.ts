const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Formats a size in the unit that leaves less than a thousand of it: `1.2 KiB`. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
