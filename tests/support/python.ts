/** A Python with the modules that the oracles need: PD_STUDIO_PYTHON, else python3. */
import { spawnSync } from 'node:child_process';

export interface FoundPython {
  readonly path: string | null;
  /** Why there is none. */
  readonly reason: string;
}

const found = new Map<string, FoundPython>();

export function findPython(modules: readonly string[]): FoundPython {
  const key = modules.join(' ');
  const known = found.get(key);
  if (known) return known;
  const path = process.env['PD_STUDIO_PYTHON'] ?? 'python3';
  const { status } = spawnSync(path, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
  const result: FoundPython =
    status === 0
      ? { path, reason: '' }
      : {
          path: null,
          reason: `no Python with ${modules.join(', ')} (set PD_STUDIO_PYTHON to one)`,
        };
  found.set(key, result);
  return result;
}
