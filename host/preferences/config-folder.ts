/** Where this user's settings live; `PD_STUDIO_CONFIG` or `--config` put them elsewhere. */
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

export function configFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['PD_STUDIO_CONFIG'] !== undefined && env['PD_STUDIO_CONFIG'] !== '')
    return env['PD_STUDIO_CONFIG'];
  const home = homedir() || tmpdir();
  if (platform === 'win32')
    return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'PD Studio');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'PD Studio');
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pd-studio');
}
