/** Where a backbone's ONNX file is: built by the user under the settings folder, or shipped. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StudioError } from '../../../core/contract/errors.js';
import type { BackboneName } from '../../../core/contract/schema/detector.js';
import { text } from '../../../core/text/index.js';
import { configFolder } from '../../preferences/config-folder.js';

const SHIPPED: readonly BackboneName[] = ['efficientnet-lite2'];

/** Both the source tree and its compiled copy under out/. */
const ROOTS = ['../../../', '../../../../'].map((up) =>
  fileURLToPath(new URL(up, import.meta.url)),
);

export interface BackboneFile {
  readonly name: BackboneName;
  /** null: not on this machine. */
  readonly path: string | null;
  readonly reason: string;
}

export async function findBackbone(name: BackboneName): Promise<BackboneFile> {
  const candidates = [join(configFolder(), 'backbones', `${name}.onnx`)];
  if (SHIPPED.includes(name))
    candidates.push(...ROOTS.map((root) => join(root, 'models/backbones', `${name}.onnx`)));
  for (const path of candidates) {
    if ((await stat(path).catch(() => null))?.isFile() === true) return { name, path, reason: '' };
  }
  return { name, path: null, reason: text('train.no-backbone', { name, path: candidates[0]! }) };
}

/** @throws StudioError not-found with how to build it */
export async function mustFindBackbone(
  name: BackboneName,
): Promise<{ path: string; sha256: string }> {
  const { path, reason } = await findBackbone(name);
  if (path === null)
    throw new StudioError('not-found', reason, text('train.no-backbone.hint', { name }));
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { path, sha256 };
}
