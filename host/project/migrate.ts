/**
 * project.json through its versions. Version 1 had categories as names and no depth range; it is
 * brought to version 2 with a copy kept. A newer version is never rewritten.
 */
import { PROJECT_SCHEMA, projectSchema, type Project } from '../../core/contract/schema/project.js';
import { PAPER_CATEGORIES } from '../../core/dataset/vocabulary.js';
import { StudioError } from '../../core/contract/errors.js';
import { text } from '../../core/text/index.js';
import { defaultProject } from './defaults.js';

export interface LoadedProject {
  readonly project: Project;
  /** The version found on disk. */
  readonly version: number;
}

type Fields = Record<string, unknown>;

/** @throws StudioError project-corrupt with the first thing that is wrong */
export function loadProject(path: string, raw: unknown): LoadedProject {
  if (
    typeof raw !== 'object' ||
    raw === null ||
    !('schema' in raw) ||
    !Number.isInteger(raw.schema)
  ) {
    throw projectCorrupt(path, 'it has no schema version');
  }
  const version = raw.schema as number;
  const fields: Fields = version === 1 ? fromVersion1(raw) : { ...raw };
  if (version > PROJECT_SCHEMA) return { project: newer(path, fields), version };
  return { project: parse(path, { ...fields, schema: PROJECT_SCHEMA }), version };
}

function parse(path: string, fields: unknown): Project {
  const parsed = projectSchema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw projectCorrupt(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`);
}

function fromVersion1(fields: Fields): Fields {
  const categories = Array.isArray(fields['categories']) ? fields['categories'] : [];
  const { depthRangeMm } = defaultProject('', '');
  return {
    ...fields,
    categories: categories.map((name: unknown) => ({
      name,
      lighting: PAPER_CATEGORIES.find((c) => c.name === name)?.lighting ?? 'C',
    })),
    depthRangeMm,
  };
}

/** What can be shown of a newer project: known fields, defaults for the rest. */
function newer(path: string, fields: Fields): Project {
  const known = defaultProject('Untitled', '1970-01-01T00:00:00Z');
  const merged: Fields = { ...known };
  for (const key of Object.keys(known)) {
    const one = projectSchema.shape[key as keyof Project].safeParse(fields[key]);
    if (key !== 'schema' && one.success) merged[key] = one.data;
  }
  return parse(path, merged);
}

export function projectCorrupt(path: string, reason: string): StudioError {
  return new StudioError(
    'project-corrupt',
    text('error.project-corrupt.message', { path, reason }),
    text('error.project-corrupt.hint'),
    { path },
  );
}
