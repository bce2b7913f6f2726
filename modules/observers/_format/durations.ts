/** Formats a short duration: `3.2 ms`, `0.48 ms`, `125 ms`. */
export function formatMs(ms: number): string {
  if (!Number.isFinite(ms)) return `${ms} ms`;
  if (ms >= 99.95) return `${ms.toFixed(0)} ms`;
  return `${ms.toFixed(ms >= 0.995 || ms === 0 ? 1 : 2)} ms`;
}

/** Formats a long duration: `6.1 s`, `1 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return `${seconds} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} m` : `${minutes} m ${whole % 60} s`;
}
