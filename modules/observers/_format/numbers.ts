const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Formats a whole number: `8,000`. */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

const SIZES = ["bytes", "kB", "MB", "GB", "TB"];

/** Formats a number of bytes in units of powers of ten: `512 bytes`, `2.5 GB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1_000 ** power;
  return `${power === 0 ? size : size.toFixed(1)} ${SIZES[power]}`;
}

/** Formats a fraction as a percentage: `97.4 %`. */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : String(share);
}

/** Formats a learning rate: `3.0e-3`. */
export function formatRate(rate: number): string {
  return rate === 0 || !Number.isFinite(rate) ? String(rate) : rate.toExponential(1);
}

/** Formats a number with four significant digits: `0.1234`, `12.35`, `1.234e-5`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-3 && size < 9999.5)
    ? value.toPrecision(4)
    : value.toExponential(3);
}

/** Formats a metric: accuracies as percentages, others as numbers. */
export function formatMetric(name: string, value: number): string {
  return name.includes("accuracy") ? formatPercent(value) : formatNumber(value);
}

/** `48.5 billion multiply-adds`. */
export function formatMultiplyAdds(count: number): string {
  const [unit, name] = SCALES.find(([least]) => count >= least) ?? [1, ""];
  return `${Number((count / unit).toPrecision(3))}${name} multiply-adds`;
}

/** The short scale. */
const SCALES = [
  [1e15, " quadrillion"],
  [1e12, " trillion"],
  [1e9, " billion"],
  [1e6, " million"],
] as const;
