const UNITS = ["B", "kB", "MB", "GB"] as const;

/**
 * Bytes for people, in decimal units (1 kB = 1,000 B) with three significant digits: "999 B", "1.23 MB".
 * Exact bytes are in the JSON report.
 */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
