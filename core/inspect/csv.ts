/** A line of CSV as spreadsheets read it (RFC 4180): CRLF, quotes doubled, lists joined by semicolons. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: unknown): string {
  const written = Array.isArray(value) ? value.join('; ') : String(value);
  // A leading = + - @ would be run as a formula by spreadsheets.
  const safe =
    /^[=+\-@\t\r]/.test(written) && Number.isNaN(Number(written)) ? `'${written}` : written;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
