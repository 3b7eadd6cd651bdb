/** The manifest of an own export, when it lies in what is imported: it gives back what files cannot say. */
import { z } from 'zod';
import { intrinsicsSchema } from '../../../core/contract/schema/geometry.js';
import { sampleSchema } from '../../../core/contract/schema/sample.js';
import type { ImportTree } from './tree-files.js';

const MANIFEST = 'manifest.json';
const MAX_BYTES = 256 * 1024 * 1024;

/** Only what import uses: a manifest of a later version may say more. */
const entrySchema = z.object({
  ...sampleSchema.pick({
    category: true,
    split: true,
    anomaly: true,
    lighting: true,
    operator: true,
    takenAt: true,
  }).shape,
  sampleHash: z.string(),
  intrinsics: intrinsicsSchema.nullable(),
  depth: z
    .object({ encoding: z.enum(['uint16', 'float32']), metresPerCount: z.number().positive() })
    .nullable(),
  files: z.array(z.object({ kind: z.string(), path: z.string() })),
});
export type ManifestEntry = z.infer<typeof entrySchema>;

const manifestSchema = z.object({
  schema: z.number(),
  program: z.string(),
  format: z.string(),
  samples: z.array(z.unknown()),
});

export interface OwnManifest {
  readonly path: string;
  /** What it says of the sample that the file at this path belongs to. */
  entry(path: string): ManifestEntry | null;
}

/** @returns null where there is none; one that cannot be read counts as none, with the reason told */
export async function readOwnManifest(
  tree: ImportTree,
  complain: (file: string, reason: string) => void,
): Promise<OwnManifest | null> {
  // At the root, or in the one folder that an archive was made of.
  const found = tree.files
    .map((file) => file.path)
    .filter((path) => path === MANIFEST || /^[^/]+\/manifest\.json$/.test(path))
    .sort((a, b) => a.length - b.length)[0];
  if (found === undefined) return null;
  try {
    const raw = JSON.parse((await tree.read(found, MAX_BYTES)).toString('utf8')) as unknown;
    const manifest = manifestSchema.safeParse(raw);
    // Another program's manifest.json is none of ours.
    if (!manifest.success) return null;
    const prefix = found.slice(0, -MANIFEST.length);
    const entries = new Map<string, ManifestEntry>();
    for (const one of manifest.data.samples) {
      const entry = entrySchema.safeParse(one);
      if (!entry.success) {
        complain(found, entry.error.issues[0]?.message ?? 'wrong shape');
        continue;
      }
      for (const { path } of entry.data.files) entries.set(`${prefix}${path}`, entry.data);
    }
    return { path: found, entry: (path) => entries.get(path) ?? null };
  } catch (error) {
    complain(found, error instanceof Error ? error.message : String(error));
    return null;
  }
}
