/** One readable file per user: preferences and recent projects. A broken file is kept aside and told. */
import { copyFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { preferencesSchema, type Preferences } from '../../core/contract/schema/capture.js';
import { StudioError } from '../../core/contract/errors.js';
import { jsonText, readJson, writeAtomic } from '../files/atomic.js';

const MAX_RECENT = 12;

const fileSchema = z.strictObject({
  preferences: preferencesSchema.partial().default({}),
  recent: z
    .array(z.strictObject({ path: z.string(), name: z.string(), openedAt: z.string() }))
    .default([]),
});
type Saved = z.infer<typeof fileSchema>;

export interface RecentEntry {
  readonly path: string;
  readonly name: string;
  readonly openedAt: string;
}

export interface PreferencesService {
  get(): Preferences;
  set(patch: Partial<Preferences>): Promise<Preferences>;
  recent(): readonly RecentEntry[];
  opened(path: string, name: string): Promise<void>;
  forget(path: string): Promise<void>;
  /** What was wrong with the file at the start, for the user to know; null when nothing was. */
  readonly complaint: string | null;
}

function defaults(): Preferences {
  let operator = '';
  try {
    operator = userInfo().username;
  } catch {
    operator = '';
  }
  return {
    theme: 'system',
    operator,
    depthPalette: 'turbo',
    sound: true,
    followPlan: true,
    burst: 1,
    provider: 'auto',
    keys: {},
    layout: {},
  };
}

/** Reads `settings.json` of a folder; a missing file means defaults. */
export async function openPreferences(folder: string): Promise<PreferencesService> {
  const path = join(folder, 'settings.json');
  let complaint: string | null = null;
  let saved: Saved = { preferences: {}, recent: [] };
  try {
    saved = fileSchema.parse(await readJson(path));
  } catch (error) {
    if (!(error instanceof StudioError && error.code === 'not-found')) {
      const kept = `${path}.broken`;
      await copyFile(path, kept).catch(() => undefined);
      complaint = `${path} could not be read; the studio started with its defaults. The old file is kept as ${kept}.`;
    }
  }
  const save = (): Promise<void> => writeAtomic(path, jsonText(saved));
  const get = (): Preferences => preferencesSchema.parse({ ...defaults(), ...saved.preferences });
  return {
    complaint,
    get,
    async set(patch) {
      saved = fileSchema.parse({ ...saved, preferences: { ...saved.preferences, ...patch } });
      await save();
      return get();
    },
    recent: () => saved.recent,
    async opened(projectPath, name) {
      const rest = saved.recent.filter((entry) => entry.path !== projectPath);
      saved = {
        ...saved,
        recent: [{ path: projectPath, name, openedAt: new Date().toISOString() }, ...rest].slice(
          0,
          MAX_RECENT,
        ),
      };
      await save();
    },
    async forget(projectPath) {
      saved = { ...saved, recent: saved.recent.filter((entry) => entry.path !== projectPath) };
      await save();
    },
  };
}
