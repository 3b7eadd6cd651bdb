import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureElectron } from './electron-binary.mjs';

let folder;
let machine;
let calls;
/** What the next run of a program does. */
let play;
let clock;

const put = (path, text = '') => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};
const placeBinary = () => {
  put(join(machine.electron, 'path.txt'), 'electron');
  put(join(machine.electron, 'dist', 'electron'));
};
const node24 = () =>
  join(
    machine.cache,
    'node24/node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
const asked = () => calls.map(({ program }) => program);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pd-electron-'));
  calls = [];
  clock = 1000;
  play = () => ({ code: 1, output: 'Error: connect ECONNREFUSED 10.0.0.1:443', timedOut: false });
  machine = {
    electron: join(folder, 'electron'),
    cache: join(folder, 'cache'),
    node: { version: '24.1.0', path: '/own/node' },
    limitMs: 60_000,
    now: () => clock,
    say: () => undefined,
    run: (program, args, { timeoutMs }) => {
      calls.push({ program, args, timeoutMs });
      return Promise.resolve(play(program));
    },
  };
  put(join(machine.electron, 'package.json'), '{"version":"40.0.0"}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("Electron's binary", () => {
  it('is used where it is, without any download', async () => {
    placeBinary();
    expect(await ensureElectron({ machine })).toEqual({
      path: join(machine.electron, 'dist', 'electron'),
    });
    expect(calls).toEqual([]);
  });

  it('is fetched by its own installer with what is left of the limit', async () => {
    play = () => (placeBinary(), { code: 0, output: '', timedOut: false });
    expect((await ensureElectron({ machine })).path).not.toBeNull();
    expect(calls).toEqual([
      {
        program: '/own/node',
        args: [join(machine.electron, 'install.js')],
        timeoutMs: 60_000,
      },
    ]);
  });

  it('that cannot be had is told with the reason, and asked for again after a day or on demand', async () => {
    const refusal = {
      path: null,
      reason: 'its download failed (Error: connect ECONNREFUSED 10.0.0.1:443)',
    };
    expect(await ensureElectron({ machine })).toEqual(refusal);
    clock += 23 * 3600_000;
    expect(await ensureElectron({ machine })).toEqual(refusal);
    expect(calls).toHaveLength(1);
    await ensureElectron({ machine, retry: true });
    expect(calls).toHaveLength(2);
    clock += 25 * 3600_000;
    await ensureElectron({ machine });
    expect(calls).toHaveLength(3);
    // Another version of Electron or of Node is another question.
    put(join(machine.electron, 'package.json'), '{"version":"41.0.0"}');
    await ensureElectron({ machine });
    await ensureElectron({ machine: { ...machine, node: { version: '24.2.0', path: '/n' } } });
    expect(calls).toHaveLength(5);
  });

  it('that takes too long is given up at the limit', async () => {
    play = () => ({ code: 1, output: '', timedOut: true });
    expect(await ensureElectron({ machine })).toEqual({
      path: null,
      reason: 'its download took longer than 60 s',
    });
  });

  it('is fetched through Node 24 where this Node is too old for its installer', async () => {
    machine.node = { version: '20.19.0', path: '/old/node' };
    play = (program) => {
      clock += 20_000;
      if (program === 'npm') put(node24());
      else placeBinary();
      return { code: 0, output: '', timedOut: false };
    };
    expect((await ensureElectron({ machine })).path).not.toBeNull();
    expect(asked()).toEqual(['npm', node24()]);
    expect(calls[1].timeoutMs).toBe(40_000);
    // The Node that was fetched is kept.
    rmSync(join(machine.electron, 'path.txt'));
    await ensureElectron({ machine });
    expect(asked()).toEqual(['npm', node24(), node24()]);
  });

  it('says why where neither can be had', async () => {
    machine.node = { version: '22.11.0', path: '/old/node' };
    play = () => ({ code: 1, output: 'npm error ENOTFOUND', timedOut: false });
    expect((await ensureElectron({ machine })).reason).toBe(
      "Electron's installer needs Node 22.12 or newer, this is 22.11.0, and a newer one could not be had (npm error ENOTFOUND)",
    );
    expect(asked()).toEqual(['npm']);
    expect(existsSync(join(machine.cache, 'electron.json'))).toBe(true);
  });
});
