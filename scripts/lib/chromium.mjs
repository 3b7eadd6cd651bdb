/** A Chromium for end-to-end tests: found, downloaded by Playwright, or installed with the system's packages. */
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, runTool } from './run.mjs';

const NAMES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
];

/** Path of a Chromium, or null; reads files only. */
export function findChromium() {
  const chosen = process.env.PD_STUDIO_CHROMIUM;
  if (chosen) return existsSync(chosen) ? chosen : null;
  return NAMES.find((path) => existsSync(path)) ?? playwrightChromium();
}

function playwrightChromium() {
  const folders = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), '.cache/ms-playwright'),
  ].filter(Boolean);
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)
      .filter((n) => n.startsWith('chromium-'))
      .sort()
      .reverse()) {
      for (const part of ['chrome-linux64/chrome', 'chrome-linux/chrome']) {
        if (existsSync(join(folder, name, part))) return join(folder, name, part);
      }
    }
  }
  return null;
}

/** @returns {Promise<{ path: string } | { path: null, reason: string }>} */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return { path: found };
  console.log('No Chromium found; asking Playwright for one (at most 3 minutes) ...');
  await runTool('@playwright/test/cli.js', ['install', 'chromium'], {
    capture: true,
    timeoutMs: 180_000,
  });
  const downloaded = findChromium();
  if (downloaded) return { path: downloaded };
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing chromium with the system packages ...');
    await run('apt-get', ['update', '-qq'], { capture: true, timeoutMs: 180_000 });
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-core'],
      { capture: true, timeoutMs: 600_000, env },
    );
    const installed = findChromium();
    if (installed) return { path: installed };
  }
  return {
    path: null,
    reason: 'no Chromium was found and none could be installed; set PD_STUDIO_CHROMIUM to one',
  };
}
