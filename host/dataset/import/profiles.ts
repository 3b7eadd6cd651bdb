/** Import profiles of a project: import-profiles.json beside project.json. */
import { join } from 'node:path';
import { z } from 'zod';
import {
  importProfileSchema,
  type ImportProfile,
} from '../../../core/contract/schema/dataset-import.js';
import { StudioError } from '../../../core/contract/errors.js';
import { text } from '../../../core/text/index.js';
import { jsonText, readJson, writeAtomic } from '../../files/atomic.js';

const FILE = 'import-profiles.json';
const fileSchema = z.object({ schema: z.literal(1), profiles: z.array(importProfileSchema) });

/** @throws StudioError file-corrupt; the file is left as it is */
export async function readProfiles(project: string): Promise<ImportProfile[]> {
  const path = join(project, FILE);
  const raw = await readJson(path).catch((error: unknown) => {
    if (error instanceof StudioError && error.code === 'not-found') return null;
    throw error;
  });
  if (raw === null) return [];
  const parsed = fileSchema.safeParse(raw);
  if (parsed.success) return parsed.data.profiles;
  const issue = parsed.error.issues[0];
  throw new StudioError(
    'file-corrupt',
    text('error.file-corrupt.message', {
      path,
      reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    }),
    text('error.file-corrupt.hint'),
    { path },
  );
}

/** Adds a profile or replaces the one of its name. */
export async function saveProfile(
  project: string,
  profile: ImportProfile,
): Promise<ImportProfile[]> {
  const others = (await readProfiles(project)).filter(({ name }) => name !== profile.name);
  return write(project, [...others, profile]);
}

export async function removeProfile(project: string, name: string): Promise<ImportProfile[]> {
  return write(
    project,
    (await readProfiles(project)).filter((profile) => profile.name !== name),
  );
}

async function write(project: string, profiles: ImportProfile[]): Promise<ImportProfile[]> {
  const sorted = profiles.sort((a, b) => (a.name < b.name ? -1 : 1));
  await writeAtomic(join(project, FILE), jsonText({ schema: 1, profiles: sorted }));
  return sorted;
}
