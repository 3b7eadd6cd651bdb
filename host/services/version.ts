/** The version of package.json, which lies above the built code and above the sources. */
import { existsSync, readFileSync } from 'node:fs';

let known: string | null = null;

export function version(): string {
  if (known !== null) return known;
  const [built, source] = ['../../../package.json', '../../package.json'].map(
    (path) => new URL(path, import.meta.url),
  ) as [URL, URL];
  const file = existsSync(built) ? built : source;
  known = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  return known;
}
