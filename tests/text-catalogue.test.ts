/** The catalogue of texts: every key once, every key used somewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './support/shared-data.js';

const CATALOGUES = join(root, 'core/text/en');
const FOLDERS = ['core', 'models', 'host', 'electron', 'renderer'];

/** Keys of each catalogue as its source has them: an object would hide a key that stands there twice. */
async function catalogues(): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const name of readdirSync(CATALOGUES)) {
    const module = (await import(join(CATALOGUES, name))) as Record<string, object>;
    found.set(
      name,
      Object.values(module).flatMap((texts) => Object.keys(texts)),
    );
  }
  return found;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === CATALOGUES ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)
      ? [readFileSync(path, 'utf8')]
      : [];
  });
}

describe('the catalogue of texts', () => {
  it('should have every key in one file only', async () => {
    const places = new Map<string, string[]>();
    for (const [name, keys] of await catalogues())
      for (const key of keys) places.set(key, [...(places.get(key) ?? []), name]);
    const twice = [...places].filter(([, names]) => names.length > 1);
    expect(twice.map(([key, names]) => `${key}: ${names.join(', ')}`)).toEqual([]);
    expect(places.size).toBeGreaterThan(500);
  });

  it('should have no key that nothing asks for', async () => {
    const code = FOLDERS.flatMap((folder) => sources(join(root, folder))).join('\n');
    const literals = new Set([...code.matchAll(/['"]([\w-]+(?:\.[\w-]+)+)['"]/g)].map((m) => m[1]));
    // A key may be put together: `capture.filter.${value}` asks for every key of that form.
    const forms = [...code.matchAll(/`([a-z][\w-]*\.[\w.-]*(?:\$\{[^`{}]+\}[\w.-]*)+)`/g)]
      .map((m) => m[1] ?? '')
      .map(
        (form) =>
          new RegExp(
            `^${form
              .split(/\$\{[^}]+\}/)
              .map((part) => part.replaceAll('.', '\\.'))
              .join('[\\w.-]+')}$`,
          ),
      );
    const unused = [...(await catalogues()).values()]
      .flat()
      .filter((key) => !literals.has(key) && !forms.some((form) => form.test(key)));
    expect(unused).toEqual([]);
  });
});
