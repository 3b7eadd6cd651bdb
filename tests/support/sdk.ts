/** The SDKs that `npm run sdk` fetched; a version that cannot be had names its reason. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './shared-data.js';

export interface FetchedSdk {
  readonly version: string;
  readonly path: string | null;
  readonly reason: string | null;
}

export function fetchedSdks(): FetchedSdk[] {
  const manifest = join(root, '.sdk', 'manifest.json');
  const wanted = ['2.53.1', '2.59.1'];
  const found = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as FetchedSdk[])
    : [];
  return wanted.map((version) => {
    const sdk = found.find((entry) => entry.version === version);
    if (!sdk) return { version, path: null, reason: 'npm run sdk was not run' };
    return { ...sdk, path: sdk.path === null ? null : resolve(root, sdk.path) };
  });
}
