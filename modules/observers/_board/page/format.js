// How numbers, times and names are written.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A number with four digits; a dash for what is none. */
export function numberText(value) {
  if (typeof value !== "number" || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return WHOLE.format(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return value.toPrecision(4);
}

/** A number of an axis, as short as it can be. */
export function tickText(value) {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(0);
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(4))}k`;
  return String(Number(value.toPrecision(4)));
}

/** Seconds as `1 m 12 s`. */
export function durationText(seconds) {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return "–";
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Milliseconds with three digits. */
export function msText(ms) {
  if (typeof ms !== "number" || !Number.isFinite(ms)) return "–";
  if (ms >= 1000) return durationText(ms / 1000);
  return `${Number(ms.toPrecision(3))} ms`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

export function bytesText(bytes) {
  if (typeof bytes !== "number" || !Number.isFinite(bytes)) return "–";
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}

/** The time of a start, in the reader's own time zone. */
export function timeText(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "–";
  return date.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** `val_accuracy` as `Validation accuracy`. */
export function titleOf(name) {
  const words = name.replace(/^val_/, "validation_").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `SEED_STAGE_BLENDING` as `blending`. */
export function stageText(stage) {
  return lower(stage, "SEED_STAGE_");
}

/** `EMERGENCY_LEVEL_MAJOR` as `major`. */
export function levelText(level) {
  return lower(level, "EMERGENCY_LEVEL_");
}

/** A name of an enumeration without its prefix, as words. */
export function lower(name, prefix) {
  return String(name ?? "")
    .replace(prefix, "")
    .toLowerCase()
    .replaceAll("_", " ");
}
