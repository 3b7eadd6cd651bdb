/** A folder as a source of the detector's data: a project where it has a project.json, else a tree. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openProjectSource } from './project-source.js';
import type { DataSource } from './source.js';
import { openTreeSource } from './tree-source.js';

export async function openDataSource(path: string): Promise<DataSource> {
  const isProject = (await stat(join(path, 'project.json')).catch(() => null)) !== null;
  return isProject ? openProjectSource(path) : openTreeSource(path);
}
