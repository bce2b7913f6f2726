const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A whole number with its thousands apart: `8,000`. */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** A share of one as a percentage: `97.4 %`. */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : String(share);
}

/** A learning rate: `3.0e-3`. */
export function formatRate(rate: number): string {
  return rate === 0 || !Number.isFinite(rate) ? String(rate) : rate.toExponential(1);
}

/** A number of any size with four digits that mean something: `0.1234`, `12.35`, `1.234e-5`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-3 && size < 9999.5)
    ? value.toPrecision(4)
    : value.toExponential(3);
}

/** A metric by its name: accuracies as percentages, everything else as a number. */
export function formatMetric(name: string, value: number): string {
  return name.includes("accuracy") ? formatPercent(value) : formatNumber(value);
}
